/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.score;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.Function;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.hrbp.nn.layers.NamedLayer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.rng.Random;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** A copy of a network and the gradients of its scored weights. */
final class ScoringCopy {
    private final Model network;
    private final List<ScoredLayer> layers;
    private final List<NamedLayer> outputs;

    private ScoringCopy(Model model, DataType type) {
        this.network = ModelCopy.of(model, type);
        this.layers = ScoredLayer.of(network);
        this.outputs = outputs(network);
    }

    /**
     * Scores a model on a copy of it; the global random generator is put back afterwards.
     *
     * @param scoreId name of the score, for messages
     * @param batches labelled data, checked before anything is computed
     * @param type data type of the copy
     * @param rule computes the scores from the copy
     */
    static LayerScores score(
            String scoreId,
            Model model,
            List<? extends MultiDataSet> batches,
            DataType type,
            Function<ScoringCopy, LayerScores> rule) {
        if (ScoredLayer.of(model).isEmpty()) {
            return new LayerScores(Map.of());
        }
        List<NamedLayer> outputs = outputs(model);
        Batches.check(scoreId, batches, inputs(model), outputs);
        Random random = Nd4j.getRandom();
        long root = random.rootState();
        long node = random.nodeState();
        try {
            return rule.apply(new ScoringCopy(model, type));
        } finally {
            random.setStates(root, node);
        }
    }

    private static int inputs(Model model) {
        return model instanceof ComputationGraph graph ? graph.getNumInputArrays() : 1;
    }

    private static List<NamedLayer> outputs(Model model) {
        List<NamedLayer> all = NamedLayer.of(model);
        NamedLayer last = all.get(all.size() - 1);
        List<NamedLayer> outputs = model instanceof ComputationGraph graph
                ? graph.getConfiguration().getNetworkOutputs().stream()
                        .map(name -> new NamedLayer(name, NamedLayer.unwrap(graph.getLayer(name))))
                        .toList()
                : List.of(new NamedLayer(last.name(), NamedLayer.unwrap(last.layer())));
        for (NamedLayer output : outputs) {
            if (!(output.layer() instanceof IOutputLayer)) {
                throw new IllegalArgumentException("Output \"" + output.name() + "\" of the network has no loss;"
                        + " gradients need an output layer or a loss layer there");
            }
        }
        return outputs;
    }

    /** The copy itself. */
    Model network() {
        return network;
    }

    /** The layers with the losses. */
    List<NamedLayer> outputs() {
        return outputs;
    }

    /** The scored layers in forward order. */
    List<ScoredLayer> layers() {
        return layers;
    }

    /** The gradients of the mean loss over all examples of all batches, one array per scored layer, in its layout. */
    List<INDArray> meanGradients(List<? extends MultiDataSet> batches) {
        List<INDArray> sums =
                layers.stream().map(layer -> layer.weights().ulike().assign(0)).toList();
        long examples = 0;
        for (int i = 0; i < batches.size(); i++) {
            backpropagate(batches.get(i), i);
            for (int l = 0; l < sums.size(); l++) {
                sums.get(l).addi(layers.get(l).gradient());
            }
            examples += batches.get(i).getFeatures(0).size(0);
        }
        for (int l = 0; l < sums.size(); l++) {
            sums.get(l).divi(examples);
            layers.get(l).requireFinite("gradient", sums.get(l));
        }
        return sums;
    }

    private void backpropagate(MultiDataSet batch, int index) {
        try {
            if (network instanceof MultiLayerNetwork net) {
                net.setInput(batch.getFeatures(0));
                net.setLabels(batch.getLabels(0));
                net.setLayerMaskArrays(first(batch.getFeaturesMaskArrays()), first(batch.getLabelsMaskArrays()));
                net.computeGradientAndScore();
                net.clearLayerMaskArrays();
            } else {
                ComputationGraph graph = (ComputationGraph) network;
                graph.setInputs(batch.getFeatures());
                graph.setLabels(batch.getLabels());
                graph.setLayerMaskArrays(batch.getFeaturesMaskArrays(), batch.getLabelsMaskArrays());
                graph.computeGradientAndScore();
                graph.clearLayerMaskArrays();
            }
        } catch (RuntimeException e) { // DL4J and ND4J have a dozen types for input that does not fit
            throw new IllegalArgumentException(
                    "Batch " + index + " (" + Batches.shapes(batch) + ") does not fit the network: " + e.getMessage(),
                    e);
        }
    }

    private static @Nullable INDArray first(INDArray @Nullable [] arrays) {
        return arrays == null ? null : arrays[0];
    }

    /** Scores from each weight and the value that stands at its place in {@code values}. */
    LayerScores scores(List<INDArray> values, DoubleBinaryOperator rule) {
        Map<String, float[]> scores = new LinkedHashMap<>();
        for (int l = 0; l < values.size(); l++) {
            ScoredLayer layer = layers.get(l);
            double[] weights = layer.ordered(layer.weights());
            double[] value = layer.ordered(values.get(l));
            float[] score = new float[weights.length];
            for (int i = 0; i < score.length; i++) {
                score[i] = (float) rule.applyAsDouble(weights[i], value[i]);
            }
            scores.put(layer.name(), score);
        }
        return new LayerScores(scores);
    }
}
