/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel.vector;

import java.util.Arrays;
import org.hrbp.kernel.ConvKernels;
import org.hrbp.kernel.ConvPlan;
import org.hrbp.kernel.Memory;
import org.hrbp.kernel.program.PassProgram;
import org.hrbp.kernel.program.Programs;
import org.hrbp.kernel.program.WeightProgram;
import org.jspecify.annotations.Nullable;

/** Convolution passes in register tiles. */
final class VectorConv implements ConvKernels {
    private final PassProgram forward;
    private final PassProgram backward;
    private final WeightProgram weightProgram;
    private final int kept;
    private final float[] starts;
    private final float[] zeros;

    VectorConv(ConvPlan plan) {
        forward = Programs.forward(plan);
        backward = Programs.inputGradient(plan);
        weightProgram = new WeightProgram(plan, Lanes.LENGTH);
        kept = plan.pattern().keptCount();
        starts = new float[plan.output().channels()];
        zeros = new float[plan.input().channels()];
    }

    @Override
    public void forward(Memory x, Memory w, @Nullable Memory bias, Memory y) {
        if (bias == null) {
            Arrays.fill(starts, 0);
        } else {
            bias.floats().get(0, starts);
        }
        run(forward, x, w, starts, y);
    }

    @Override
    public void inputGradient(Memory dy, Memory w, Memory dx) {
        run(backward, dy, w, zeros, dx);
    }

    private void run(PassProgram program, Memory source, Memory w, float[] start, Memory target) {
        program.run(4, new StripKernel(source, program.panel(w.floats(), kept), start, target));
    }

    @Override
    public void weightGradient(Memory x, Memory dy, Memory dw) {
        weightProgram.run(new WeightKernel(x, dy), dw.floats());
    }
}
