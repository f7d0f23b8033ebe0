/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.AsyncDataSetIterator;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

class ImageIteratorTest {
    private static final float[] MEAN = {.5f, .25f};
    private static final float[] STD = {.5f, .2f};

    /** Images of two channels whose pixels are all different between images: value = (37 i + j) mod 256. */
    private static ImageData data(int count, int height, int width) {
        int size = 2 * height * width;
        byte[] pixels = new byte[count * size];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            labels[i] = i % 3;
            for (int j = 0; j < size; j++) {
                pixels[i * size + j] = (byte) (37 * i + j);
            }
        }
        return new ImageData("test", 2, height, width, 3, pixels, labels, MEAN, STD);
    }

    private static float normal(int value, int channel) {
        return (value / 255f - MEAN[channel]) / STD[channel];
    }

    /** The rest of the epoch, copied out of any workspace. */
    private static List<String> drain(DataSetIterator it) {
        List<String> seen = new ArrayList<>();
        while (it.hasNext()) {
            DataSet next = it.next();
            seen.add(
                    next.getFeatures().ravel().toStringFull() + next.getLabels().toStringFull());
        }
        return seen;
    }

    private static List<String> epoch(ImageData data, int epoch) {
        ImageIterator it = random(data);
        it.setEpoch(epoch);
        return drain(it);
    }

    private static ImageIterator random(ImageData data) {
        return ImageIterator.builder(data, 3)
                .shuffle(true)
                .augment(true)
                .seed(7)
                .build();
    }

    @Test
    void deliversNormalisedImagesAndOneHotLabelsInOrder() {
        ImageData data = data(5, 3, 2);
        ImageIterator it = ImageIterator.builder(data, 2).build();
        for (int first = 0; first < 5; first += 2) {
            DataSet batch = it.next();
            int n = Math.min(2, 5 - first);
            assertThat(batch.getFeatures().shape()).containsExactly(n, 2, 3, 2);
            assertThat(batch.getLabels().shape()).containsExactly(n, 3);
            assertThat(batch.getFeatures().dataType()).isEqualTo(DataType.FLOAT);
            assertThat(batch.getLabels().dataType()).isEqualTo(DataType.FLOAT);
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < 12; j++) {
                    int value = data.image(first + i)[j] & 0xff;
                    assertThat(batch.getFeatures().getFloat(i, j / 6, j % 6 / 2, j % 2))
                            .isEqualTo(normal(value, j / 6));
                }
                for (int c = 0; c < 3; c++) {
                    assertThat(batch.getLabels().getFloat(i, c)).isEqualTo(c == data.label(first + i) ? 1f : 0f);
                }
            }
        }
        assertThat(it.hasNext()).isFalse();
        assertThatThrownBy(it::next).isInstanceOf(NoSuchElementException.class);
        assertThat(it.totalOutcomes()).isEqualTo(3);
        assertThat(it.inputColumns()).isEqualTo(12);
        assertThat(it.batch()).isEqualTo(2);
        assertThat(it.getLabels()).containsExactly("0", "1", "2");
    }

    @Test
    void takesAsManyImagesAsAskedFor() {
        ImageIterator it = ImageIterator.builder(data(5, 1, 1), 2).build();
        assertThat(it.next(4).numExamples()).isEqualTo(4);
        assertThat(it.next(4).numExamples()).isEqualTo(1);
        assertThatThrownBy(() -> it.next(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void padsEvenlyWithRawZero() {
        ImageData data = data(1, 2, 3);
        INDArray image = ImageIterator.builder(data, 1).padTo(5).build().next().getFeatures();
        assertThat(image.shape()).containsExactly(1, 2, 5, 5);
        for (int c = 0; c < 2; c++) {
            for (int y = 0; y < 5; y++) {
                for (int x = 0; x < 5; x++) {
                    boolean inside = y >= 1 && y < 3 && x >= 1 && x < 4;
                    int value = inside ? c * 6 + (y - 1) * 3 + x - 1 : 0;
                    assertThat(image.getFloat(0, c, y, x)).isEqualTo(normal(value, c));
                }
            }
        }
    }

    @Test
    void augmentsByACropWithinFourPixelsAndAFlip() {
        int side = 6;
        byte[] pixels = new byte[side * side];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i + 1);
        }
        ImageData one =
                new ImageData("one", 1, side, side, 1, pixels, new int[] {0}, new float[] {0}, new float[] {1 / 255f});
        ImageIterator it = ImageIterator.builder(one, 1).augment(true).seed(3).build();
        Set<List<Integer>> seen = new HashSet<>();
        int flips = 0;
        for (int epoch = 0; epoch < 2000; epoch++) {
            it.setEpoch(epoch);
            float[] got = it.next().getFeatures().ravel().toFloatVector();
            List<Integer> found = match(got, pixels, side);
            seen.add(found);
            flips += found.get(2);
        }
        assertThat(seen).hasSize(9 * 9 * 2);
        assertThat(flips).isBetween(900, 1100);
    }

    /** The (down, right, flip) that explains an image; fails if none does. */
    private static List<Integer> match(float[] got, byte[] pixels, int side) {
        for (int flip = 0; flip < 2; flip++) {
            for (int down = -4; down <= 4; down++) {
                for (int right = -4; right <= 4; right++) {
                    boolean same = true;
                    for (int i = 0; i < got.length && same; i++) {
                        int x = flip == 1 ? side - 1 - i % side : i % side;
                        int sy = i / side - down;
                        int sx = x - right;
                        boolean inside = sy >= 0 && sy < side && sx >= 0 && sx < side;
                        same = Math.round(got[i]) == (inside ? pixels[sy * side + sx] : 0);
                    }
                    if (same) {
                        return List.of(down, right, flip);
                    }
                }
            }
        }
        throw new AssertionError("no crop and flip gives this image");
    }

    @Test
    void everyEpochIsAnotherPermutation() {
        int[] first = Shuffler.order(1000, 5, 0);
        int[] second = Shuffler.order(1000, 5, 1);
        assertThat(first).containsExactly(Shuffler.order(1000, 5, 0));
        assertThat(first).isNotEqualTo(second).isNotEqualTo(Shuffler.order(1000, 6, 0));
        assertThat(first.clone()).satisfies(order -> {
            Arrays.sort(order);
            assertThat(order).containsExactly(Shuffler.inOrder(1000));
        });
        int fixed = 0;
        for (int i = 0; i < 1000; i++) {
            fixed += first[i] == i ? 1 : 0;
        }
        assertThat(fixed).isLessThan(10);
    }

    @Test
    void augmentationDependsOnTheSeedAndStartsFromThePaddedImage() {
        ImageData data = data(4, 2, 2);
        byte[] padded = new byte[4 * 2 * 16];
        for (int plane = 0; plane < 8; plane++) {
            for (int p = 0; p < 4; p++) {
                padded[plane * 16 + (1 + p / 2) * 4 + 1 + p % 2] = data.image(plane / 2)[plane % 2 * 4 + p];
            }
        }
        ImageData same = new ImageData("padded", 2, 4, 4, 3, padded, new int[4], MEAN, STD);
        INDArray expected = augmented(same, 1, 0);
        assertThat(augmented(data, 1, 4)).isEqualTo(expected);
        assertThat(augmented(data, 2, 4)).isNotEqualTo(expected);
    }

    private static INDArray augmented(ImageData data, long seed, int padTo) {
        return ImageIterator.builder(data, 4)
                .augment(true)
                .seed(seed)
                .padTo(padTo)
                .build()
                .next()
                .getFeatures();
    }

    @Test
    void arraysAreFloatWhateverTheDefault() {
        DataType before = Nd4j.defaultFloatingPointType();
        Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
        try {
            DataSet batch = ImageIterator.builder(data(2, 1, 1), 2).build().next();
            assertThat(batch.getFeatures().dataType()).isEqualTo(DataType.FLOAT);
            assertThat(batch.getLabels().dataType()).isEqualTo(DataType.FLOAT);
        } finally {
            Nd4j.setDefaultDataTypes(before, before);
        }
    }

    @Test
    void appliesThePreProcessor() {
        ImageIterator it = ImageIterator.builder(data(2, 1, 1), 2).build();
        it.setPreProcessor(batch -> batch.setLabels(batch.getLabels().mul(3)));
        assertThat(it.next().getLabels().sumNumber().doubleValue()).isEqualTo(6);
    }

    @Test
    void batchSizeDoesNotChangeTheImages() {
        ImageData data = data(7, 4, 4);
        ImageIterator it = random(data);
        INDArray all = it.next(7).getFeatures();
        it.setEpoch(0);
        for (int i = 0; i < 7; i++) {
            assertThat(it.next(1).getFeatures().ravel()).isEqualTo(all.slice(i).ravel());
        }
    }

    @Test
    void resetGoesOnOnlyAfterABatchWasTaken() {
        ImageData data = data(8, 4, 4);
        ImageIterator it = random(data);
        it.reset();
        it.reset();
        assertThat(it.epoch()).isZero();
        assertThat(drain(it)).isEqualTo(epoch(data, 0)).isNotEqualTo(epoch(data, 1));
        it.reset();
        it.reset();
        assertThat(drain(it)).isEqualTo(epoch(data, 1));
        it.reset();
        it.next();
        it.reset();
        assertThat(it.epoch()).isEqualTo(3);
        it.setEpoch(1);
        it.reset();
        assertThat(drain(it)).isEqualTo(epoch(data, 1));
        it.setEpoch(2);
        assertThat(drain(it)).isEqualTo(epoch(data, 2));
        assertThatThrownBy(() -> it.setEpoch(-1)).hasMessage("Epoch -1 is below 0");
    }

    @Test
    void asynchronousEpochsAreTheSame() {
        ImageData data = data(8, 4, 4);
        ImageIterator it = random(data);
        for (int epoch = 0; epoch < 3; epoch++) {
            AsyncDataSetIterator async = new AsyncDataSetIterator(it, 2);
            assertThat(drain(async)).isEqualTo(epoch(data, epoch));
            async.shutdown();
        }
        it.setEpoch(0);
        AsyncDataSetIterator async = new AsyncDataSetIterator(it, 2);
        for (int epoch = 0; epoch < 3; epoch++) {
            assertThat(drain(async)).isEqualTo(epoch(data, epoch));
            async.reset();
        }
        async.shutdown();
    }

    @Test
    void fitTakesOneEpochAfterTheOtherAndResumesAnywhere() {
        ImageData data = data(10, 4, 4);
        MultiLayerNetwork straight = net();
        ImageIterator it = random(data);
        straight.fit(it, 2);
        it.reset();
        straight.fit(it);

        MultiLayerNetwork resumed = net();
        resumed.fit(random(data), 2);
        ImageIterator late = random(data);
        late.setEpoch(2);
        resumed.fit(late);
        assertThat(resumed.params()).isEqualTo(straight.params());

        MultiLayerNetwork byHand = net();
        for (int epoch = 0; epoch < 3; epoch++) {
            ImageIterator one = random(data);
            one.setEpoch(epoch);
            while (one.hasNext()) {
                byHand.fit(one.next());
            }
        }
        assertThat(byHand.params()).isEqualTo(straight.params());

        ComputationGraph graph = net().toComputationGraph();
        ImageIterator forGraph = random(data);
        graph.fit(forGraph, 3);
        assertThat(graph.params().ravel()).isEqualTo(straight.params().ravel());
    }

    private static MultiLayerNetwork net() {
        MultiLayerNetwork net = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(1)
                .list()
                .layer(new OutputLayer.Builder()
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(4, 4, 2))
                .build());
        net.init();
        return net;
    }

    @Test
    void refusesBadOptions() {
        assertThatThrownBy(() -> ImageIterator.builder(data(1, 1, 1), 0)).hasMessage("A batch of 0 images is below 1");
    }
}
