/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.samediff;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.hrbp.pattern.Pattern;
import org.hrbp.pattern.PatternSpec;
import org.hrbp.pattern.PatternState;
import org.hrbp.pattern.Structures;
import org.hrbp.pattern.WeightShape;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.factory.Nd4j;

/** One convolution, tanh, mean over the image, one fully connected layer, mean squared error. */
record SdCase(
        String structure,
        DataType type,
        boolean same,
        int kernel,
        int stride,
        int pad,
        int dilation,
        boolean bias,
        int batch,
        int height,
        int width) {
    static final int CHANNELS = 3;
    static final int FILTERS = 7;
    static final int OUT = 5;

    static PatternState pattern(String structure, WeightShape shape, long seed) {
        double density = structure.equals("dense") ? 1 : 0.5;
        PatternSpec spec = PatternSpec.of(shape, density).withGroupRows(3).withSeed(seed);
        return PatternState.initial(Structures.byId(structure).buildRandom(spec), structure);
    }

    static INDArray gaussian(DataType type, long seed, long... shape) {
        Random random = new Random(seed);
        INDArray array = Nd4j.create(type, shape);
        for (long i = 0; i < array.length(); i++) {
            array.putScalar(i, 0.5 * random.nextGaussian());
        }
        return array;
    }

    PatternState convPattern() {
        return pattern(structure, new WeightShape(FILTERS, CHANNELS, kernel, kernel), 3);
    }

    PatternState densePattern() {
        return pattern(structure, WeightShape.dense(OUT, FILTERS), 4);
    }

    INDArray convWeights() {
        return gaussian(type, 5, FILTERS, CHANNELS, kernel, kernel);
    }

    INDArray denseWeights() {
        return gaussian(type, 6, FILTERS, OUT);
    }

    Conv2DConfig window() {
        return Conv2DConfig.builder()
                .kH(kernel)
                .kW(kernel)
                .sH(stride)
                .sW(stride)
                .pH(pad)
                .pW(pad)
                .dH(dilation)
                .dW(dilation)
                .paddingMode(same ? PaddingMode.SAME : PaddingMode.VALID)
                .build();
    }

    /** The graph with our ops. */
    SameDiff sparse() {
        SameDiff sd = SameDiff.create();
        SDVariable x = sd.placeHolder("x", type, -1, CHANNELS, height, width);
        SDVariable w = sd.var("convW", HrbpOps.pack(convWeights(), convPattern().pattern()));
        SDVariable b = bias ? sd.var("convB", gaussian(type, 7, 1, FILTERS)) : null;
        SDVariable i = HrbpOps.pattern(sd, "convI", convPattern(), type);
        SDVariable z = HrbpOps.conv2d(sd, "conv", x, w, b, i, window());
        SDVariable v = sd.var("fcW", HrbpOps.pack(denseWeights(), densePattern().pattern()));
        SDVariable c = bias ? sd.var("fcB", gaussian(type, 8, 1, OUT)) : null;
        SDVariable j = HrbpOps.pattern(sd, "fcI", densePattern(), type);
        HrbpOps.dense(sd, "fc", sd.math().tanh(z).mean("pool", 2, 3), v, c, j);
        return finish(sd);
    }

    /** The same with stock ops on masked dense weights. */
    SameDiff masked() {
        SameDiff sd = SameDiff.create();
        SDVariable x = sd.placeHolder("x", type, -1, CHANNELS, height, width);
        SDVariable w = sd.var("convW", convWeights());
        SDVariable mask = sd.constant("convM", mask(convPattern().pattern(), convWeights()));
        SDVariable used = sd.permute(w.mul(mask), 2, 3, 1, 0);
        SDVariable z = bias
                ? sd.cnn().conv2d("conv", x, used, sd.var("convB", gaussian(type, 7, FILTERS)), window())
                : sd.cnn().conv2d("conv", x, used, window());
        SDVariable v = sd.var("fcW", denseWeights());
        SDVariable product = sd.math()
                .tanh(z)
                .mean("pool", 2, 3)
                .mmul(v.mul(sd.constant(mask(densePattern().pattern(), denseWeights()))));
        if (bias) {
            product.add("fc", sd.var("fcB", gaussian(type, 8, 1, OUT)));
        } else {
            sd.identity("fc", product);
        }
        return finish(sd);
    }

    private SameDiff finish(SameDiff sd) {
        SDVariable y = sd.placeHolder("y", type, -1, OUT);
        sd.loss().meanSquaredError("loss", y, sd.getVariable("fc"), null);
        sd.setLossVariables("loss");
        return sd;
    }

    /** Ones where a weight exists, in the shape of the dense weights. */
    static INDArray mask(Pattern pattern, INDArray dense) {
        INDArray flat = Nd4j.zeros(dense.dataType(), dense.length());
        for (int index : pattern.denseIndices()) {
            flat.putScalar(index, 1);
        }
        return flat.reshape(dense.rank() == 2 ? 'f' : 'c', dense.shape());
    }

    Map<String, INDArray> data() {
        Map<String, INDArray> data = new HashMap<>();
        data.put("x", gaussian(type, 1, batch, CHANNELS, height, width));
        data.put("y", gaussian(type, 2, batch, OUT));
        return data;
    }

    /** Largest absolute difference over the largest absolute value. */
    static double difference(INDArray actual, INDArray expected) {
        double scale = Math.max(1e-12, expected.amaxNumber().doubleValue());
        return actual.sub(expected).amaxNumber().doubleValue() / scale;
    }
}
