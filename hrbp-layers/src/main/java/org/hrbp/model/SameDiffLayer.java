/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model;

import java.util.Arrays;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.hrbp.nn.conf.HrbpActivationLayer;
import org.hrbp.nn.conf.HrbpBatchNormalization;
import org.hrbp.nn.conf.HrbpConvolutionLayer;
import org.hrbp.nn.conf.HrbpDenseLayer;
import org.hrbp.nn.conf.HrbpGlobalPoolingLayer;
import org.hrbp.nn.conf.HrbpSubsamplingLayer;
import org.hrbp.nn.layers.NamedLayer;
import org.hrbp.nn.params.HrbpParamInitializer;
import org.hrbp.samediff.HrbpOps;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Pooling2DConfig;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Adds one DL4J layer to a SameDiff graph. Unsupported ones are an UnsupportedOperationException that says why. */
final class SameDiffLayer {
    private final SameDiff sd;
    private final String name;
    private final Layer layer;
    private final org.deeplearning4j.nn.conf.layers.Layer conf;
    private final boolean frozen;

    SameDiffLayer(SameDiff sd, String name, Layer layer) {
        this.sd = sd;
        this.name = name;
        this.layer = NamedLayer.unwrap(layer);
        this.conf = this.layer.conf().getLayer();
        this.frozen = !this.layer.equals(layer);
    }

    SDVariable add(SDVariable x) {
        if (conf.getIDropout() != null) {
            throw unsupported("dropout");
        }
        Class<?> kind = conf.getClass();
        if (kind == HrbpConvolutionLayer.class || kind == ConvolutionLayer.class) {
            ConvolutionLayer convolution = (ConvolutionLayer) conf;
            return activate(afterwards(convolution), convolution.getActivationFn(), convolution(convolution, x));
        }
        if (conf instanceof HrbpDenseLayer sparse) {
            SDVariable z = HrbpOps.dense(
                    sd, name, x, param("W"), bias(sparse.hasBias()), constant(HrbpParamInitializer.PATTERN_KEY));
            return activate(afterwards(sparse), sparse.getActivationFn(), z);
        }
        if (kind == DenseLayer.class) {
            return activate(
                    afterwards((DenseLayer) conf), ((DenseLayer) conf).getActivationFn(), dense((DenseLayer) conf, x));
        }
        if (kind == HrbpBatchNormalization.class || kind == BatchNormalization.class) {
            return batchNorm((BatchNormalization) conf, x);
        }
        if (kind == HrbpSubsamplingLayer.class || kind == SubsamplingLayer.class) {
            return pool((SubsamplingLayer) conf, x);
        }
        if (kind == HrbpGlobalPoolingLayer.class || kind == GlobalPoolingLayer.class) {
            return globalPool((GlobalPoolingLayer) conf, x);
        }
        if (kind == HrbpActivationLayer.class || kind == ActivationLayer.class) {
            return activate(name, ((ActivationLayer) conf).getActivationFn(), x);
        }
        if (kind == OutputLayer.class) {
            SDVariable z = x.mmul(param("W"));
            return output((BaseOutputLayer) conf, ((BaseOutputLayer) conf).hasBias() ? z.add(param("b")) : z);
        }
        if (kind == LossLayer.class) {
            LossLayer loss = (LossLayer) conf;
            return output(loss.getLossFn(), loss.getActivationFn(), x);
        }
        throw unsupported("its kind");
    }

    private SDVariable output(BaseOutputLayer output, SDVariable z) {
        return output(output.getLossFn(), output.getActivationFn(), z);
    }

    private UnsupportedOperationException unsupported(String what) {
        return new UnsupportedOperationException(conf.getClass().getSimpleName() + ": " + what);
    }

    private SDVariable param(String key) {
        return variable(key, layer.getParam(key).dup('c'));
    }

    private SDVariable variable(String key, INDArray array) {
        return frozen ? sd.constant(name + "-" + key, array) : sd.var(name + "-" + key, array);
    }

    private SDVariable constant(String key) {
        return sd.constant(name + "-" + key, layer.getParam(key).dup('c'));
    }

