/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.hrbp.kernel.KernelTimes;
import org.hrbp.kernel.KernelTimes.Part;
import org.hrbp.kernel.KernelTimes.Total;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.dataset.DataSet;

/** Times the steps of one network and adds up where their time goes. */
final class StepMeter {
    private static final Map<Part, String> NAMES = names();

    private final Map<Part, Total> parts = new EnumMap<>(Part.class);
    private long nanos;
    private long updaterNanos;
    private long dataNanos;
    private long allocatedBytes;
    private int steps;

    private static Map<Part, String> names() {
        Map<Part, String> names = new EnumMap<>(Part.class);
        names.put(Part.CONV_FORWARD, "conv_forward");
        names.put(Part.CONV_INPUT_GRADIENT, "conv_input_grad");
        names.put(Part.CONV_WEIGHT_GRADIENT, "conv_weight_grad");
        names.put(Part.BATCH_NORMALIZATION, "batchnorm");
        names.put(Part.ADD, "add");
        names.put(Part.POOL, "pool");
        names.put(Part.ACTIVATION, "activation");
        names.put(Part.LAYOUT, "layout");
        return names;
    }

    /**
     * One step.
     *
     * @param clock a listener of the network
     * @return its seconds
     */
    double step(ComputationGraph net, Batches batches, UpdaterClock clock) {
        clock.reset();
        long allocated = allocated();
        KernelTimes.start();
        long begin = System.nanoTime();
        DataSet batch = batches.next();
        long handed = System.nanoTime();
        net.fit(batch);
        long end = System.nanoTime();
        allocatedBytes += allocated() - allocated;
        KernelTimes.stop().forEach((part, total) -> parts.merge(part, total, Total::plus));
        dataNanos += handed - begin;
        updaterNanos += clock.nanos();
        nanos += end - begin;
        steps++;
        return (end - begin) / 1e9;
    }

    private static long allocated() {
        return ManagementFactory.getThreadMXBean() instanceof ThreadMXBean bean
                ? bean.getCurrentThreadAllocatedBytes()
                : -1;
    }

    /** Seconds per step by part; the parts of our kernels only if they had anything to do. */
    Map<String, Double> breakdown() {
        Map<String, Double> all = new LinkedHashMap<>();
        long inside = updaterNanos + dataNanos;
        boolean ours = parts.values().stream().anyMatch(total -> total.calls() > 0);
        for (Map.Entry<Part, Total> part : parts.entrySet()) {
            if (ours) {
                all.put(
                        NAMES.getOrDefault(part.getKey(), part.getKey().name()),
                        perStep(part.getValue().nanos()));
            }
            inside += part.getValue().nanos();
        }
        all.put("updater", perStep(updaterNanos));
        all.put("framework", perStep(nanos - inside));
        all.put("data", perStep(dataNanos));
        return all;
    }

    private double perStep(long someNanos) {
        return someNanos / 1e9 / steps;
    }

    /** Two per multiply-add of our convolution passes. */
    double flopsPerStep() {
        return 2.0 * parts.values().stream().mapToLong(Total::multiplyAdds).sum() / steps;
    }

    /** Bytes of the tensors and weights of all our kernel calls, each once a call. */
    double bytesPerStep() {
        return (double) parts.values().stream().mapToLong(Total::bytes).sum() / steps;
    }

    double layoutConversions() {
        Total layout = parts.get(Part.LAYOUT);
        return layout == null ? 0 : (double) layout.calls() / steps;
    }

    /** 10^6 bytes per step; null if this JVM does not count. */
    @Nullable
    Double allocatedMbPerStep() {
        return allocated() < 0 ? null : allocatedBytes / 1e6 / steps;
    }
}
