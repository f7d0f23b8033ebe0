/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel;

import java.util.Arrays;
import java.util.function.Function;
import org.hrbp.pattern.InvalidPatternException;
import org.hrbp.pattern.PatternCodec;
import org.hrbp.pattern.PatternState;
import org.hrbp.pattern.WeightShape;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A pattern in the parameter {@code I}: whole numbers below 2^24, which float holds exactly. */
public final class StoredPattern {
    private StoredPattern() {}

    /**
     * Stores a pattern.
     *
     * @param state pattern and the state of its topology updates
     * @param target the parameter {@code I}, overwritten; zeros go behind the pattern
     * @throws InvalidPatternException if the encoded pattern is longer than the parameter
     */
    public static void write(PatternState state, INDArray target) {
        int[] words = PatternCodec.encode(state);
        if (words.length > target.length()) {
            throw new InvalidPatternException("Pattern " + state.pattern() + " takes " + words.length
                    + " entries; the layer's configuration allows " + target.length());
        }
        store(Arrays.copyOf(words, Math.toIntExact(target.length())), Memory.of(target));
    }

    /**
     * Reads a pattern. Averaging equal whole numbers over several replicas leaves them inexact; they are rounded, and the rounded
     * values are written back.
     *
     * @param source the parameter {@code I}
     * @param shape the shape that the pattern must have
     * @return the pattern and the state of its topology updates
     * @throws InvalidPatternException if the values are not a pattern of that shape
     */
    public static PatternState read(INDArray source, WeightShape shape) {
        return read(source, words -> shape);
    }

    /**
     * Reads a pattern of whatever shape it says it has, as above.
     *
     * @param source an encoded pattern
     * @return the pattern and the state of its topology updates
     * @throws InvalidPatternException if the values are not a pattern
     */
    public static PatternState read(INDArray source) {
        return read(source, PatternCodec::shape);
    }

    private static PatternState read(INDArray source, Function<int[], WeightShape> shape) {
        Memory memory = Memory.of(source);
        double[] values = new double[memory.length()];
        for (int i = 0; i < values.length; i++) {
            values[i] = memory.get(i);
        }
        int[] words = PatternCodec.round(values);
        PatternState state = PatternCodec.decode(words, shape.apply(words));
        store(words, memory);
        return state;
    }

    private static void store(int[] words, Memory target) {
        for (int i = 0; i < words.length; i++) {
            target.set(i, words[i]);
        }
    }
}
