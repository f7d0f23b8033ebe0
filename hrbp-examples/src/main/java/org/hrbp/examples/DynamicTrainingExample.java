/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.hrbp.examples.data.ImageIterator;
import org.hrbp.examples.data.ImageSets;
import org.hrbp.examples.data.ImageSplits;
import org.hrbp.listener.HrbpDstListener;
import org.hrbp.model.Hrbp;
import org.hrbp.model.HrbpWeights;
import org.hrbp.model.SparsifySpec;
import org.hrbp.pattern.Pattern;

/**
 * Dynamic sparse training: a listener lets the patterns move while the network trains. Every so many steps the weakest channels
 * of each group go and as many others come, so that the number of weights stays the same.
 */
public final class DynamicTrainingExample {
    private static final int EPOCHS = 4;
    private static final int STEPS_BETWEEN_UPDATES = 20;
    private static final double SPARSITY = 0.9;

    private DynamicTrainingExample() {}

    /** What the listener did, patterns by layer before and after, and accuracy on the test images. */
    record Result(HrbpDstListener dst, Map<String, Pattern> before, Map<String, Pattern> after, double accuracy) {}

    /**
     * Trains on all embedded images.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        run(EPOCHS, STEPS_BETWEEN_UPDATES, ImageSets.load("fashion-mini", null));
    }

    static Result run(int epochs, int interval, ImageSplits images) {
        MultiLayerNetwork net = Hrbp.sparsify(
                FashionNet.dense(), SparsifySpec.builder().sparsity(SPARSITY).build());
        Map<String, Pattern> before = patterns(net);

        ImageIterator train = FashionNet.batches(images);
        int stepsPerEpoch = (images.train().count() - 1) / train.batch() + 1;
        HrbpDstListener dst = HrbpDstListener.builder()
                .totalSteps((long) epochs * stepsPerEpoch)
                .interval(interval)
                .build();
        net.setListeners(dst); // logs every update
        net.fit(train, epochs);

        before.forEach((layer, pattern) -> System.out.printf(
                "%s: %d of %d weights are where none was at the start%n",
                layer, moved(pattern, HrbpWeights.pattern(net, layer)), pattern.keptCount()));
        double accuracy = FashionNet.accuracy(net, images);
        System.out.printf("%d updates, test accuracy %.3f%n", dst.updates(), accuracy);
        return new Result(dst, before, patterns(net), accuracy);
    }

    /** The two convolutions that are not dense. */
    private static Map<String, Pattern> patterns(MultiLayerNetwork net) {
        Map<String, Pattern> patterns = new LinkedHashMap<>();
        for (String layer : new String[] {"conv2", "conv3"}) {
            patterns.put(layer, HrbpWeights.pattern(net, layer));
        }
        return patterns;
    }

    private static long moved(Pattern before, Pattern after) {
        boolean[] was = before.toMask();
        boolean[] is = after.toMask();
        return IntStream.range(0, is.length).filter(i -> is[i] && !was[i]).count();
    }
}
