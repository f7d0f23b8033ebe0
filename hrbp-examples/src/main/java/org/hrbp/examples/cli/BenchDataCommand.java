/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.hrbp.examples.bench.DataBench;
import org.hrbp.examples.data.FolderIterator;
import org.hrbp.examples.data.ImageFolders;
import org.hrbp.examples.run.RefusedException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hrbp bench data}. Exit code 0 done, 1 failure, 2 usage. */
@Command(
        name = "data",
        mixinStandardHelpOptions = true,
        description = "Times decoding and augmenting image files for training, without training.")
public final class BenchDataCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "NAME",
            defaultValue = ImageFolders.IMAGENET,
            description =
                    "Data set: imagenet or imagefolder, with a size as in imagefolder-64. Default: ${DEFAULT-VALUE}.")
    private String data = "";

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Where it is. Default: JPEG files of 500x375 made for the purpose.")
    private @Nullable Path dir;

    @Option(
            names = "--images",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Images to time. Default: ${DEFAULT-VALUE}.")
    private int images;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "32",
            description = "Images per batch. Default: ${DEFAULT-VALUE}.")
    private int batch;

    @Option(
            names = "--loader-threads",
            paramLabel = "N",
            description = "Threads that decode. Default: as many as cores.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Mixin
    private JsonOption json = new JsonOption();

    /** Made by picocli. */
    public BenchDataCommand() {}

    @Override
    public Integer call() {
        json.check();
        check("--images", images, Integer.MAX_VALUE / 2);
        check("--batch", batch, FolderIterator.largestBatch(ImageFolders.size(data)));
        check("--loader-threads", threads, 1024);
        DataBench.Row row = DataBench.run(data, dir, images, batch, threads);
        Objects.requireNonNull(spec)
                .commandLine()
                .getOut()
                .println(String.format(
                        Locale.ROOT,
                        "%s: %.1f images/s, %d images in batches of %d with %d threads",
                        row.data(),
                        row.imagesPerSecond(),
                        row.images(),
                        row.batch(),
                        row.threads()));
        json.write(row);
        return 0;
    }

    private static void check(String option, int value, int most) {
        if (value < 1 || value > most) {
            throw new RefusedException(option + " " + value + " is not possible, it must be in [1, " + most + "]");
        }
    }
}
