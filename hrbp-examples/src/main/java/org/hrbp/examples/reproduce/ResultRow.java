/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.reproduce;

import java.util.Locale;
import java.util.Map;
import org.hrbp.examples.run.Environment;
import org.hrbp.examples.run.RunConfig;
import org.hrbp.examples.run.RunReport;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one finished run; a line of {@code runs.csv}.
 *
 * @param net name of the network
 * @param data name of the data set
 * @param method line of the table
 * @param sparsity share of the weights that do not exist
 * @param seed the seed
 * @param epochs epochs of each training
 * @param testAccuracy accuracy on the test images after the last epoch, in [0, 1]
 * @param bestTestAccuracy that of the best epoch, chosen by test images
 * @param secondsPerStep median seconds per step, batches already prepared; worth something only if {@code alone}
 * @param weightsKept weights that exist
 * @param commit commit of the sources, with {@code -dirty} if they were changed; {@code unknown} without git
 * @param top5Accuracy share of the test images whose class is among the five largest outputs, after the last epoch
 * @param weightsDense weights of the dense network
 * @param trainings trainings that the method takes, one after the other
 * @param trainImages training images, the first ones; 0 is all
 * @param allocation how the density was spread over the layers
 * @param score what decided which weights are kept
 * @param positions kernel positions that a block keeps, of 9
 * @param groupRows rows per group, of methods that have groups; 0 is automatic
 * @param coverChannels whether every input channel is kept where the budget allows it
 * @param batch images per step
 * @param alone whether neither another run of this grid nor other programs took processors meanwhile
 * @param kernel kernels, see {@link org.hrbp.kernel.KernelProvider#signature()}
 * @param threads threads of the kernels
 * @param java version of Java
 * @param cpu model of the processor
 */
record ResultRow(
        String net,
        String data,
        String method,
        double sparsity,
        long seed,
        int epochs,
        double testAccuracy,
        double bestTestAccuracy,
        double secondsPerStep,
        long weightsKept,
        String commit,
        double top5Accuracy,
        long weightsDense,
        int trainings,
        int trainImages,
        String allocation,
        String score,
        double positions,
        int groupRows,
        boolean coverChannels,
        int batch,
        boolean alone,
        String kernel,
        int threads,
        String java,
        String cpu) {
    private static final int KERNEL_POSITIONS = 9;

    static ResultRow of(Cell cell, RunConfig config, RunReport report, int trainings, boolean alone) {
        Map<String, @Nullable Object> machine = Environment.describe();
        return new ResultRow(
                cell.net(),
                cell.data(),
                cell.method().id(),
                cell.sparsity(),
                cell.seed(),
                config.epochs(),
                report.testAccuracy(),
                report.bestTestAccuracy(),
                report.secondsPerStep(),
                report.weightsKept(),
                Environment.commit(),
                report.testTop5Accuracy(),
                report.weightsDense(),
                trainings,
                config.limit(),
                config.allocation(),
                config.score(),
                Math.round(config.blockDensity() * KERNEL_POSITIONS * 100) / 100.0,
                config.groupRows(),
                config.coverChannels(),
                config.batch(),
                alone,
                report.kernel(),
                report.threads(),
                String.valueOf(machine.get("java")),
                String.valueOf(machine.get("cpu")));
    }

    /** What it was trained by, for a message. */
    String schedule() {
        return schedule(epochs, batch, trainImages);
    }

    static String schedule(RunConfig config) {
        return schedule(config.epochs(), config.batch(), config.limit());
    }

    private static String schedule(int epochs, int batch, int images) {
        return String.format(Locale.ROOT, "--epochs %d, --batch %d, --limit %d", epochs, batch, images);
    }

    /** Its name in tables and figures. */
    String title() {
        String title = TableMethod.byId(method).title();
        return groupRows == 0 ? title : title + ", groups of " + groupRows;
    }

    /** What its runs with other seeds share. */
    String key() {
        return String.format(
                Locale.ROOT,
                "%s|%s|%s|%.6f|%s|%s|%d|%b",
                net,
                data,
                method,
                sparsity,
                score,
                positions,
                groupRows,
                coverChannels);
    }
}
