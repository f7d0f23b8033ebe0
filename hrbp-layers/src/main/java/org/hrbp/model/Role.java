/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model;

import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.hrbp.nn.conf.SparseLayerConf;
import org.hrbp.nn.graph.HrbpElementWiseVertex;
import org.hrbp.pattern.DenseStructure;
import org.jspecify.annotations.Nullable;

/**
 * What sparsify can do with a part.
 *
 * @param kind whether it can have a pattern, a drop-in, or stays
 * @param target class that it would become; its own if it stays
 * @param note why it stays; empty if it need not
 */
record Role(Kind kind, Class<?> target, String note) {
    /** What sparsify can do with a part. */
    enum Kind {
        /** A convolution or fully connected layer that can have a pattern. */
        PRUNABLE,
        /** A layer that stays as it is, whose weights count in the budget. */
        COUNTED,
        /** A layer or vertex with a drop-in. */
        DROP_IN,
        /** Everything else. */
        OTHER
    }

    static Role of(Part part, Ranks ranks) {
        Object inner = part.inner();
        if (inner instanceof SparseLayerConf sparse) {
            return sparse.getPatternSettings().structure().equals(DenseStructure.ID)
                    ? new Role(Kind.PRUNABLE, inner.getClass(), "")
                    : stays(Kind.COUNTED, inner, "has a pattern already");
        }
        if (inner instanceof BaseOutputLayer) {
            return stays(Kind.COUNTED, inner, "stays dense: output layer");
        }
        if (inner instanceof ConvolutionLayer || inner instanceof DenseLayer) {
            return prunable(inner);
        }
        return dropIn(part, inner, ranks);
    }

    private static Role stays(Kind kind, Object inner, String note) {
        return new Role(kind, inner.getClass(), note);
    }

    private static Role prunable(Object inner) {
        Class<?> target = Retype.ours(inner);
        if (target == null) {
            return stays(Kind.COUNTED, inner, "stays dense: " + inner.getClass().getSimpleName() + " is not supported");
        }
        String obstacle = Obstacles.of((FeedForwardLayer) inner);
        return obstacle == null
                ? new Role(Kind.PRUNABLE, target, "")
                : stays(Kind.COUNTED, inner, "stays dense: " + obstacle);
    }

    private static Role dropIn(Part part, Object inner, Ranks ranks) {
        String problem = dropInProblem(inner, ranks.input(part));
        if (problem != null) {
            return stays(Kind.OTHER, inner, problem);
        }
        Class<?> target = inner instanceof ElementWiseVertex ? HrbpElementWiseVertex.class : Retype.ours(inner);
        return target == null ? stays(Kind.OTHER, inner, "") : new Role(Kind.DROP_IN, target, "");
    }

    /** Why a part has no drop-in; null if it has one. */
    private static @Nullable String dropInProblem(Object inner, int rank) {
        if (inner.getClass() == ElementWiseVertex.class) {
            return addProblem((ElementWiseVertex) inner, rank);
        }
        if (inner.getClass().getPackageName().startsWith("org.hrbp.")) {
            return "is ours already";
        }
        if (Retype.ours(inner) == null) {
            return "has no counterpart, runs as it is";
        }
        if (inner instanceof ActivationLayer) {
            return null;
        }
        if (inner instanceof SubsamplingLayer pooling) {
            return pooling.getPoolingType() == PoolingType.PNORM ? "pooling type PNORM is not supported" : null;
        }
        if (inner instanceof GlobalPoolingLayer pooling) {
            return globalPoolingProblem(pooling, rank);
        }
        return inner instanceof BatchNormalization && rank == 0
                ? "the configuration does not say that it reads images or vectors"
                : null;
    }

    private static @Nullable String addProblem(ElementWiseVertex vertex, int rank) {
        if (vertex.getOp() != ElementWiseVertex.Op.Add) {
            return "operation " + vertex.getOp() + " has no counterpart, runs as it is";
        }
        return rank == 0 ? "the configuration does not say that it reads images or vectors" : null;
    }

    private static @Nullable String globalPoolingProblem(GlobalPoolingLayer pooling, int rank) {
        if (pooling.getPoolingType() == PoolingType.PNORM) {
            return "pooling type PNORM is not supported";
        }
        int[] dims = pooling.getPoolingDimensions();
        boolean known = dims == null || List.of("[2, 3]", "[1, 2]").contains(Arrays.toString(dims));
        if (!known) {
            return "pooling dimensions " + Arrays.toString(dims) + " are not supported";
        }
        return rank == 4 ? null : "the configuration does not say that it reads images";
    }
}
