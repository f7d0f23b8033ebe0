/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.nn.layers;

import static org.deeplearning4j.nn.params.BatchNormalizationParamInitializer.BETA;
import static org.deeplearning4j.nn.params.BatchNormalizationParamInitializer.GAMMA;
import static org.deeplearning4j.nn.params.BatchNormalizationParamInitializer.GLOBAL_LOG_STD;
import static org.deeplearning4j.nn.params.BatchNormalizationParamInitializer.GLOBAL_MEAN;
import static org.deeplearning4j.nn.params.BatchNormalizationParamInitializer.GLOBAL_VAR;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.normalization.BatchNormalization;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.hrbp.kernel.Kernels;
import org.hrbp.kernel.Memory;
import org.hrbp.kernel.Tensor;
import org.hrbp.kernel.TensorKernels;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Batch normalisation of {@code [N, C]} and {@code [N, C, H, W]} activations as one affine map per channel,
 * {@code y = gamma / sqrt(variance + eps) * (x - mean) + beta}, with an optional ReLU in the same pass. Parameters,
 * gradients and running statistics are stock BatchNormalization's.
 *
 * <p>Backprop through an inference pass (a frozen layer that hands gradients on) treats the running statistics as the
 * constants they are; stock would differentiate them as if they came from the batch.
 */
public class HrbpBatchNormalization extends BatchNormalization {
    private static final double LOG_TO_LOG10_STD = 0.5 / Math.log(10);

    private final double[] mean;
    private final double[] variance;
    private final double[] inverse;
    private final double[] scale;
    private final double[] shift;
    private final double[] sumDy;
    private final double[] sumDyX;
    private final double[][] factors;
    private @Nullable INDArray x;
    private boolean batchStatistics;

    /**
     * Makes the layer; its parameters are set by the configuration.
     *
     * @param conf configuration with an {@link org.hrbp.nn.conf.HrbpBatchNormalization}
     * @param dataType FLOAT or DOUBLE
     */
    public HrbpBatchNormalization(NeuralNetConfiguration conf, DataType dataType) {
        super(conf, dataType);
        int channels = Math.toIntExact(layerConf().getNOut());
        mean = new double[channels];
        variance = new double[channels];
        inverse = new double[channels];
        scale = new double[channels];
        shift = new double[channels];
        sumDy = new double[channels];
        sumDyX = new double[channels];
        factors = new double[3][channels];
    }

    private boolean relu() {
        return ((org.hrbp.nn.conf.HrbpBatchNormalization) layerConf()).isFusedReLU();
    }

    @Override
    public INDArray preOutput(INDArray in, TrainingMode training, LayerWorkspaceMgr ws) {
        checkShape(in);
        INDArray kept = Formats.toKernels(in, layerConf().getCnn2DFormat(), dataType, ws, ArrayType.ACTIVATIONS);
        Tensor tensor = Activations.tensor(kept);
        x = kept;
        batchStatistics = training == TrainingMode.TRAIN;
        INDArray y = Activations.create(ws, ArrayType.ACTIVATIONS, dataType, kept.shape());
        TensorKernels kernels = Kernels.of(dataType).tensors();
        IntConsumer map = affineMap();
        if (batchStatistics) {
            kernels.normalize(tensor, mean, variance, map, scale, shift, relu(), Activations.tensor(y));
        } else {
            runningStatistics();
            IntStream.range(0, mean.length).forEach(map);
            kernels.affine(tensor, mean, scale, shift, relu(), Activations.tensor(y));
        }
        return Formats.toNetwork(y, layerConf().getCnn2DFormat());
    }

    private void checkShape(INDArray in) {
        int axis = in.rank() == 4 && layerConf().getCnn2DFormat() == CNN2DFormat.NHWC ? 3 : 1;
        if ((in.rank() != 2 && in.rank() != 4) || in.size(axis) != mean.length) {
            throw new DL4JInvalidInputException("Input of shape " + Arrays.toString(in.shape())
                    + " does not fit; expected rank 2 or 4 with size " + mean.length
                    + " along axis 1 (axis 3 for NHWC) "
                    + layerId());
        }
    }

    private void runningStatistics() {
        Memory running = Memory.of(getParam(GLOBAL_MEAN));
        Memory spread = Memory.of(getParam(layerConf().isUseLogStd() ? GLOBAL_LOG_STD : GLOBAL_VAR));
        for (int c = 0; c < mean.length; c++) {
            mean[c] = running.get(c);
            variance[c] = runningVariance(spread, c);
        }
    }

