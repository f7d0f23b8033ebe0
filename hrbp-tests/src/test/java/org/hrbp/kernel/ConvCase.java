/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.hrbp.pattern.Block;
import org.hrbp.pattern.Pattern;
import org.hrbp.pattern.WeightShape;
import org.jspecify.annotations.Nullable;

/** One convolution with random data, and the comparison of a provider with the reference. */
final class ConvCase {
    /** How the taps of a random pattern lie. */
    enum Structure {
        DENSE,
        /** Random product blocks. */
        PRODUCT,
        /** Random blocks that are no products. */
        TAPS,
        /** Unstructured: one row per block. */
        SINGLE_ROWS,
        MIXED,
        /** Channel-wise: one block of kept rows and channels at all positions; the other rows are empty. */
        CHANNEL,
        /** Grouping: groups of equal size, each with as many taps as any other, that are no products. */
        GROUPING,
        /** Rows that are in several blocks: Grouping with left-overs, and worse. */
        SHARED_ROWS,
        /** HRBP: groups of equal size, each with as many channels and positions as any other. */
        HRBP
    }

    /** Of the sum of the absolute products: some roundings of a float sum, far below one product that is wrong. */
    private static final double TOLERANCE = 1e-6;

    private final ConvPlan plan;
    private final Guarded x;
    private final Guarded w;
    private final @Nullable Guarded bias;
    private final Guarded dy;

    ConvCase(ConvPlan plan, boolean withBias, Random random) {
        this.plan = plan;
        x = Guarded.random(plan.input(), random);
        w = Guarded.random(plan.pattern().keptCount(), random);
        bias = withBias ? Guarded.random(plan.output().channels(), random) : null;
        dy = Guarded.random(plan.output(), random);
    }

    /** Outputs of the three passes. */
    record Result(Guarded y, Guarded dx, Guarded dw) {
        List<int[]> bits() {
            return List.of(y.allBits(), dx.allBits(), dw.allBits());
        }
    }

    private ConvCase(ConvPlan plan, Guarded x, Guarded w, @Nullable Guarded bias, Guarded dy) {
        this.plan = plan;
        this.x = x;
        this.w = w;
        this.bias = bias;
        this.dy = dy;
    }

    /** The case whose results are sums of the absolute products of this one. */
    private ConvCase absolute() {
        return new ConvCase(plan, x.absolute(), w.absolute(), bias == null ? null : bias.absolute(), dy.absolute());
    }

    Result run(ConvKernels kernels) {
        Result r = new Result(
                Guarded.empty(plan.output().elements()),
                Guarded.empty(plan.input().elements()),
                Guarded.empty(plan.pattern().keptCount()));
        kernels.forward(x.memory(), w.memory(), bias == null ? null : bias.memory(), r.y.memory());
        kernels.inputGradient(dy.memory(), w.memory(), r.dx.memory());
        kernels.weightGradient(x.memory(), dy.memory(), r.dw.memory());
        return r;
    }

    Result run(String provider) {
        return run(Kernels.byName(provider).prepare(plan));
    }

    /** Two runs on one instance: the second must not depend on what the first left. */
    void assertEqualsReference(String provider) {
        Result expected = run("reference");
        Result terms = absolute().run("reference");
        List<int[]> inputs = inputBits();
        ConvKernels kernels = Kernels.byName(provider).prepare(plan);
        for (int i = 1; i <= 2; i++) {
            Result actual = run(kernels);
            String run = "run " + i + " of " + provider + ", " + this;
            actual.y.assertClose("forward, " + run, expected.y, terms.y, plan.output(), TOLERANCE);
            actual.dx.assertClose("input gradient, " + run, expected.dx, terms.dx, plan.input(), TOLERANCE);
            TensorLayout flat = new TensorLayout(
                    1, 1, 1, plan.pattern().keptCount(), plan.pattern().keptCount());
            actual.dw.assertClose("weight gradient, " + run, expected.dw, terms.dw, flat, TOLERANCE);
        }
        List<int[]> after = inputBits();
        for (int i = 0; i < inputs.size(); i++) {
            assertThat(after.get(i)).as("operand %d, %s", i, this).isEqualTo(inputs.get(i));
        }
    }

    /** The operands with their guards. */
    private List<int[]> inputBits() {
        Guarded b = bias == null ? Guarded.empty(0) : bias;
        return List.of(x.guardedBits(), w.guardedBits(), dy.guardedBits(), b.guardedBits());
    }

    @Override
    public String toString() {
        String blocks = plan.pattern().blocks().stream()
                .map(b -> b.rowCount() + "x" + b.tapCount() + (b.isProduct() ? "p" : ""))
                .collect(Collectors.joining(" "));
        return plan + (bias == null ? " without" : " with") + " bias, " + HrbpThreads.threads()
                + " threads, blocks (rows x taps, p: product) " + blocks;
    }

    static ConvPlan plan(Pattern pattern, ConvGeometry g, int batch, int height, int width, Random random) {
        int outHeight = outputs(height, g.kernelHeight(), g.strideHeight(), g.padTop(), g.dilationHeight(), random);
        int outWidth = outputs(width, g.kernelWidth(), g.strideWidth(), g.padLeft(), g.dilationWidth(), random);
        WeightShape s = pattern.shape();
        return new ConvPlan(
                pattern,
                g,
                layout(batch, s.channels(), height, width, random),
                layout(batch, s.rows(), outHeight, outWidth, random));
    }

    static TensorLayout layout(int batch, int channels, int height, int width, Random random) {
        return new TensorLayout(
                batch,
                channels,
                height,
                width,
                height * width * batch + (random.nextBoolean() ? random.nextInt(40) : 0));
    }