    private @Nullable SDVariable bias(boolean has) {
        return has
                ? variable(
                        "b",
                        layer.getParam("b").dup('c').reshape(layer.getParam("b").length()))
                : null;
    }

    private static PaddingMode mode(ConvolutionMode mode) {
        return mode == ConvolutionMode.Same ? PaddingMode.SAME : PaddingMode.VALID;
    }

    private void requireNchw(CNN2DFormat format, ConvolutionMode mode) {
        if (format != CNN2DFormat.NCHW || mode == ConvolutionMode.Causal) {
            throw unsupported("data format " + format + ", convolution mode " + mode);
        }
    }

    private SDVariable convolution(ConvolutionLayer c, SDVariable x) {
        requireNchw(c.getCnn2dDataFormat(), c.getConvolutionMode());
        boolean same = c.getConvolutionMode() == ConvolutionMode.Same;
        Conv2DConfig window = Conv2DConfig.builder()
                .kH(c.getKernelSize()[0])
                .kW(c.getKernelSize()[1])
                .sH(c.getStride()[0])
                .sW(c.getStride()[1])
                .pH(same ? 0 : c.getPadding()[0])
                .pW(same ? 0 : c.getPadding()[1])
                .dH(c.getDilation()[0])
                .dW(c.getDilation()[1])
                .paddingMode(mode(c.getConvolutionMode()))
                .build();
        if (c instanceof HrbpConvolutionLayer) {
            return HrbpOps.conv2d(
                    sd, name, x, param("W"), bias(c.hasBias()), constant(HrbpParamInitializer.PATTERN_KEY), window);
        }
        SDVariable bias = bias(c.hasBias());
        // the gradient of ND4J's op does not take weights in DL4J's order
        SDVariable weights = param("W").permute(2, 3, 1, 0);
        return bias == null
                ? sd.cnn().conv2d(name, x, weights, window)
                : sd.cnn().conv2d(name, x, weights, bias, window);
    }

    private SDVariable dense(DenseLayer d, SDVariable x) {
        if (d.hasLayerNorm()) {
            throw unsupported("layer normalization");
        }
        SDVariable bias = bias(d.hasBias());
        SDVariable product = x.mmul(bias == null ? name : name + "-product", param("W"));
        return bias == null ? product : product.add(name, bias);
    }

    /** Name of what an activation function makes of the layer's sums, which have the layer's name. */
    private String afterwards(BaseLayer weighted) {
        return weighted.getActivationFn() instanceof ActivationIdentity ? name : name + "-activation";
    }

    private SDVariable batchNorm(BatchNormalization b, SDVariable x) {
        requireNchw(b.getCnn2DFormat(), ConvolutionMode.Truncate);
        INDArray mean = layer.getParam(BatchNormalizationParamInitializer.GLOBAL_MEAN);
        long channels = mean.length();
        SDVariable gamma;
        SDVariable beta;
        if (b.isLockGammaBeta()) {
            // as DL4J: locked values count only if neither is the default
            boolean plain = b.getGamma() == 1 || b.getBeta() == 0;
            gamma = sd.constant(name + "-gamma", full(mean, channels, plain ? 1 : b.getGamma()));
            beta = sd.constant(name + "-beta", full(mean, channels, plain ? 0 : b.getBeta()));
        } else {
            gamma = vector(BatchNormalizationParamInitializer.GAMMA);
            beta = vector(BatchNormalizationParamInitializer.BETA);
        }
        INDArray variance = b.isUseLogStd()
                ? Transforms.exp(layer.getParam(BatchNormalizationParamInitializer.GLOBAL_LOG_STD)
                        .mul(2 * Math.log(10)))
                : layer.getParam(BatchNormalizationParamInitializer.GLOBAL_VAR).dup();
        INDArray inverse =
                Transforms.sqrt(variance.add(b.getEps()), false).rdivi(1).reshape(channels);
        SDVariable scale = gamma.mul(sd.constant(name + "-inverse", inverse));
        SDVariable shift =
                beta.sub(scale.mul(sd.constant(name + "-mean", mean.dup().reshape(channels))));
        boolean relu = b instanceof HrbpBatchNormalization ours && ours.isFusedReLU();
        // ND4J 1.0.0-M2.1 cannot differentiate batchNorm: its copy has no axis. biasAdd takes vectors whatever the
        // rank.
        SDVariable factors = sd.nn().biasAdd(sd.zerosLike(x), scale, true);
        SDVariable y = sd.nn().biasAdd(relu ? name + "-y" : name, x.mul(factors), shift, true);
        return relu ? sd.nn().relu(name, y, 0) : y;
    }

