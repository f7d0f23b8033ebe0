/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.hrbp.examples.plot.PatternPlots;
import org.hrbp.examples.run.OneLine;
import org.hrbp.examples.run.RefusedException;
import org.hrbp.examples.run.RunFolder;
import org.hrbp.model.HrbpSummary;
import org.hrbp.model.ModelReader;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hrbp inspect}: what a model file stores and computes, and its patterns as pictures. */
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        description = "Shows layer by layer what a model file stores and computes. The file need not be trusted.")
public final class InspectCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "MODEL.zip", description = "A model file of DL4J, or checkpoint.zip of hrbp train.")
    private @Nullable Path file;

    @Option(
            names = "--input",
            paramLabel = "C,H,W",
            split = ",",
            description =
                    "Channels, height and width of an image, or the number of features: without it FLOPs are unknown.")
    private int @Nullable [] input;

    @Option(
            names = "--plot",
            paramLabel = "DIR",
            description = "Write each sparse layer's pattern as PNG: W and W' of the input gradient, each with rows in"
                    + " their own order and regrouped. One pixel per weight, coloured by block.")
    private @Nullable Path plot;

    @Option(
            names = "--allow-package",
            paramLabel = "NAME",
            description = "Load layers and other classes of this package too. May be repeated.")
    private List<String> packages = List.of();

    /** Made by picocli. */
    public InspectCommand() {}

    @Override
    public Integer call() throws IOException {
        InputType type = input == null ? null : inputType(input);
        Model model = reader().read(Objects.requireNonNull(file));
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        out.println(summary(model, type).toString().stripTrailing());
        if (plot != null) {
            int files = PatternPlots.write(model, plot).size();
            out.println(files == 0 ? "No sparse layer, no picture" : files + " pictures in " + plot);
        }
        return 0;
    }

    /** What a file has beside the model is left unread. */
    private ModelReader reader() {
        try {
            return new ModelReader()
                    .allowPreprocessor(true)
                    .allowEntries(RunFolder.STATE_ENTRY, RunFolder.EVER_LIVED_ENTRY)
                    .allowPackages(packages.toArray(String[]::new));
        } catch (IllegalArgumentException e) {
            throw new RefusedException("--allow-package: " + OneLine.of(e));
        }
    }

    private static InputType inputType(int... sizes) {
        String text = String.join(
                ",", Arrays.stream(sizes).mapToObj(Integer::toString).toList());
        if ((sizes.length != 1 && sizes.length != 3) || Arrays.stream(sizes).anyMatch(size -> size < 1)) {
            throw new RefusedException("--input " + text + " must be C,H,W or a number of features, each at least 1");
        }
        return sizes.length == 1
                ? InputType.feedForward(sizes[0])
                : InputType.convolutional(sizes[1], sizes[2], sizes[0]);
    }

    private static HrbpSummary summary(Model model, @Nullable InputType type) {
        if (type == null) {
            return HrbpSummary.of(model);
        }
        try {
            return HrbpSummary.of(model, type);
        } catch (RuntimeException e) {
            throw new RefusedException("--input does not fit the model: " + OneLine.of(e));
        }
    }
}
