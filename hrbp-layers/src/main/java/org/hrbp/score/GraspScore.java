/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.score;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * Gradient signal preservation (Wang et al., GraSP, ICLR 2020): {@code w * (H g)}, with gradient g and Hessian H of the mean
 * cross-entropy of {@code softmax(logits / 200)} with respect to the scored weights. The official code computes
 * {@code -w * (H g)} and removes the highest; ours is the negative of that, so that higher is kept first. Its division by the
 * sum does not change the ranking and is not done; its halves of a batch, which save memory, are simply several batches here.
 *
 * <p>Our choices: H g is the central difference of the gradient along g at {@code e = 1e-5 * ||w|| / ||g||}, on a copy of the
 * network in DOUBLE, where each ReLU passes at both ends what it passes in the middle: automatic differentiation, which the
 * official code uses, does not see kinks either, and those between the ends would drown the scores of deep networks. (Largest
 * elements of max-pooling are not held.) Fully connected layers keep the weights that training starts from, while the official code draws them
 * anew (Xavier normal) for scoring; dropout and weight noise are left out, and frozen layers are scored as if they were not
 * frozen. Batch normalisation runs in training mode, as in the official code.
 *
 * <p>Outputs must be softmax with the loss MCXENT or negative log-likelihood.
 */
public final class GraspScore implements Score {
    /** The official code's temperature. */
    private static final double TEMPERATURE = 200;

    private static final double RELATIVE_STEP = 1e-5;

    /** Makes the score. */
    public GraspScore() {}

    @Override
    public String id() {
        return "grasp";
    }

    @Override
    public boolean needsData() {
        return true;
    }

    @Override
    public LayerScores of(Model model, List<? extends MultiDataSet> batches, long seed) {
        return ScoringCopy.score(id(), model, batches, DataType.DOUBLE, copy -> {
            TemperatureLoss.set(copy.outputs(), TEMPERATURE);
            return copy.scores(hessianGradient(copy, batches), (weight, hg) -> weight * hg);
        });
    }

    private static List<INDArray> hessianGradient(ScoringCopy copy, List<? extends MultiDataSet> batches) {
        List<INDArray> weights =
                copy.layers().stream().map(layer -> layer.weights().dup()).toList();
        List<INDArray> gradients = copy.meanGradients(batches);
        double step = step(norm(weights), norm(gradients));
        double examples = batches.stream()
                .mapToLong(batch -> batch.getFeatures(0).size(0))
                .sum();
        AtomicBoolean held = HeldRelu.putInto(copy.network());
        List<INDArray> products =
                weights.stream().map(weight -> weight.ulike().assign(0)).toList();
        for (MultiDataSet batch : batches) {
            held.set(false);
            copy.meanGradients(List.of(batch));
            held.set(true);
            double share = batch.getFeatures(0).size(0) / examples / (2 * step);
            for (int sign : new int[] {1, -1}) {
                move(copy, weights, gradients, sign * step);
                List<INDArray> end = copy.meanGradients(List.of(batch));
                for (int l = 0; l < weights.size(); l++) {
                    products.get(l).addi(end.get(l).muli(sign * share));
                }
            }
            move(copy, weights, gradients, 0);
        }
        return products;
    }

    private static double step(double weights, double gradients) {
        if (weights == 0 || gradients == 0) {
            throw new IllegalArgumentException("Score \"grasp\" needs weights and gradients that are not all 0;"
                    + " the network's weights have norm " + weights + ", their gradients " + gradients);
        }
        return RELATIVE_STEP * weights / gradients;
    }

    private static double norm(List<INDArray> arrays) {
        double squares = 0;
        for (INDArray array : arrays) {
            squares += Math.pow(array.norm2Number().doubleValue(), 2);
        }
        return Math.sqrt(squares);
    }

    private static void move(ScoringCopy copy, List<INDArray> from, List<INDArray> along, double step) {
        for (int l = 0; l < from.size(); l++) {
            copy.layers().get(l).weights().assign(from.get(l).add(along.get(l).mul(step)));
        }
    }
}
