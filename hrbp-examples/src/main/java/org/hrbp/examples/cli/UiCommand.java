/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.deeplearning4j.core.storage.StatsStorage;
import org.deeplearning4j.ui.model.storage.FileStatsStorage;
import org.hrbp.examples.run.OneLine;
import org.hrbp.examples.run.RefusedException;
import org.hrbp.examples.run.RunException;
import org.hrbp.ui.HrbpUi;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hrbp ui}: the page of a training that was kept in a file. */
@Command(
        name = "ui",
        mixinStandardHelpOptions = true,
        description = "Shows on a page of this machine what hrbp train --ui-file kept, until Ctrl-C. The file must be"
                + " trusted: it names Java classes that are loaded.")
public final class UiCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(
            paramLabel = "FILE",
            description = "ui.dl4j of a run folder, or any FileStatsStorage; or the run folder.")
    private @Nullable Path file;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "9000",
            description = "Port on 127.0.0.1, by default ${DEFAULT-VALUE}; 0 is any free port.")
    private int port;

    /** Made by picocli. */
    public UiCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        StatsStorage storage = storage(Objects.requireNonNull(file));
        try (HrbpUi ui = UiPage.start(port)) {
            ui.attach(storage);
            Objects.requireNonNull(spec).commandLine().getOut().println(ui.address());
            new CountDownLatch(1).await();
        } finally {
            storage.close();
        }
        return 0;
    }

    /** A storage would make a file that is missing. */
    private static StatsStorage storage(Path given) {
        Path path = Files.isDirectory(given) ? given.resolve(UiPage.FILE) : given;
        if (!Files.isRegularFile(path)) {
            throw new RefusedException("there is no file " + path + "; hrbp train --ui-file writes one");
        }
        try {
            return new FileStatsStorage(path.toFile());
        } catch (RuntimeException e) {
            throw new RunException(path + " is no stored training, or it is in use: " + OneLine.of(e), e);
        }
    }
}
