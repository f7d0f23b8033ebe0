/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.hrbp.examples.data.ImageFolders;
import org.hrbp.examples.run.CsvTable;
import org.hrbp.examples.run.InputShape;
import org.hrbp.examples.run.Method;
import org.hrbp.examples.run.Networks;
import org.hrbp.examples.run.RefusedException;
import org.hrbp.examples.run.RunConfig;
import org.hrbp.model.HrbpSummary;
import org.hrbp.score.ScoreMethods;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hrbp summary}: what a network would store and compute. Nothing is trained and no data are read. */
@Command(
        name = "summary",
        mixinStandardHelpOptions = true,
        description = "Shows layer by layer what a network stores and computes, without training it.")
public final class SummaryCommand implements Callable<Integer> {
    private static final InputShape GREY = new InputShape(10, 1, 28, 28);
    private static final InputShape CIFAR = new InputShape(10, 3, 32, 32);

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private NetOptions net = new NetOptions();

    @Option(names = "--classes", paramLabel = "N", description = "Number of classes, instead of the data set's.")
    private @Nullable Integer classes;

    @Option(names = "--csv", paramLabel = "FILE", description = "Also writes the layers as CSV.")
    private @Nullable Path csv;

    /** Made by picocli. */
    public SummaryCommand() {}

    @Override
    public Integer call() {
        if (net.data == null) {
            net.data = "cifar10";
        }
        RunConfig config = Defaults.complete(net, new RecipeOptions(), null);
        Networks.check(config);
        if (config.method().equals(Method.LTH.id())
                || ScoreMethods.byId(config.score()).needsData()) {
            throw new RefusedException("hrbp summary reads no data, on which the patterns of --method "
                    + config.method() + " with --score " + config.score()
                    + " depend; hrbp train writes them to layers.csv");
        }
        InputShape shape = shape(config.data()).paddedFor(config.net());
        HrbpSummary summary = HrbpSummary.of(Networks.init(config, shape, 1, List::of), shape.inputType());
        if (csv != null) {
            CsvTable.write(
                    csv,
                    HrbpSummary.columns(),
                    summary.rows().stream().map(HrbpSummary.Row::values).toList());
        }
        Objects.requireNonNull(spec)
                .commandLine()
                .getOut()
                .println(summary.toString().stripTrailing());
        return 0;
    }

    private InputShape shape(String data) {
        if (ImageFolders.has(data)) {
            int size = ImageFolders.size(data);
            InputShape images = new InputShape(1000, ImageFolders.CHANNELS, size, size);
            return classes == null ? images : withClasses(images, classes);
        }
        InputShape shape = switch (data) {
            case "fashion-mini", "fashion-mnist" -> GREY;
            case "cifar10" -> CIFAR;
            case "cifar100" -> withClasses(CIFAR, 100);
            default -> throw new RefusedException("--data " + data + " has no known shape");
        };
        return classes == null ? shape : withClasses(shape, classes);
    }

    private static InputShape withClasses(InputShape shape, int classes) {
        return new InputShape(classes, shape.channels(), shape.height(), shape.width());
    }
}
