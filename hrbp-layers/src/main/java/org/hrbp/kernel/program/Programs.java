/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel.program;

import java.util.ArrayList;
import java.util.List;
import org.hrbp.kernel.ConvPlan;
import org.hrbp.kernel.InputGradientForm;
import org.hrbp.kernel.KernelChoice;
import org.hrbp.kernel.TensorLayout;

/** Makes the programs of a plan. */
public final class Programs {
    /** Multiply-adds that are worth a task of their own. */
    private static final long TASK_WORK = 1 << 18;

    private static final int MOST_TASKS = 32;

    /**
     * Least examples of a chunk where products are scattered: chunks of few pixels keep the channels together, because a block has
     * few of them at one position. So many examples fill a register tile of the widest vectors.
     */
    private static final int SCATTER_EXAMPLES = 64;

    private Programs() {}

    /** Tasks that a pass of this plan is split into; never depends on the number of threads. */
    private static int tasks(ConvPlan plan) {
        return (int) Math.max(1, Math.min(MOST_TASKS, plan.multiplyAdds() / TASK_WORK));
    }

    /**
     * The forward pass.
     *
     * @param plan the plan
     * @return a program whose strips are rows of the pattern
     */
    public static PassProgram forward(ConvPlan plan) {
        int tasks = tasks(plan);
        int chunks = Math.min(plan.output().height(), tasks);
        ForwardStrips strips = new ForwardStrips(plan);
        List<List<Strip>> parts = parts(strips.units(), (tasks + chunks - 1) / chunks);
        return strips.taps().program(parts, Chunks.forward(plan).split(chunks));
    }

    /** Consecutive units in parts of about equal work. */
    private static List<List<Strip>> parts(List<List<Strip>> units, int count) {
        long total = 0;
        for (List<Strip> unit : units) {
            total += work(unit);
        }
        List<List<Strip>> parts = new ArrayList<>();
        long sum = 0;
        for (List<Strip> unit : units) {
            if (parts.isEmpty() || sum * count >= total * parts.size()) {
                parts.add(new ArrayList<>());
            }
            parts.get(parts.size() - 1).addAll(unit);
            sum += work(unit);
        }
        return parts;
    }

    private static long work(List<Strip> unit) {
        return unit.stream().mapToLong(s -> (long) s.rows() * (s.taps + 1)).sum();
    }

    /**
     * The gradient with respect to the input: each block's in the form that the plan says. A task has input channels and pixels
     * of its own in either form.
     *
     * @param plan the plan
     * @return a program whose strips are input channels
     */
    public static PassProgram inputGradient(ConvPlan plan) {
        int tasks = tasks(plan);
        TensorLayout input = plan.input();
        int heights = Math.min(input.height(), tasks);
        int widths = 1;
        int batches = 1;
        if (KernelChoice.of(plan.pattern(), plan.form()).form() == InputGradientForm.SCATTER) {
            batches = Math.max(1, Math.min(tasks / heights, input.batch() / SCATTER_EXAMPLES));
            widths = Math.max(1, Math.min(tasks / heights / batches, input.width()));
        }
        int chunks = heights * widths * batches;
        int parts = Math.max(1, Math.min((tasks + chunks - 1) / chunks, input.channels() / BackwardStrips.STRIP_ROWS));
        BackwardStrips strips = new BackwardStrips(plan);
        List<List<Strip>> result = new ArrayList<>();
        for (int i = 0; i < parts; i++) {
            result.add(strips.part(input.channels() * i / parts, input.channels() * (i + 1) / parts));
        }
        return strips.taps().program(result, Chunks.backward(plan).split(heights, widths, batches));
    }
}
