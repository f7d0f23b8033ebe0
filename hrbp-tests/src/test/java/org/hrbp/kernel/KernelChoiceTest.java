/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.hrbp.kernel.program.PassProgram;
import org.hrbp.kernel.program.Programs;
import org.hrbp.kernel.program.RunGroup;
import org.hrbp.kernel.program.Strip;
import org.hrbp.kernel.program.WeightProgram;
import org.hrbp.kernel.program.WeightTask;
import org.hrbp.pattern.Block;
import org.hrbp.pattern.Pattern;
import org.hrbp.pattern.WeightShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class KernelChoiceTest {
    private static int[] range(int first, int end) {
        return IntStream.range(first, end).toArray();
    }

    private static String dense(int rows, int channels, int kernel) {
        Block block = Block.product(range(0, rows), range(0, channels), range(0, kernel * kernel));
        return KernelChoice.of(new Pattern(new WeightShape(rows, channels, kernel, kernel), List.of(block)))
                .toString();
    }

    @ParameterizedTest
    @CsvSource({
        "64, 64, 3, 4x4 4x4 4x4",
        "16, 3, 3, 4x4 2x4 3x4", // the first layer of a net
        "10, 512, 1, 4x4 4x4 4x4", // a classifier: 8 of 10 rows fill tiles
        "3, 16, 3, 2x4 4x4 4x1",
        "1, 16, 3, 1x4 4x4 4x1",
        "16, 1, 3, 4x4 1x4 1x4",
        "6, 2, 1, 4x4 2x4 2x4",
        "3, 3, 1, 2x4 2x4 1x1",
        "1, 1, 1, 1x4 1x4 1x1"
    })
    void denseLayersFillTheTilesThatTheirSizeAllows(int rows, int channels, int kernel, String tiles) {
        assertThat(dense(rows, channels, kernel)).isEqualTo(tiles);
    }

    private static String hrbp(int groupRows, int channels) {
        List<Block> blocks = new ArrayList<>();
        for (int first = 0; first < 64; first += groupRows) {
            blocks.add(Block.product(
                    range(first, Math.min(64, first + groupRows)),
                    range(first % 16, first % 16 + channels),
                    new int[] {0, 4, 7}));
        }
        return KernelChoice.of(new Pattern(new WeightShape(64, 64, 3, 3), blocks))
                .toString();
    }

    @ParameterizedTest
    @CsvSource({
        "16, 16, 4x4 4x4 4x4",
        "16, 19, 4x4 4x4 4x4",
        "16, 3, 4x4 2x4 3x4",
        "2, 16, 2x4 4x4 4x1",
        "1, 16, 1x4 4x4 4x1"
    })
    void hrbpFollowsGroupRowsAndChannels(int groupRows, int channels, String tiles) {
        assertThat(hrbp(groupRows, channels)).isEqualTo(tiles);
    }

    @Test
    void unstructuredRunsSingleRowsAndSingleChannels() {
        WeightShape shape = new WeightShape(8, 8, 3, 3);
        List<Block> sparse = new ArrayList<>();
        List<Block> columns = new ArrayList<>();
        for (int row = 0; row < 8; row++) {
            sparse.add(Block.ofTaps(new int[] {row}, new int[] {0, 3, 5}, new int[] {1, 1, 8}));
            columns.add(Block.ofTaps(new int[] {row}, new int[] {0, 3, 5, 6}, new int[] {2, 2, 2, 2}));
        }
        assertThat(KernelChoice.of(new Pattern(shape, sparse))).hasToString("1x4 1x4 1x1");
        assertThat(KernelChoice.of(new Pattern(shape, columns))).hasToString("1x4 1x4 4x1");
    }

    @Test
    void groupsWithAnyTapsRunFourRowsForwardAndSingleChannelsBack() {
        int[] channels = {0, 1, 2, 3, 4, 0, 2};
        int[] positions = {5, 5, 5, 5, 5, 1, 1};
        List<Block> blocks = List.of(
                Block.ofTaps(range(0, 8), channels, positions), Block.ofTaps(range(8, 16), channels, positions));
        KernelChoice choice = KernelChoice.of(new Pattern(new WeightShape(16, 8, 3, 3), blocks));
        assertThat(choice).hasToString("4x4 1x4 4x4");
        assertThat(choice.inputGradient()).isEqualTo(new KernelChoice.Tile(1, 4));
    }

    /** Some groups of rows, each with the same columns, as many at every kernel position. */
    private static Pattern groups(int rows, int columns) {
        int[] channels = new int[9 * columns];
        int[] positions = new int[9 * columns];
        for (int t = 0; t < channels.length; t++) {
            channels[t] = t % columns;
            positions[t] = t / columns;
        }
        List<Block> blocks = new ArrayList<>();
        for (int first = 0; first < 3 * rows; first += rows) {
            blocks.add(Block.ofTaps(range(first, first + rows), channels, positions));
        }
        return new Pattern(new WeightShape(3 * rows, columns, 3, 3), blocks);
    }

    @ParameterizedTest
    @CsvSource({
        "16, 6, 4x4 4x4(A) 4x4",
        "32, 3, 4x4 2x4(A) 3x4",
        "15, 6, 4x4 1x4 4x4",
        "32, 2, 4x4 1x4 2x4",
        "1, 6, 1x4 1x4 4x1"
    })
    void blocksOfManyRowsAndColumnsTakeFormA(int rows, int columns, String tiles) {
        assertThat(KernelChoice.of(groups(rows, columns))).hasToString(tiles);
    }

    @Test
    void theFormCanBeAskedFor() {
        Pattern large = groups(16, 6);
        assertThat(KernelChoice.of(large, InputGradientForm.GATHER)).hasToString("4x4 1x4 4x4");
        assertThat(KernelChoice.of(large, InputGradientForm.SCATTER)).isEqualTo(KernelChoice.of(large));
        assertThat(KernelChoice.of(groups(2, 6), InputGradientForm.SCATTER)).hasToString("2x4 4x4(A) 4x1");
        assertThat(KernelChoice.of(groups(1, 6), InputGradientForm.SCATTER).form())
                .as("single rows have one form")
                .isEqualTo(InputGradientForm.GATHER);
        Block product = Block.product(range(0, 16), range(0, 8), range(0, 9));
        Pattern dense = new Pattern(new WeightShape(16, 8, 3, 3), List.of(product));
        assertThat(KernelChoice.of(dense, InputGradientForm.SCATTER)).hasToString("4x4 4x4 4x4");
    }

    @Test
    void mostOfTheMultiplyAddsNameTheForm() {
        List<Block> blocks = new ArrayList<>(groups(16, 6).blocks());
        blocks.add(Block.product(range(48, 64), range(0, 6), range(0, 9)));
        assertThat(KernelChoice.of(new Pattern(new WeightShape(64, 6, 3, 3), blocks))
                        .form())
                .isEqualTo(InputGradientForm.SCATTER);
        blocks.add(Block.product(range(64, 100), range(0, 6), range(0, 9)));
        assertThat(KernelChoice.of(new Pattern(new WeightShape(100, 6, 3, 3), blocks))
                        .form())
                .isEqualTo(InputGradientForm.GATHER);
    }

    @Test
    void theBlockWithMostMultiplyAddsDecidesNotTheMostBlocks() {
        List<Block> blocks = new ArrayList<>();
        blocks.add(Block.product(range(0, 4), range(0, 16), range(0, 9)));
        for (int row = 4; row < 16; row++) {
            blocks.add(Block.ofTaps(new int[] {row}, new int[] {row}, new int[] {0}));
        }
        blocks.add(Block.product(range(16, 20), new int[0], new int[0]));
        assertThat(KernelChoice.of(new Pattern(new WeightShape(20, 16, 3, 3), blocks)))
                .hasToString("4x4 4x4 4x4");
    }

    /** Counts the multiply-adds of each tile in what the programs hand to the kernels. */
    private static final class Recorder implements PassProgram.Kernel, WeightProgram.Kernel {
        private final Map<KernelChoice.Tile, Long> work = new HashMap<>();

        private static long pixels(RunGroup runs) {
            return IntStream.range(0, runs.count()).mapToLong(runs::length).sum();
        }

        private synchronized void count(int high, int wide, long multiplyAdds) {
            work.merge(new KernelChoice.Tile(high, wide), multiplyAdds, Long::sum);
        }

        @Override
        public void apply(Strip strip, RunGroup runs, int[] table, int taps) {
            for (int left = strip.rows(); left > 0; ) {
                int rows = left >= 4 ? 4 : left >= 2 ? 2 : 1;
                count(rows, 4, pixels(runs) * rows * taps);
                left -= rows;
            }
        }

        @Override
        public void begin(int weights) {}

        @Override
        public void add(WeightTask tile, RunGroup runs, int first) {
            for (int left = tile.taps(); left > 0; left -= 4) {
                int taps = Math.min(4, left);
                int single = tile.rows() % 4;
                count(taps, 4, pixels(runs) * taps * (tile.rows() - single));
                count(taps == 4 ? 4 : 1, 1, pixels(runs) * taps * single);
            }
        }

        @Override
        public void end(int weights, float[] target, int at) {}

        void assertMost(KernelChoice.Tile tile, Pattern pattern) {
            assertThat(work.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(pattern.keptCount());
            assertThat(work.get(tile)).as("%s of %s", tile, work).isEqualTo(Collections.max(work.values()));
        }
    }

    @ParameterizedTest
    @EnumSource(value = ConvCase.Structure.class, mode = EnumSource.Mode.EXCLUDE, names = "SHARED_ROWS")
    void theKernelsAreGivenMostWorkInTheseTiles(ConvCase.Structure structure) {
        Random random = new Random(5);
        for (int i = 0; i < 40; i++) {
            int kernel = 1 + random.nextInt(3);
            WeightShape shape = new WeightShape(1 + random.nextInt(40), 1 + random.nextInt(40), kernel, kernel);
            Pattern pattern = ConvCase.pattern(structure, shape, random);
            // the kernel covers the whole image, so that each weight is used once; one task only
            ConvPlan plan = new ConvPlan(
                    pattern,
                    new ConvGeometry(kernel, kernel, 1, 1, 0, 0, 1, 1),
                    new TensorLayout(1, shape.channels(), kernel, kernel, kernel * kernel),
                    new TensorLayout(1, shape.rows(), 1, 1, 1));
            KernelChoice choice = KernelChoice.of(pattern);

            Recorder forward = new Recorder();
            Programs.forward(plan).run(1, forward);
            forward.assertMost(choice.forward(), pattern);

            for (InputGradientForm form : InputGradientForm.values()) {
                Recorder inputGradient = new Recorder();
                Programs.inputGradient(plan.with(form)).run(1, inputGradient);
                inputGradient.assertMost(KernelChoice.of(pattern, form).inputGradient(), pattern);
            }

            Recorder weightGradient = new Recorder();
            new WeightProgram(plan, 4).run(weightGradient, FloatBuffer.allocate(pattern.keptCount()));
            weightGradient.assertMost(choice.weightGradient(), pattern);
        }
    }
}