    private static INDArray full(INDArray like, long length, double value) {
        return Nd4j.valueArrayOf(new long[] {length}, value, like.dataType());
    }

    private SDVariable vector(String key) {
        return variable(
                key, layer.getParam(key).dup().reshape(layer.getParam(key).length()));
    }

    private SDVariable pool(SubsamplingLayer p, SDVariable x) {
        requireNchw(p.getCnn2dDataFormat(), p.getConvolutionMode());
        boolean max = p.getPoolingType() == org.deeplearning4j.nn.conf.layers.PoolingType.MAX;
        boolean padded = p.getConvolutionMode() == ConvolutionMode.Same || p.getPadding()[0] + p.getPadding()[1] > 0;
        if (!max && (padded || p.getPoolingType() != org.deeplearning4j.nn.conf.layers.PoolingType.AVG)) {
            throw unsupported("pooling " + p.getPoolingType() + (padded ? " with padding" : ""));
        }
        boolean same = p.getConvolutionMode() == ConvolutionMode.Same;
        Pooling2DConfig window = Pooling2DConfig.builder()
                .kH(p.getKernelSize()[0])
                .kW(p.getKernelSize()[1])
                .sH(p.getStride()[0])
                .sW(p.getStride()[1])
                .pH(same ? 0 : p.getPadding()[0])
                .pW(same ? 0 : p.getPadding()[1])
                .dH(p.getDilation()[0])
                .dW(p.getDilation()[1])
                .paddingMode(mode(p.getConvolutionMode()))
                .build();
        return max ? sd.cnn().maxPooling2d(name, x, window) : sd.cnn().avgPooling2d(name, x, window);
    }

    private SDVariable globalPool(GlobalPoolingLayer p, SDVariable x) {
        int[] dims = p.getPoolingDimensions();
        if (!p.isCollapseDimensions() || (dims != null && !Arrays.equals(dims, new int[] {2, 3}))) {
            throw unsupported("pooling dimensions " + Arrays.toString(dims) + ", collapse " + p.isCollapseDimensions());
        }
        return switch (p.getPoolingType()) {
            case AVG -> x.mean(name, 2, 3);
            case MAX -> x.max(name, 2, 3);
            case SUM -> x.sum(name, 2, 3);
            default -> throw unsupported("pooling " + p.getPoolingType());
        };
    }

    private SDVariable activate(String target, IActivation function, SDVariable z) {
        if (function instanceof ActivationIdentity) {
            return z.name().equals(target) ? z : sd.identity(target, z);
        }
        if (function.equals(new ActivationReLU())) {
            return sd.nn().relu(target, z, 0);
        }
        if (function instanceof ActivationTanH) {
            return sd.math().tanh(target, z);
        }
        if (function instanceof ActivationSigmoid) {
            return sd.nn().sigmoid(target, z);
        }
        if (function instanceof ActivationSoftmax) {
            return sd.nn().softmax(target, z, 1);
        }
        throw unsupported("activation " + function);
    }

    private SDVariable output(ILossFunction loss, IActivation activation, SDVariable z) {
        SDVariable labels = sd.placeHolder(name + "-labels", z.dataType(), (long[]) null);
        SDVariable y = activate(name, activation, z);
        if (loss instanceof LossMCXENT plain && plain.getWeights() == null && activation instanceof ActivationSoftmax) {
            sd.loss().softmaxCrossEntropy(name + "-loss", labels, z, null);
        } else if (loss instanceof LossMSE) {
            sd.loss().meanSquaredError(name + "-loss", labels, y, null);
        } else {
            throw unsupported("loss " + loss + " on activation " + activation);
        }
        sd.addLossVariable(name + "-loss");
        return y;
    }
}
