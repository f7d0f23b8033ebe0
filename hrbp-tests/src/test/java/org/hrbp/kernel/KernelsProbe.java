/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel;

import java.util.Random;
import org.hrbp.kernel.ConvCase.Structure;
import org.hrbp.pattern.WeightShape;
import org.nd4j.linalg.api.buffer.DataType;

/** Main of JVMs with other flags than the test's: prints the chosen provider after a convolution, or the error. */
final class KernelsProbe {
    private KernelsProbe() {}

    public static void main(String[] args) {
        try {
            Random random = new Random(1);
            ConvPlan plan = ConvCase.plan(
                    ConvCase.pattern(Structure.PRODUCT, new WeightShape(5, 4, 3, 3), random),
                    new ConvGeometry(3, 3, 1, 1, 1, 1, 1, 1),
                    17,
                    4,
                    4,
                    random);
            ConvCase c = new ConvCase(plan, true, random);
            c.run(Kernels.of(DataType.FLOAT).prepare(plan))
                    .y()
                    .assertClose(c.run("reference").y().memory(), plan.output(), 1e-5);
            System.out.println("provider " + Kernels.active() + ", "
                    + Kernels.of(DataType.DOUBLE).name());
        } catch (IllegalStateException | IllegalArgumentException e) {
            System.out.println("refused: " + e.getMessage());
        }
    }
}
