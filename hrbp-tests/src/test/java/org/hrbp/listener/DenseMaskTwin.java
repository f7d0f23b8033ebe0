/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.listener;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.hrbp.evolve.UpdateSchedule;
import org.hrbp.pattern.Block;
import org.hrbp.pattern.Pattern;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * RigL and block-wise HRBP as dense training with masks: a stock network whose weights, gradients and updater state are set to 0
 * where the mask is, with DL4J's own updaters.
 */
final class DenseMaskTwin extends BaseTrainingListener {
    /** Mask and groups of one layer; units are lists of places that live and die together. */
    private static final class Masked {
        final int layer;
        final char order;
        final Set<Integer> kept = new TreeSet<>();
        /** Pools of units of places. */
        final List<List<List<Integer>>> pools = new ArrayList<>();

        Masked(int layer, char order, Pattern pattern, boolean columns) {
            this.layer = layer;
            this.order = order;
            for (int place : pattern.denseIndices()) {
                kept.add(place);
            }
            int positions = pattern.shape().positions();
            int row = pattern.shape().channels() * positions;
            if (!columns) {
                pools.add(IntStream.range(0, pattern.shape().size())
                        .mapToObj(List::of)
                        .toList());
                return;
            }
            for (Block block : pattern.blocks()) {
                List<List<Integer>> units = new ArrayList<>();
                for (int c = 0; c < pattern.shape().channels(); c++) {
                    List<Integer> unit = new ArrayList<>();
                    for (int r : block.rows()) {
                        for (int p : block.positions()) {
                            unit.add(r * row + c * positions + p);
                        }
                    }
                    units.add(unit);
                }
                pools.add(units);
            }
        }
    }

    private final Map<String, Masked> layers = new LinkedHashMap<>();
    private final UpdateSchedule schedule;

    /** Takes over weights and patterns of a sparse network of the same layers. */
    DenseMaskTwin(MultiLayerNetwork sparse, MultiLayerNetwork dense, UpdateSchedule schedule, boolean columns) {
        this.schedule = schedule;
        int index = 0;
        for (String name : List.of("conv1", "conv2", "fc")) {
            var layer = DstNets.layer(sparse, name);
            layers.put(name, new Masked(index, name.equals("fc") ? 'f' : 'c', layer.pattern(), columns));
            dense.getLayer(index).getParam("W").assign(layer.denseWeights());
            dense.getLayer(index).getParam("b").assign(sparse.getLayer(index).getParam("b"));
            index++;
        }
        dense.getLayer(index).setParams(sparse.getLayer(index).params());
        dense.setListeners(this);
    }

    Set<Integer> kept(String layer) {
        return Objects.requireNonNull(layers.get(layer)).kept;
    }

    @Override
    public void onGradientCalculation(Model model) {
        MultiLayerNetwork net = (MultiLayerNetwork) model;
        long step = net.getIterationCount();
        for (Masked layer : layers.values()) {
            INDArray w = net.getLayer(layer.layer).getParam("W");
            INDArray g = net.gradient().getGradientFor(layer.layer + "_W");
            Set<Integer> before = new TreeSet<>(layer.kept);
            if (schedule.updatesAt(step)) {
                INDArray flatW = Nd4j.toFlattened(layer.order, w);
                INDArray flatG = Nd4j.toFlattened(layer.order, g);
                for (List<List<Integer>> units : layer.pools) {
                    update(layer, units, flatW, flatG, schedule.fraction(step));
                }
            }
            for (int place = 0; place < w.length(); place++) {
                boolean stays = layer.kept.contains(place) && before.contains(place);
                if (!stays) {
                    clear(net, layer, place, w, g);
                }
            }
        }
    }

    private static double norm(List<Integer> unit, INDArray values) {
        return unit.stream().mapToDouble(p -> Math.abs(values.getDouble(p))).sum();
    }

    private static void update(Masked layer, List<List<Integer>> units, INDArray w, INDArray g, double fraction) {
        List<List<Integer>> kept = new ArrayList<>(
                units.stream().filter(u -> layer.kept.contains(u.get(0))).toList());
        int count = (int) Math.floor(fraction * kept.size());
        kept.sort(Comparator.comparingDouble(u -> norm(u, w)));
        kept.subList(0, count).forEach(u -> layer.kept.removeAll(u));
        List<List<Integer>> free = new ArrayList<>(
                units.stream().filter(u -> !layer.kept.contains(u.get(0))).toList());
        free.sort(Comparator.comparingDouble(u -> -norm(u, g)));
        free.subList(0, count).forEach(layer.kept::addAll);
    }

    /** Weight, gradient and all updater state of a place. */
    private static void clear(MultiLayerNetwork net, Masked layer, int place, INDArray w, INDArray g) {
        long row = layer.order == 'f' ? w.size(0) : 1;
        if (layer.order == 'f') {
            w.putScalar(place % row, place / row, 0);
            g.putScalar(place % row, place / row, 0);
        } else {
            w.putScalar(place, 0);
            g.putScalar(place, 0);
        }
        for (UpdaterBlock block : ((BaseMultiLayerUpdater<?>) net.getUpdater()).getUpdaterBlocks()) {
            int length = block.getParamOffsetEnd() - block.getParamOffsetStart();
            for (UpdaterBlock.ParamState param : block.getLayersAndVariablesInBlock()) {
                if (param.getLayer() == net.getLayer(layer.layer)
                        && param.getParamName().equals("W")) {
                    INDArray state = block.getUpdaterView();
                    int at = param.getParamOffsetStart() - block.getParamOffsetStart() + place;
                    for (long part = 0; part < state.length() / length; part++) {
                        state.putScalar(part * length + at, 0);
                    }
                }
            }
        }
    }
}
