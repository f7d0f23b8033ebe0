/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.hrbp.pattern.PatternState;
import org.hrbp.pattern.WeightShape;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A pattern decoded from its stored form, and the kernels prepared for it. Whoever changes stored patterns tells nobody, so their
 * content is compared with what was decoded at every use. Not safe for concurrent calls.
 */
public final class PatternKernels {
    /** Training and test batches, and the last partial batch of each. */
    private static final int PREPARED = 4;

    /** What besides the pattern fixes the work; comparing patterns at every step would cost more than they save. */
    private record Geometry(DataType type, ConvGeometry window, TensorLayout input, TensorLayout output) {}

    private final Map<Geometry, ConvKernels> prepared = new LinkedHashMap<>(PREPARED, 1, true);
    private @Nullable PatternState state;
    private long checksum;
    private InputGradientForm form = InputGradientForm.AUTO;

    /** Makes one that has decoded nothing yet. */
    public PatternKernels() {}

    /**
     * The pattern that is stored now; a changed one forgets the prepared kernels.
     *
     * @param stored encoded pattern, contiguous; inexact values are rounded in place, see {@link StoredPattern#read}
     * @param shape the shape that the pattern must have
     * @param check throws if a newly decoded pattern does not suit its user
     * @return the pattern and the state of its topology updates
     * @throws org.hrbp.pattern.InvalidPatternException if the values are not a pattern of that shape
     */
    public PatternState state(INDArray stored, WeightShape shape, Consumer<PatternState> check) {
        Memory memory = Memory.of(stored);
        if (state == null || memory.checksum() != checksum) {
            PatternState read = StoredPattern.read(stored, shape);
            check.accept(read);
            state = read;
            checksum = memory.checksum();
            prepared.clear();
        }
        return state;
    }

    /**
     * The form of the input gradient of blocks that are no products.
     *
     * @return {@code AUTO} unless another was set
     */
    public InputGradientForm form() {
        return form;
    }

    /**
     * Sets the form of the input gradient; forgets the prepared kernels.
     *
     * @param form the form
     */
    public void setForm(InputGradientForm form) {
        this.form = form;
        prepared.clear();
    }

    /**
     * Kernels for the pattern of the last {@link #state}.
     *
     * @param type FLOAT or DOUBLE
     * @param window how the window moves
     * @param input layout of the input
     * @param output layout of the output
     * @return kernels, prepared now or earlier
     * @throws IllegalStateException if no pattern was decoded yet
     */
    public ConvKernels kernels(DataType type, ConvGeometry window, TensorLayout input, TensorLayout output) {
        if (state == null) {
            throw new IllegalStateException("Kernels need a pattern; ask for the state first");
        }
        Geometry key = new Geometry(type, window, input, output);
        ConvKernels kernels = prepared.get(key);
        if (kernels == null) {
            if (prepared.size() == PREPARED) {
                prepared.remove(prepared.keySet().iterator().next());
            }
            kernels = Kernels.of(type).prepare(new ConvPlan(state.pattern(), window, input, output, form));
            prepared.put(key, kernels);
        }
        return kernels;
    }
}
