/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * One of PyTorch's ways to compute.
 *
 * @param nhwc whether the channels are innermost in memory
 * @param compiled whether {@code torch.compile} is used
 * @param bf16 whether {@code torch.autocast} to bfloat16 is used
 */
public record TorchMode(boolean nhwc, boolean compiled, boolean bf16) {
    private static final String PREFIX = "pytorch-";

    /**
     * The rows to measure: both memory formats in fp32, eager, and both again for each option.
     *
     * @param compile whether compiled rows are wanted
     * @param bf16 whether bfloat16 rows are wanted
     * @return the modes
     */
    public static List<TorchMode> all(boolean compile, boolean bf16) {
        List<TorchMode> modes = new ArrayList<>(both(false, false));
        if (compile) {
            modes.addAll(both(true, false));
        }
        if (bf16) {
            modes.addAll(both(false, true));
        }
        return modes;
    }

    private static List<TorchMode> both(boolean compiled, boolean bf16) {
        return List.of(new TorchMode(false, compiled, bf16), new TorchMode(true, compiled, bf16));
    }

    String format() {
        return nhwc ? "nhwc" : "nchw";
    }

    /** The name for the row. */
    String kernel() {
        return PREFIX + format() + (compiled ? "-compile" : "") + (bf16 ? "-bf16" : "");
    }

    boolean plain() {
        return !compiled && !bf16;
    }

    static boolean fp32Eager(String kernel) {
        return both(false, false).stream().anyMatch(mode -> mode.kernel().equals(kernel));
    }
}
