/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel;

import org.hrbp.kernel.KernelTimes.Part;
import org.jspecify.annotations.Nullable;

/**
 * Checks arguments, so that no provider reads or writes outside its memory, and keeps the arrays behind them reachable until
 * the kernels have run.
 */
final class CheckedKernels implements KernelProvider {
    private final KernelProvider provider;
    private final TensorKernels tensors;

    CheckedKernels(KernelProvider provider) {
        this.provider = provider;
        this.tensors = new CheckedTensors(provider.tensors(), this);
    }

    @Override
    public String name() {
        return provider.name();
    }

    @Override
    public String signature() {
        return provider.signature();
    }

    @Override
    public ConvKernels prepare(ConvPlan plan) {
        return new CheckedConv(plan, provider.prepare(plan), this);
    }

    @Override
    public TensorKernels tensors() {
        return tensors;
    }

    /**
     * Checks one memory of a call.
     *
     * @param what its name in messages
     * @param memory the memory
     * @param elements elements that the call touches
     * @param like memory of the same call whose data type it must share
     */
    void check(String what, Memory memory, int elements, Memory like) {
        if (memory.length() < elements) {
            throw new IllegalArgumentException(
                    what + " has " + memory.length() + " elements; the call needs " + elements);
        }
        if (memory.isDouble() != like.isDouble()) {
            throw new IllegalArgumentException(what + " is " + type(memory) + " but the call began with " + type(like));
        }
        if (memory.isDouble() && !name().equals("reference")) {
            throw new IllegalArgumentException(
                    what + " is DOUBLE; the " + name() + " kernels compute FLOAT, use Kernels.of(DataType.DOUBLE)");
        }
    }

    private static String type(Memory memory) {
        return memory.isDouble() ? "DOUBLE" : "FLOAT";
    }

    /** A convolution whose arguments are checked. */
    private record CheckedConv(ConvPlan plan, ConvKernels kernels, CheckedKernels checks) implements ConvKernels {
        private int kept() {
            return plan.pattern().keptCount();
        }

        /** What every pass touches at least: both activations and the kept weights. */
        private long bytes(Memory like) {
            return ((long) plan.input().elements() + plan.output().elements() + kept()) * like.elementBytes();
        }

        @Override
        public void forward(Memory x, Memory weights, @Nullable Memory bias, Memory y) {
            checks.check("input", x, plan.input().elements(), x);
            checks.check("weights", weights, kept(), x);
            if (bias != null) {
                checks.check("bias", bias, plan.output().channels(), x);
            }
            checks.check("output", y, plan.output().elements(), x);
            long begin = KernelTimes.begin();
            kernels.forward(x, weights, bias, y);
            KernelTimes.end(Part.CONV_FORWARD, begin, plan.multiplyAdds(), bytes(x));
            x.keepAlive();
            weights.keepAlive();
            if (bias != null) {
                bias.keepAlive();
            }
            y.keepAlive();
        }

        @Override
        public void inputGradient(Memory dy, Memory weights, Memory dx) {
            checks.check("output gradient", dy, plan.output().elements(), dy);
            checks.check("weights", weights, kept(), dy);
            checks.check("input gradient", dx, plan.input().elements(), dy);
            long begin = KernelTimes.begin();
            kernels.inputGradient(dy, weights, dx);
            KernelTimes.end(Part.CONV_INPUT_GRADIENT, begin, plan.multiplyAdds(), bytes(dy));
            dy.keepAlive();
            weights.keepAlive();
            dx.keepAlive();
        }

        @Override
        public void weightGradient(Memory x, Memory dy, Memory dw) {
            checks.check("input", x, plan.input().elements(), x);
            checks.check("output gradient", dy, plan.output().elements(), x);
            checks.check("weight gradient", dw, kept(), x);
            long begin = KernelTimes.begin();
            kernels.weightGradient(x, dy, dw);
            KernelTimes.end(Part.CONV_WEIGHT_GRADIENT, begin, plan.multiplyAdds(), bytes(x));
            x.keepAlive();
            dy.keepAlive();
            dw.keepAlive();
        }
    }
}
