/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * Where the time of the kernels goes, for benchmarks: seconds of the calling threads, by part of the step. Off until
 * {@link #start()}; one measurement at a time in a JVM.
 */
public final class KernelTimes {
    private static final Map<Part, Cell> CELLS = new EnumMap<>(Part.class);

    private static volatile boolean on;

    static {
        for (Part part : Part.values()) {
            CELLS.put(part, new Cell(new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder()));
        }
    }

    private KernelTimes() {}

    /** What a kernel call is for. */
    public enum Part {
        /** Forward pass of convolutions and fully connected layers. */
        CONV_FORWARD,
        /** Gradient with respect to their input. */
        CONV_INPUT_GRADIENT,
        /** Gradient with respect to their weights and biases. */
        CONV_WEIGHT_GRADIENT,
        /** Batch normalisation, with the ReLU fused to it, forward and backward. */
        BATCH_NORMALIZATION,
        /** Sums of branches and of the gradients that return from them. */
        ADD,
        /** Pooling, forward and backward. */
        POOL,
        /** Activations on their own. */
        ACTIVATION,
        /** Conversions between memory layouts. */
        LAYOUT
    }

    /**
     * Sum over the calls for one part.
     *
     * @param calls number of calls
     * @param nanos wall-clock nanoseconds of the calling threads
     * @param multiplyAdds multiply-adds of convolution passes, taps on padding included; 0 for other parts
     * @param bytes bytes of the tensors and weights of the calls, each once a call however often it is read
     */
    public record Total(long calls, long nanos, long multiplyAdds, long bytes) {
        /**
         * The sum of two totals.
         *
         * @param other another total of the part
         * @return a new total
         */
        public Total plus(Total other) {
            return new Total(
                    calls + other.calls, nanos + other.nanos, multiplyAdds + other.multiplyAdds, bytes + other.bytes);
        }
    }

    private record Cell(LongAdder calls, LongAdder nanos, LongAdder multiplyAdds, LongAdder bytes) {}

    /** Forgets all totals and begins to measure. */
    public static void start() {
        for (Cell cell : CELLS.values()) {
            cell.calls.reset();
            cell.nanos.reset();
            cell.multiplyAdds.reset();
            cell.bytes.reset();
        }
        on = true;
    }

    /**
     * Ends the measurement.
     *
     * @return the totals since {@link #start()}, one for every part
     */
    public static Map<Part, Total> stop() {
        on = false;
        Map<Part, Total> totals = new EnumMap<>(Part.class);
        CELLS.forEach((part, cell) -> totals.put(
                part, new Total(cell.calls.sum(), cell.nanos.sum(), cell.multiplyAdds.sum(), cell.bytes.sum())));
        return totals;
    }

    /** The time at which a call begins, for {@link #end}. */
    static long begin() {
        return on ? System.nanoTime() : 0;
    }

    static void end(Part part, long begin, long multiplyAdds, long bytes) {
        if (begin != 0) {
            Cell cell = CELLS.get(part);
            if (cell != null) {
                cell.calls.increment();
                cell.nanos.add(System.nanoTime() - begin);
                cell.multiplyAdds.add(multiplyAdds);
                cell.bytes.add(bytes);
            }
        }
    }
}
