/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.samediff;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.hrbp.kernel.Memory;
import org.hrbp.kernel.PackedWeights;
import org.hrbp.kernel.StoredPattern;
import org.hrbp.pattern.InvalidPatternException;
import org.hrbp.pattern.Pattern;
import org.hrbp.pattern.PatternCodec;
import org.hrbp.pattern.PatternState;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.imports.converters.ImportClassMapping;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Adds sparse layers to SameDiff graphs. Weights are packed, {@code [1, kept]}, and only kept ones exist. The pattern is a
 * constant of the graph in the encoding of the layers' parameter {@code I}, so it is saved with the graph; an op decodes it again
 * when its content changes. Graphs are FLOAT or DOUBLE, images are {@code [N, C, H, W]}.
 *
 * <p>ND4J must know these ops before it loads or differentiates a graph that has them: whoever builds a graph through this class
 * need do nothing, whoever only loads one calls {@link #register} first.
 */
public final class HrbpOps {
    private static final int[] ONCE = {1, 1};
    private static final int[] NONE = {0, 0};

    static {
        register();
    }

    private HrbpOps() {}

    /** Makes the ops known to ND4J. May be called any number of times. */
    public static void register() {
        Map<String, DifferentialFunction> known = ImportClassMapping.getOpNameMapping();
        synchronized (known) {
            for (JavaOp op : new JavaOp[] {new HrbpConv2D(), new HrbpConv2DBp(), new HrbpDense(), new HrbpDenseBp()}) {
                known.put(op.opName(), op);
            }
        }
    }

    /**
     * Adds a sparse convolution without bias.
     *
     * @param sd the graph
     * @param name name of the output variable
     * @param x input {@code [N, C, H, W]}
     * @param weights kept weights {@code [1, kept]}, trained if they are a variable
     * @param pattern a constant made by {@link #pattern}; its shape is {@code [nOut, C, kH, kW]}
     * @param config kernel size, stride, padding (VALID with pH and pW, or SAME) and dilation; NCHW. Its weights format is not
     *     used
     * @return output {@code [N, nOut, outH, outW]}
     * @throws IllegalArgumentException if arguments do not fit: names the op; the graph is as it was
     */
    public static SDVariable conv2d(
            SameDiff sd, String name, SDVariable x, SDVariable weights, SDVariable pattern, Conv2DConfig config) {
        return conv2d(sd, name, x, weights, null, pattern, config);
    }

    /**
     * Adds a sparse convolution.
     *
     * @param sd the graph
     * @param name name of the output variable
     * @param x input {@code [N, C, H, W]}
     * @param weights kept weights {@code [1, kept]}, trained if they are a variable
     * @param bias one number per output channel, or null
     * @param pattern a constant made by {@link #pattern}
     * @param config as above
     * @return output {@code [N, nOut, outH, outW]}
     * @throws IllegalArgumentException if arguments do not fit: names the op; the graph is as it was
     */
    public static SDVariable conv2d(
            SameDiff sd,
            String name,
            SDVariable x,
            SDVariable weights,
            @Nullable SDVariable bias,
            SDVariable pattern,
            Conv2DConfig config) {
        PatternState state = state(name, pattern);
        boolean same = config.getPaddingMode() == PaddingMode.SAME;
        if (config.isNHWC() || config.getPaddingMode() == PaddingMode.CAUSAL) {
            throw bad(
                    name,
                    "data format " + config.getDataFormat() + " with padding mode " + config.getPaddingMode()
                            + " is not supported; use NCHW with VALID or SAME");
        }
        int height = state.pattern().shape().kernelHeight();
        int width = state.pattern().shape().kernelWidth();
        if (config.getKH() != height || config.getKW() != width) {
            throw bad(
                    name,
                    "the configuration has kernel " + config.getKH() + " x " + config.getKW() + "; the pattern has "
                            + height + " x " + width);
        }
        OpAttributes attributes =
                attributes(name, state, new SDVariable[] {x, weights, pattern}, bias, same, new int[][] {
                    pair(config.getSH(), config.getSW()),
                    pair(config.getPH(), config.getPW()),
                    pair(config.getDH(), config.getDW())
                });
        return new HrbpConv2D(sd, attributes, args(x, weights, pattern, bias)).outputVariables(name)[0];
    }

    /**
     * Adds a sparse fully connected layer without bias.
     *
     * @param sd the graph
     * @param name name of the output variable
     * @param x input {@code [N, nIn]}
     * @param weights kept weights {@code [1, kept]}, trained if they are a variable
     * @param pattern a constant made by {@link #pattern}; its shape is {@code [nOut, nIn, 1, 1]}
     * @return output {@code [N, nOut]}
     * @throws IllegalArgumentException if arguments do not fit: names the op; the graph is as it was
     */
    public static SDVariable dense(SameDiff sd, String name, SDVariable x, SDVariable weights, SDVariable pattern) {
        return dense(sd, name, x, weights, null, pattern);
    }

    /**
     * Adds a sparse fully connected layer.
     *
     * @param sd the graph
     * @param name name of the output variable
     * @param x input {@code [N, nIn]}
     * @param weights kept weights {@code [1, kept]}, trained if they are a variable
     * @param bias one number per output, or null
     * @param pattern a constant made by {@link #pattern}; its shape is {@code [nOut, nIn, 1, 1]}
     * @return output {@code [N, nOut]}
     * @throws IllegalArgumentException if arguments do not fit: names the op; the graph is as it was
     */
    public static SDVariable dense(
            SameDiff sd, String name, SDVariable x, SDVariable weights, @Nullable SDVariable bias, SDVariable pattern) {
        PatternState state = state(name, pattern);
        if (state.pattern().shape().positions() != 1) {
            throw bad(
                    name,
                    "a fully connected layer needs a pattern of shape [nOut, nIn, 1, 1], not "
                            + state.pattern().shape());
        }
        OpAttributes attributes = attributes(
                name, state, new SDVariable[] {x, weights, pattern}, bias, false, new int[][] {ONCE, NONE, ONCE});
        return new HrbpDense(sd, attributes, args(x, weights, pattern, bias)).outputVariables(name)[0];
    }

    /**
     * Adds a pattern to a graph.
     *
     * @param sd the graph
     * @param name name of the constant
     * @param state pattern and state of its topology updates
     * @param type data type of the graph, FLOAT or DOUBLE
     * @return a constant
     */
    public static SDVariable pattern(SameDiff sd, String name, PatternState state, DataType type) {
        return sd.constant(name, encode(state, type));
    }

    /**
     * A pattern as graphs store it, for {@code sd.setArrayForVariable}.
     *
     * @param state pattern and state of its topology updates
     * @param type data type of the graph, FLOAT or DOUBLE
     * @return a new array {@code [1, length]}
     */
    public static INDArray encode(PatternState state, DataType type) {
        Memory.isDouble(type);
        INDArray array =
                Nd4j.zeros(type, 1, PatternCodec.HEADER_LENGTH + state.pattern().indexEntries());
        StoredPattern.write(state, array);
        return array;
    }

    /**
     * The pattern that a graph holds now.
     *
     * @param pattern a constant made by {@link #pattern}
     * @return the pattern and the state of its topology updates
     * @throws InvalidPatternException if it holds none
     */
    public static PatternState patternState(SDVariable pattern) {
        return state(pattern.name(), pattern);
    }

    /**
     * Takes the kept weights out of a dense array.
     *
     * @param dense {@code [nOut, nIn, kH, kW]}, or {@code [nIn, nOut]} for a fully connected layer
     * @param pattern which weights to take
     * @return a new array {@code [1, kept]}
     * @throws IllegalArgumentException if the length is not that of the pattern's shape
     */
    public static INDArray pack(INDArray dense, Pattern pattern) {
        if (dense.length() != pattern.shape().size()) {
            throw new IllegalArgumentException("Dense weights of shape " + Arrays.toString(dense.shape())
                    + " do not fit the pattern's shape " + pattern.shape());
        }
        INDArray packed = Nd4j.zeros(dense.dataType(), 1, pattern.keptCount());
        PackedWeights.gather(dense, dense.rank() == 2 ? 'f' : 'c', pattern, packed);
        return packed;
    }

    private static PatternState state(String name, SDVariable pattern) {
        if (pattern.getVariableType() != VariableType.CONSTANT) {
            throw bad(
                    name,
                    "pattern \"" + pattern.name() + "\" is a "
                            + pattern.getVariableType().name().toLowerCase(Locale.ROOT) + "; it must be a constant");
        }
        try {
            return StoredPattern.read(Scratch.standard(pattern.getArr()));
        } catch (InvalidPatternException e) {
            throw new InvalidPatternException("HRBP op \"" + name + "\": " + e.getMessage());
        }
    }

    private static OpAttributes attributes(
            String name,
            PatternState state,
            SDVariable[] args,
            @Nullable SDVariable bias,
            boolean same,
            int[][] window) {
        DataType type = args[SparseOp.X].dataType();
        checkTypes(name, type, args, bias);
        INDArray weights = args[SparseOp.WEIGHTS].getArr();
        if (weights == null) {
            throw bad(name, "weights \"" + args[SparseOp.WEIGHTS].name() + "\" must be a variable or constant");
        }
        long slots = weights.length();
        long words = args[SparseOp.PATTERN].getArr().length();
        boolean spare = state.pattern().keptCount() < slots
                || PatternCodec.HEADER_LENGTH + state.pattern().indexEntries() < words;
        OpAttributes attributes = new OpAttributes(
                state.pattern().shape(),
                state.structureId(),
                state.pattern().blocks().size(),
                spare,
                bias != null,
                same,
                window[0],
                window[1],
                window[2]);
        if (weights.rank() != 2
                || weights.size(0) != 1
                || slots < state.pattern().keptCount()) {
            throw bad(
                    name,
                    "weights \"" + args[SparseOp.WEIGHTS].name() + "\" have shape "
                            + Arrays.toString(weights.shape()) + "; they must be [1, "
                            + state.pattern().keptCount() + "] or longer");
        }
        return attributes;
    }

    private static void checkTypes(String name, DataType type, SDVariable[] args, @Nullable SDVariable bias) {
        if (type != DataType.FLOAT && type != DataType.DOUBLE) {
            throw bad(name, "data type " + type + " is not supported; use FLOAT or DOUBLE");
        }
        for (SDVariable arg : args(args[0], args[1], args[2], bias)) {
            if (arg.dataType() != type) {
                throw bad(name, "\"" + arg.name() + "\" is " + arg.dataType() + ", but the input is " + type);
            }
        }
    }

    private static SDVariable[] args(SDVariable x, SDVariable weights, SDVariable pattern, @Nullable SDVariable bias) {
        return bias == null ? new SDVariable[] {x, weights, pattern} : new SDVariable[] {x, weights, pattern, bias};
    }

    private static int[] pair(long first, long second) {
        return new int[] {Math.toIntExact(first), Math.toIntExact(second)};
    }

    private static IllegalArgumentException bad(String name, String problem) {
        return new IllegalArgumentException("HRBP op \"" + name + "\": " + problem);
    }
}
