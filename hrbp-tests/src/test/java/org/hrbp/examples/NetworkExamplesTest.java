/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.hrbp.examples.data.DataException;
import org.hrbp.examples.data.ImageData;
import org.hrbp.examples.data.ImageFolders;
import org.hrbp.examples.data.ImageSplits;
import org.hrbp.examples.data.TestJpegs;
import org.hrbp.model.HrbpSummary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of the networks make steps on tiny images, and say what is wrong with arguments and data. */
class NetworkExamplesTest {
    @TempDir
    Path dir;

    /** Noise in the shape of CIFAR, but smaller. */
    private static ImageSplits images(int count, int size, int classes) {
        return new ImageSplits("noise", noise(count, size, classes, 1), noise(2, size, classes, 2));
    }

    private static ImageData noise(int count, int size, int classes, long seed) {
        byte[] pixels = new byte[count * 3 * size * size];
        new SplittableRandom(seed).nextBytes(pixels);
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            labels[i] = i % classes;
        }
        float[] half = {.5f, .5f, .5f};
        return new ImageData("noise", 3, size, size, classes, pixels, labels, half, half);
    }

    private static void check(ComputationGraph net, int steps, double sparsity) {
        HrbpSummary summary = HrbpSummary.of(net);
        assertThat(summary.kept()).isPositive();
        assertThat((double) summary.kept()).isLessThanOrEqualTo((1 - sparsity) * summary.weights() + 1e-6);
        assertThat(net.getIterationCount()).isEqualTo(steps);
        assertThat(net.score()).isFinite().isPositive();
    }

    @Test
    void vgg19() {
        check(Vgg19Example.run(1, 2, images(2, 16, 10)), 1, Vgg19Example.SPARSITY);
    }

    @Test
    void resNet32() {
        check(ResNet32Example.run(2, 2, images(2, 8, 2)), 2, ResNet32Example.SPARSITY);
    }

    @Test
    void resNet56() {
        ResNet56Example.Result result = ResNet56Example.run(1, 2, images(8, 8, 100));
        check(result.net(), 4, ResNet56Example.SPARSITY);
        // at steps 1 and 2 of 4
        assertThat(result.dst().updates()).isEqualTo(2);
        assertThat(result.dst().grown()).isPositive();
    }

    @Test
    void resNet50() throws Exception {
        ImageFolders images = ImageFolders.load("imagefolder-64", TestJpegs.layout(dir, 2, 1, 1, 70));
        check(ResNet50Example.run(1, 2, images), 1, ResNet50Example.SPARSITY);
    }

    @Test
    void missingDataIsNamedWithTheCommandThatGetsIt() {
        String[] args = {"--data-dir", dir.toString()};
        Consumer<String[]> vgg = Vgg19Example::main;
        for (Consumer<String[]> main : List.of(vgg, ResNet32Example::main)) {
            assertThatThrownBy(() -> main.accept(args))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("hrbp data get cifar10 --dir " + dir);
        }
        assertThatThrownBy(() -> ResNet56Example.main(args)).hasMessageContaining("hrbp data get cifar100");
        assertThatThrownBy(() -> ResNet50Example.main(args)).hasMessageContaining("train/<class>/*.JPEG");
    }

    @Test
    void optionsOverrideTheDefaults() {
        assertThat(NetworkTraining.options(new String[0], 7)).isEqualTo(new NetworkTraining.Options(null, 7));
        assertThat(NetworkTraining.options(new String[] {"--epochs", "3", "--data-dir", "x"}, 7))
                .isEqualTo(new NetworkTraining.Options(Path.of("x"), 3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--epochs", "--epochs 0", "--epochs two", "--help 1", "folder"})
    void badArgumentsAreNamed(String line) {
        String[] args = line.split(" ", -1);
        assertThatThrownBy(() -> NetworkTraining.options(args, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(args[0])
                .hasMessageContaining("--data-dir FOLDER and --epochs N");
    }
}
