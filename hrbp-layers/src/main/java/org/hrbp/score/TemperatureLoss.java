/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.score;

import java.util.List;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.hrbp.nn.layers.NamedLayer;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/**
 * A loss whose logits are divided by a temperature first.
 *
 * @param loss the loss without temperature
 * @param temperature what the logits are divided by
 */
record TemperatureLoss(LossMCXENT loss, double temperature) implements ILossFunction {
    private static final long serialVersionUID = 1;

    /** Sets the temperature of the outputs of a network that is ours to change. */
    static void set(List<NamedLayer> outputs, double temperature) {
        for (NamedLayer output : outputs) {
            if (output.layer().conf().getLayer() instanceof BaseOutputLayer layer) {
                layer.setLossFn(withTemperature(output.name(), layer, layer.getLossFn(), temperature));
            } else if (output.layer().conf().getLayer() instanceof LossLayer layer) {
                layer.setLossFn(withTemperature(output.name(), layer, layer.getLossFn(), temperature));
            } else {
                throw refused(
                        output.name(), "it is a " + output.layer().getClass().getSimpleName());
            }
        }
    }

    private static TemperatureLoss withTemperature(
            String name, FeedForwardLayer layer, ILossFunction loss, double temperature) {
        if (loss instanceof LossMCXENT crossEntropy && layer.getActivationFn() instanceof ActivationSoftmax) {
            return new TemperatureLoss(crossEntropy, temperature);
        }
        throw refused(name, "it has " + loss.name() + " after activation " + layer.getActivationFn());
    }

    private static IllegalArgumentException refused(String name, String problem) {
        return new IllegalArgumentException("Score \"grasp\" cannot use output \"" + name + "\": " + problem
                + "; it needs an output layer or a loss layer with softmax and MCXENT or NEGATIVELOGLIKELIHOOD");
    }

    @Override
    public double computeScore(
            INDArray labels, INDArray preOutput, IActivation activation, @Nullable INDArray mask, boolean average) {
        return loss.computeScore(labels, preOutput.div(temperature), activation, mask, average);
    }

    @Override
    public INDArray computeScoreArray(
            INDArray labels, INDArray preOutput, IActivation activation, @Nullable INDArray mask) {
        return loss.computeScoreArray(labels, preOutput.div(temperature), activation, mask);
    }

    @Override
    public INDArray computeGradient(
            INDArray labels, INDArray preOutput, IActivation activation, @Nullable INDArray mask) {
        return loss.computeGradient(labels, preOutput.div(temperature), activation, mask)
                .divi(temperature);
    }

    @Override
    public Pair<Double, INDArray> computeGradientAndScore(
            INDArray labels, INDArray preOutput, IActivation activation, @Nullable INDArray mask, boolean average) {
        return new Pair<>(
                computeScore(labels, preOutput, activation, mask, average),
                computeGradient(labels, preOutput, activation, mask));
    }

    @Override
    public String name() {
        return loss.name() + " at temperature " + temperature;
    }
}
