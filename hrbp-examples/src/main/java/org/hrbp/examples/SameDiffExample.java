/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples;

import java.util.Arrays;
import org.hrbp.examples.data.ImageIterator;
import org.hrbp.examples.data.ImageSets;
import org.hrbp.examples.data.ImageSplits;
import org.hrbp.pattern.HrbpStructure;
import org.hrbp.pattern.Pattern;
import org.hrbp.pattern.PatternSpec;
import org.hrbp.pattern.PatternState;
import org.hrbp.pattern.Structures;
import org.hrbp.pattern.WeightShape;
import org.hrbp.samediff.HrbpOps;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Pooling2DConfig;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/**
 * A small convolutional network in pure SameDiff, without DL4J layers: once with HRBP ops on packed weights, once with
 * {@code conv2d} on weights multiplied by the same masks, which costs what the dense network costs. Both train from the same
 * weights; accuracy and time per step are printed side by side.
 */
public final class SameDiffExample {
    private static final int EPOCHS = 3;
    private static final int BATCH = 64;
    private static final int TIMED_STEPS = 15;
    private static final int SEED = 42;
    private static final int CLASSES = 10;
    private static final double LEARNING_RATE = 2e-3;
    private static final double DENSITY = 0.1;

    private SameDiffExample() {}

    /** Accuracy on the test images, and the median time of a training step. */
    record Result(double accuracy, double stepMillis) {}

    /**
     * Trains on all embedded images.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        ImageSplits images = ImageSets.load("fashion-mini", null);
        print("HRBP ops", run(true, EPOCHS, images));
        print("conv2d(x, w * mask)", run(false, EPOCHS, images));
    }

    private static void print(String name, Result result) {
        System.out.printf("%-20s test accuracy %.3f, %.1f ms per step%n", name, result.accuracy(), result.stepMillis());
    }

    static Result run(boolean sparse, int epochs, ImageSplits images) {
        SameDiff sd = graph(sparse);
        sd.setTrainingConfig(TrainingConfig.builder()
                .updater(new Adam(LEARNING_RATE))
                .dataSetFeatureMapping("images")
                .dataSetLabelMapping("labels")
                .build());
        ImageIterator train = ImageIterator.builder(images.train(), BATCH)
                .shuffle(true)
                .seed(SEED)
                .build();
        sd.fit(train, epochs);
        Evaluation evaluation = new Evaluation();
        sd.evaluate(ImageIterator.builder(images.test(), BATCH).build(), "probabilities", evaluation);
        train.reset();
        return new Result(evaluation.accuracy(), stepMillis(sd, train.next()));
    }

    /** Forward, backward and update. */
    private static double stepMillis(SameDiff sd, DataSet batch) {
        double[] times = new double[TIMED_STEPS];
        for (int i = 0; i < TIMED_STEPS; i++) {
            long start = System.nanoTime();
            sd.fit(batch);
            times[i] = (System.nanoTime() - start) / 1e6;
        }
        Arrays.sort(times);
        return times[TIMED_STEPS / 2];
    }

    /** Three convolutions with pooling after the first two; the first is dense. */
    private static SameDiff graph(boolean sparse) {
        SameDiff sd = SameDiff.create();
        SDVariable images = sd.placeHolder("images", DataType.FLOAT, -1, 1, 28, 28);
        SDVariable labels = sd.placeHolder("labels", DataType.FLOAT, -1, CLASSES);
        Nd4j.getRandom().setSeed(SEED);
        Pooling2DConfig pool = Pooling2DConfig.builder().kH(2).kW(2).sH(2).sW(2).build();
        SDVariable x = sd.nn().relu(convolution(sd, "conv1", images, 1, 32, false), 0);
        x = sd.cnn().maxPooling2d(x, pool);
        x = sd.nn().relu(convolution(sd, "conv2", x, 32, 64, sparse), 0);
        x = sd.cnn().maxPooling2d(x, pool);
        x = sd.nn().relu(convolution(sd, "conv3", x, 64, 128, sparse), 0);
        SDVariable weights =
                sd.var("classifier", Nd4j.randn(DataType.FLOAT, 128, CLASSES).mul(Math.sqrt(1.0 / 128)));
        SDVariable bias = sd.var("bias", Nd4j.zeros(DataType.FLOAT, CLASSES));
        SDVariable logits = x.mean(2, 3).mmul(weights).add("logits", bias);
        sd.nn().softmax("probabilities", logits, 1);
        sd.loss().softmaxCrossEntropy("loss", labels, logits, null);
        sd.setLossVariables("loss");
        return sd;
    }

    private static SDVariable convolution(SameDiff sd, String name, SDVariable x, int nIn, int nOut, boolean sparse) {
        Conv2DConfig window =
                Conv2DConfig.builder().kH(3).kW(3).paddingMode(PaddingMode.SAME).build();
        WeightShape shape = new WeightShape(nOut, nIn, 3, 3);
        double density = nIn == 1 ? 1 : DENSITY;
        Pattern pattern = Structures.byId(HrbpStructure.ID)
                .buildRandom(PatternSpec.of(shape, density).withSeed(SEED));
        INDArray dense = Nd4j.randn(DataType.FLOAT, nOut, nIn, 3, 3).mul(Math.sqrt(2.0 / (9.0 * nIn * density)));
        if (!sparse) {
            SDVariable masked = sd.var(name + "-W", dense).mul(sd.constant(name + "-mask", mask(pattern, dense)));
            return sd.cnn().conv2d(name, x, masked.permute(2, 3, 1, 0), window);
        }
        SDVariable weights = sd.var(name + "-W", HrbpOps.pack(dense, pattern));
        PatternState state = PatternState.initial(pattern, HrbpStructure.ID);
        SDVariable stored = HrbpOps.pattern(sd, name + "-I", state, DataType.FLOAT);
        return HrbpOps.conv2d(sd, name, x, weights, stored, window);
    }

    private static INDArray mask(Pattern pattern, INDArray dense) {
        INDArray mask = Nd4j.zeros(DataType.FLOAT, dense.length());
        for (int index : pattern.denseIndices()) {
            mask.putScalar(index, 1);
        }
        return mask.reshape(dense.shape());
    }
}
