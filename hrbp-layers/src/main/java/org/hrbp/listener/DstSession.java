/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.listener;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.hrbp.evolve.DstMethod;
import org.hrbp.evolve.DstMethods;
import org.hrbp.evolve.GradientTerm;
import org.hrbp.evolve.LayerTopology;
import org.hrbp.evolve.TopologyUpdate;
import org.hrbp.evolve.Unit;
import org.hrbp.evolve.UpdateSchedule;
import org.hrbp.evolve.Values;
import org.hrbp.kernel.Memory;
import org.hrbp.pattern.PatternState;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The dynamic sparse training of one network. Layers are looked up anew at every use: init() and setParams change them. */
final class DstSession {
    private static final Logger LOG = LoggerFactory.getLogger(HrbpDstListener.class);

    /** Scalar of layers that have got the initial weights of a method's gradient term. */
    private static final float STARTED = 1;

    private final Model model;
    private final DstSettings settings;
    private final DstMethod method;
    private final long seed;
    private final DstTotals totals;

    DstSession(Model model, DstSettings settings, DstTotals totals) {
        this.model = model;
        this.settings = settings;
        this.totals = totals;
        List<DstLayer> layers = DstLayers.of(model, settings.layers());
        this.method = settings.method() == null ? DstLayers.defaultMethod(layers) : settings.method();
        this.seed = settings.seed() == null ? model.conf().getSeed() : settings.seed();
        DstLayers.check(layers, method);
        if (settings.repickEvery() > 0 && method.unit() != Unit.COLUMN) {
            throw new IllegalStateException("Positions of HRBP groups can be re-picked with methods of unit "
                    + Unit.COLUMN + " only, not with \"" + method.id() + "\"");
        }
        layers.forEach(l -> settings.everLived().add(l.name(), l.state().pattern()));
        announce(layers);
    }

    private void announce(List<DstLayer> layers) {
        UpdateSchedule schedule = settings.schedule();
        LOG.info(
                "DST method {} updates {} layers, every {} steps from step {} and before step {}; now at step {}: {}",
                method.id(),
                layers.size(),
                schedule.interval(),
                schedule.firstStep(),
                schedule.endStep(),
                step(),
                layers.stream()
                        .map(l -> l.name() + " (" + l.state().pattern().keptCount() + " of "
                                + l.state().pattern().shape().size() + " weights)")
                        .toList());
    }

    boolean serves(Model other) {
        return other == model;
    }

    List<DstLayer> layers() {
        return DstLayers.of(model, settings.layers());
    }

    DstSettings settings() {
        return settings;
    }

    DstMethod method() {
        return method;
    }

    /** Number of finished steps. */
    long step() {
        return model instanceof ComputationGraph graph
                ? graph.getIterationCount()
                : ((MultiLayerNetwork) model).getIterationCount();
    }

    /** Gives an untrained network the weights that the method wants to start from, once. */
    void start() {
        GradientTerm term = method.gradientTerm();
        if (term == null || step() > 0) {
            return;
        }
        for (DstLayer layer : layers()) {
            PatternState state = layer.state();
            if (state.scalar() == 0 && state.lastUpdateStep() == PatternState.NEVER) {
                Memory weights = layer.weights();
                int[] places = state.pattern().denseIndices();
                Values initial = term.initialWeights(layer.name(), places, DstLayer.values(weights), seed);
                for (int i = 0; i < places.length; i++) {
                    weights.set(i, initial.get(i));
                }
                layer.sparse()
                        .setPatternState(new PatternState(
                                state.pattern(), state.structureId(), state.lastUpdateStep(), STARTED));
            }
        }
    }

    /** Before the backward pass: asks for the candidates' gradients if they will be needed. */
    void request() {
        SkippedStep.undo(model);
        DstMethod planner = planner(step());
        if (settings.schedule().updatesAt(step()) && planner.needsGradient()) {
            for (DstLayer layer : due(step())) {
                layer.sparse()
                        .requestGradient(planner.unit().candidates(layer.state().pattern()));
            }
        }
    }

    /** The layers that still need the update of a step. */
    List<DstLayer> due(long step) {
        return layers().stream()
                .filter(l -> settings.schedule().isDue(step, l.state().lastUpdateStep()))
                .toList();
    }

    DstMethod planner(long step) {
        int every = settings.repickEvery();
        return every > 0 && (settings.schedule().updatesBefore(step) + 1) % every == 0
                ? DstMethods.hrbpPositions()
                : method;
    }

    /** After the backward pass and before the optimizer. */
    void gradientsReady() {
        start();
        GradientTerm term = method.gradientTerm();
        if (term != null) {
            layers().forEach(layer -> add(term, layer));
        }
        if (settings.schedule().updatesAt(step())) {
            List<DstLayer> due = due(step());
            if (!due.isEmpty()) {
                update(due);
            }
        }
    }

    /** The gradients here are sums over the mini-batch if the optimizer is to divide them by its size. */
    private void add(GradientTerm term, DstLayer layer) {
        double scale = model.conf().isMiniBatch() ? model.batchSize() : 1;
        double progress = Math.min(1, (double) step() / settings.totalSteps());
        int[] places = layer.state().pattern().denseIndices();
        Values addend = term.at(layer.name(), places, step(), progress, seed);
        Memory gradient = layer.gradient();
        for (int i = 0; i < places.length; i++) {
            gradient.set(i, gradient.get(i) + scale * addend.get(i));
        }
    }

    private void update(List<DstLayer> layers) {
        List<@Nullable INDArray> gradients = new ArrayList<>();
        try {
            layers.forEach(layer -> gradients.add(layer.sparse().takeRequestedGradient()));
            update(layers, step(), gradients);
        } finally {
            gradients.stream().filter(Objects::nonNull).forEach(INDArray::close);
        }
        if (settings.replacesStep()) {
            SkippedStep.install(model);
        }
    }

    /** Plans the update of a step from the gradients of the layers' candidates and makes it. */
    void update(List<DstLayer> layers, long step, List<@Nullable INDArray> gradients) {
        DstMethod planner = planner(step);
        List<LayerTopology> topologies = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            topologies.add(topology(layers.get(i), planner, gradients.get(i)));
        }
        List<TopologyUpdate> updates =
                planner.plan(topologies, step, settings.schedule().fraction(step), seed);
        TopologySwap.prepare(model, layers, updates, planner, step).commit();
        record(updates, planner, step);
    }

    private static LayerTopology topology(DstLayer layer, DstMethod planner, @Nullable INDArray gradient) {
        if (planner.needsGradient() && gradient == null) {
            throw new IllegalStateException("Layer \"" + layer.name()
                    + "\": its candidates' gradients are missing; the listener has to be attached before the step, and"
                    + " nobody else may take them");
        }
        return new LayerTopology(
                layer.name(),
                layer.state(),
                DstLayer.values(layer.weights()),
                gradient == null ? null : DstLayer.values(gradient));
    }

    private void record(List<TopologyUpdate> updates, DstMethod planner, long step) {
        updates.forEach(u -> settings.everLived().add(u.layer(), u.state().pattern()));
        TopologyMetrics row =
                totals.add(updates, planner, step, settings.everLived().rate());
        LOG.info(
                "Topology update at step {} ({}): {} dropped, {} grown, {} returned, churn {} %, density {} %, ever lived {} %",
                step,
                row.method(),
                row.dropped(),
                row.grown(),
                row.returned(),
                percent(row.churn()),
                percent(row.density()),
                percent(row.everLivedRate()));
        settings.rows().accept(row);
    }

    private static double percent(double share) {
        return Math.round(share * 1e4) / 1e2;
    }
}