    /** Output size with as much padding after the image as before it, or a little more or less. */
    private static int outputs(int size, int kernel, int stride, int pad, int dilation, Random random) {
        int span = size + 2 * pad + random.nextInt(3) - 1 - dilation * (kernel - 1) - 1;
        return Math.max(1, Math.floorDiv(span, stride) + 1);
    }

    static Pattern pattern(Structure structure, WeightShape shape, Random random) {
        if (structure == Structure.DENSE) {
            return new Pattern(
                    shape,
                    List.of(Block.product(range(shape.rows()), range(shape.channels()), range(shape.positions()))));
        }
        List<Integer> rows = shuffled(shape.rows(), random);
        return switch (structure) {
            case CHANNEL -> channelWise(rows, shape, random);
            case SHARED_ROWS -> shared(rows, shape, random);
            case GROUPING, HRBP -> grouped(structure == Structure.HRBP, rows, shape, random);
            default -> free(structure, rows, shape, random);
        };
    }

    private static Pattern channelWise(List<Integer> rows, WeightShape shape, Random random) {
        int kept = 1 + random.nextInt(shape.rows());
        int[] channels = some(shape.channels(), 1 + random.nextInt(shape.channels()), random);
        List<Block> blocks = new ArrayList<>();
        blocks.add(Block.product(ints(rows.subList(0, kept)), channels, range(shape.positions())));
        if (kept < rows.size()) {
            blocks.add(Block.product(ints(rows.subList(kept, rows.size())), new int[0], new int[0]));
        }
        return new Pattern(shape, blocks);
    }

    private static Pattern grouped(boolean product, List<Integer> rows, WeightShape shape, Random random) {
        int groupRows = List.of(4, 8, 16, 32, 7).get(random.nextInt(5));
        int channels = 1 + random.nextInt(shape.channels());
        int positions = 1 + random.nextInt(shape.positions());
        List<Block> blocks = new ArrayList<>();
        for (int first = 0; first < rows.size(); first += groupRows) {
            int[] group = ints(rows.subList(first, Math.min(rows.size(), first + groupRows)));
            blocks.add(
                    product
                            ? Block.product(
                                    group,
                                    some(shape.channels(), channels, random),
                                    some(shape.positions(), positions, random))
                            : taps(group, channels * positions, shape, random));
        }
        return new Pattern(shape, blocks);
    }

    /** Layers of blocks, each with channels of its own: the first has all rows, the others some. */
    private static Pattern shared(List<Integer> all, WeightShape shape, Random random) {
        List<Integer> rows = all;
        List<Integer> channels = shuffled(shape.channels(), random);
        List<Block> blocks = new ArrayList<>();
        int layers = Math.min(3, shape.channels());
        for (int layer = 0; layer < layers; layer++) {
            int[] own =
                    ints(channels.subList(shape.channels() * layer / layers, shape.channels() * (layer + 1) / layers));
            int most = layer == 1 ? 1 : 1 + random.nextInt(40);
            int count = layer == 0 ? rows.size() : random.nextInt(rows.size() + 1);
            for (int first = 0; first < count; first += most) {
                int[] some = ints(rows.subList(first, Math.min(count, first + most)));
                int[] positions = new int[own.length];
                Arrays.setAll(positions, i -> random.nextInt(shape.positions()));
                blocks.add(
                        random.nextBoolean()
                                ? Block.ofTaps(some, own, positions)
                                : Block.product(some, own, new int[] {positions[0]}));
            }
            rows = new ArrayList<>(rows);
            Collections.shuffle(rows, random);
        }
        return new Pattern(shape, blocks);
    }

    private static Pattern free(Structure structure, List<Integer> rows, WeightShape shape, Random random) {
        List<Block> blocks = new ArrayList<>();
        int first = 0;
        while (first < rows.size()) {
            int most = structure == Structure.SINGLE_ROWS ? 1 : 1 + random.nextInt(21);
            int end = Math.min(rows.size(), first + most);
            blocks.add(block(structure, ints(rows.subList(first, end)), shape, first == 0, random));
            first = end;
        }
        return new Pattern(shape, blocks);
    }

    /** A random block; only the first is sure to have taps. */
    private static Block block(Structure structure, int[] rows, WeightShape shape, boolean taps, Random random) {
        boolean product = structure == Structure.PRODUCT || (structure == Structure.MIXED && random.nextBoolean());
        int least = taps ? 1 : 0;
        if (product) {
            int channels = random.nextInt(4) == 0 ? least : least + random.nextInt(shape.channels() + 1 - least);
            int positions = 1 + random.nextInt(shape.positions());
            return Block.product(
                    rows, some(shape.channels(), channels, random), some(shape.positions(), positions, random));
        }
        int size = shape.channels() * shape.positions();
        int count = random.nextInt(4) == 0 ? least : least + random.nextInt(size + 1 - least);
        return taps(rows, count, shape, random);
    }

    private static Block taps(int[] rows, int count, WeightShape shape, Random random) {
        int[] dense = some(shape.channels() * shape.positions(), count, random);
        int[] channels = new int[count];
        int[] positions = new int[count];
        for (int t = 0; t < count; t++) {
            channels[t] = dense[t] / shape.positions();
            positions[t] = dense[t] % shape.positions();
        }
        return Block.ofTaps(rows, channels, positions);
    }

    static int[] range(int n) {
        return ints(shuffled(n, null));
    }

    static int[] some(int n, int count, Random random) {
        return ints(shuffled(n, random).subList(0, count));
    }

    private static List<Integer> shuffled(int n, @Nullable Random random) {
        List<Integer> list = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            list.add(i);
        }
        if (random != null) {
            Collections.shuffle(list, random);
        }
        return list;
    }

    private static int[] ints(List<Integer> list) {
        return list.stream().mapToInt(Integer::intValue).toArray();
    }
}
