/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.hrbp.examples.data.ImageFolders;

/** How long the training on ImageNet would take at the measured speed. */
public final class FullRun {
    private static final int EPOCHS = 90;
    private static final double SECONDS_PER_DAY = 86_400;

    private FullRun() {}

    /**
     * Estimates the time of each row.
     *
     * @param rows what was measured
     * @return a line for each row of ResNet-50, none for other networks
     */
    public static List<String> estimates(List<StepRow> rows) {
        List<String> lines = new ArrayList<>();
        for (StepRow row : rows) {
            if (row.net().equals(BenchNets.IMAGENET_NET)) {
                lines.add(String.format(
                        Locale.ROOT,
                        "%s %s %.2f: %.2f images/s; %d epochs of %d images in batches of %d would take %.0f days,"
                                + " tests and waiting for data not counted",
                        row.kernel(),
                        row.structure(),
                        row.sparsity(),
                        row.batch() / row.medianS(),
                        EPOCHS,
                        ImageFolders.IMAGENET_TRAIN,
                        row.batch(),
                        days(row)));
            }
        }
        return lines;
    }

    private static double days(StepRow row) {
        long steps = (long) EPOCHS * ((ImageFolders.IMAGENET_TRAIN - 1) / row.batch() + 1);
        return steps * row.medianS() / SECONDS_PER_DAY;
    }
}