    private double runningVariance(Memory spread, int c) {
        return layerConf().isUseLogStd() ? Math.pow(10, 2 * spread.get(c)) : spread.get(c);
    }

    /** Sets scale and shift of a channel from its mean and variance. */
    private IntConsumer affineMap() {
        boolean locked = layerConf().isLockGammaBeta();
        double gamma = layerConf().getGamma();
        double beta = layerConf().getBeta();
        // as stock: locked values count in the forward pass only if neither is the default
        boolean plain = locked && (gamma == 1 || beta == 0);
        Memory gammas = locked ? null : Memory.of(getParam(GAMMA));
        Memory betas = locked ? null : Memory.of(getParam(BETA));
        double eps = layerConf().getEps();
        return c -> {
            inverse[c] = 1 / Math.sqrt(variance[c] + eps);
            double g = plain ? 1 : gammas == null ? gamma : gammas.get(c);
            scale[c] = g * inverse[c];
            shift[c] = plain ? 0 : betas == null ? beta : betas.get(c);
        };
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr ws) {
        assertInputSet(true);
        if (x == null) {
            throw new IllegalStateException("Backprop without a forward pass " + layerId());
        }
        INDArray dy = Formats.epsilon(epsilon, layerConf().getCnn2DFormat(), dataType, ws, layerId(), x.shape());
        INDArray dx = Activations.create(ws, ArrayType.ACTIVATION_GRAD, dataType, x.shape());
        inputGradient(Activations.tensor(x), Activations.tensor(dy), Activations.tensor(dx));
        Gradient gradient = new DefaultGradient();
        if (!layerConf().isLockGammaBeta()) {
            affineGradients(gradient);
        }
        if (batchStatistics) {
            statisticsGradients(gradient, mean, variance);
        } else {
            Kernels.of(dataType).tensors().moments(Activations.tensor(x), sumDy, sumDyX);
            statisticsGradients(gradient, sumDy, sumDyX);
        }
        return new Pair<>(gradient, Formats.toNetwork(dx, layerConf().getCnn2DFormat()));
    }

    private void inputGradient(Tensor in, Tensor dy, Tensor dx) {
        double values = in.layout().planeValues();
        boolean locked = layerConf().isLockGammaBeta();
        double gamma = layerConf().getGamma();
        IntConsumer setFactors = c -> {
            double a = locked ? gamma * inverse[c] : scale[c];
            factors[0][c] = a;
            factors[1][c] = batchStatistics ? -a * inverse[c] * inverse[c] * sumDyX[c] / values : 0;
            factors[2][c] = batchStatistics ? -a * sumDy[c] / values : 0;
        };
        Kernels.of(dataType)
                .tensors()
                .normalizeGradient(
                        in,
                        dy,
                        mean,
                        scale,
                        shift,
                        relu(),
                        sumDy,
                        sumDyX,
                        setFactors,
                        factors[0],
                        factors[1],
                        factors[2],
                        dx);
    }

    private void affineGradients(Gradient gradient) {
        Memory dGamma = gradientView(gradient, GAMMA);
        Memory dBeta = gradientView(gradient, BETA);
        for (int c = 0; c < mean.length; c++) {
            dGamma.set(c, inverse[c] * sumDyX[c]);
            dBeta.set(c, sumDy[c]);
        }
    }

    /** Memory of a gradient, which is written in place. */
    private Memory gradientView(Gradient gradient, String key) {
        INDArray view = Objects.requireNonNull(gradientViews.get(key));
        gradient.setGradientFor(key, view);
        return Memory.of(view);
    }

    /** The step from the running statistics to their next value, negated: the NoOp updater subtracts it. */
    private void statisticsGradients(Gradient gradient, double[] batchMean, double[] batchVariance) {
        String spreadKey = layerConf().isUseLogStd() ? GLOBAL_LOG_STD : GLOBAL_VAR;
        Memory running = Memory.of(getParam(GLOBAL_MEAN));
        Memory spread = Memory.of(getParam(spreadKey));
        Memory dMean = gradientView(gradient, GLOBAL_MEAN);
        Memory dSpread = gradientView(gradient, spreadKey);
        double decay = layerConf().getDecay();
        for (int c = 0; c < mean.length; c++) {
            dMean.set(c, (1 - decay) * (running.get(c) - batchMean[c]));
            double old = runningVariance(spread, c);
            double next = decay * old + (1 - decay) * batchVariance[c];
            dSpread.set(c, layerConf().isUseLogStd() ? LOG_TO_LOG10_STD * Math.log(old / next) : old - next);
        }
    }

    @Override
    public void clear() {
        super.clear();
        x = null;
    }
}
