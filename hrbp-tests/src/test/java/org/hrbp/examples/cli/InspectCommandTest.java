/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.hrbp.examples.cli.Cli.Result;
import org.hrbp.model.HrbpWeights;
import org.hrbp.model.ModelFiles;
import org.hrbp.nn.conf.HrbpConvolutionLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InspectCommandTest {
    private static final List<String> VIEWS = List.of("forward", "forward-regrouped", "backward", "backward-regrouped");

    @TempDir
    Path folder;

    private static HrbpConvolutionLayer convolution(String name) {
        return new HrbpConvolutionLayer.Builder(3, 3)
                .name(name)
                .nOut(6)
                .groupRows(4)
                .density(0.25)
                .build();
    }

    private static OutputLayer output() {
        return new OutputLayer.Builder().name("out").nOut(2).build();
    }

    private static MultiLayerNetwork network(String layerName) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(3)
                .list()
                .layer(convolution(layerName))
                .layer(output())
                .setInputType(InputType.convolutional(5, 5, 8))
                .build());
        network.init();
        return network;
    }

    private static ComputationGraph graph() {
        ComputationGraph graph = new ComputationGraph(new NeuralNetConfiguration.Builder()
                .seed(3)
                .graphBuilder()
                .addInputs("in")
                .addLayer("a", convolution("a"), "in")
                .addLayer("b", convolution("b"), "a")
                .addLayer("out", output(), "b")
                .setOutputs("out")
                .setInputTypes(InputType.convolutional(9, 9, 8))
                .build());
        graph.init();
        return graph;
    }

    private static long coloured(Path png) throws IOException {
        BufferedImage image = ImageIO.read(png.toFile());
        long count = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                count += image.getRGB(x, y) == 0xFFFFFFFF ? 0 : 1;
            }
        }
        return count;
    }

    private List<String> files(Path plots) throws IOException {
        try (Stream<Path> files = Files.list(plots)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aNetworkHasItsSummary() {
        Path file = ModelFiles.write(network("conv"), folder.resolve("m.zip"), true);
        Result unknown = Cli.run("inspect", file);
        assertThat(unknown.code()).as(unknown.err()).isZero();
        assertThat(unknown.out()).contains("conv", "[6, 8, 3, 3]", "FLOPs: ? = unknown");
        Result known = Cli.run("inspect", file, "--input", "8,5,5");
        assertThat(known.code()).as(known.err()).isZero();
        assertThat(known.out()).contains("conv", "[6, 8, 3, 3]").doesNotContain("FLOPs: ?");
    }

    @Test
    void aGraphHasAPicturePerLayerAndView() throws IOException {
        ComputationGraph graph = graph();
        Path plots = folder.resolve("new/plots");
        Result result = Cli.run(
                "inspect",
                ModelFiles.write(graph, folder.resolve("m.zip"), false),
                "--plot",
                plots,
                "--input",
                "8,9,9");
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).contains("8 pictures in " + plots);
        assertThat(files(plots))
                .containsExactlyInAnyOrderElementsOf(Stream.of("01-a-", "02-b-")
                        .flatMap(layer -> VIEWS.stream().map(view -> layer + view + ".png"))
                        .toList());
        for (String view : VIEWS) {
            Path png = plots.resolve("02-b-" + view + ".png");
            assertThat(coloured(png)).isEqualTo(HrbpWeights.pattern(graph, "b").keptCount());
        }
        BufferedImage first = ImageIO.read(plots.resolve("01-a-backward.png").toFile());
        assertThat(first.getHeight()).as("channels").isEqualTo(8);
        assertThat(first.getWidth()).as("rows x positions").isEqualTo(6 * 9);
        BufferedImage forward =
                ImageIO.read(plots.resolve("01-a-forward-regrouped.png").toFile());
        assertThat(forward.getHeight()).as("rows").isEqualTo(6);
        assertThat(forward.getWidth()).as("channels x positions").isEqualTo(8 * 9);
    }

    @Test
    void aLayersNameIsNoPath() throws IOException {
        Path file = ModelFiles.write(network("../../b\u00fcro:" + "x".repeat(300)), folder.resolve("m.zip"), true);
        Path plots = folder.resolve("plots");
        Result result = Cli.run("inspect", file, "--plot", plots);
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(files(plots)).hasSize(4).allMatch(name -> name.matches("01-[.]{2}_[.]{2}_b_ro_x{69}-[a-z-]+[.]png"));
        assertThat(files(folder)).containsExactly("m.zip", "plots");
    }

    @Test
    void aModelWithoutSparseLayers() {
        MultiLayerNetwork dense = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .list()
                .layer(new DenseLayer.Builder().nIn(4).nOut(3).build())
                .layer(new OutputLayer.Builder().nIn(3).nOut(2).build())
                .build());
        dense.init();
        Path file = ModelFiles.write(dense, folder.resolve("m.zip"), true);
        Result result = Cli.run("inspect", file, "--plot", folder.resolve("plots"), "--input", "4");
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).contains("[3, 4, 1, 1]", "No sparse layer, no picture");
    }

    @Test
    void filesThatAreNoModels() throws IOException {
        Path none = folder.resolve("none.zip");
        assertThat(Cli.run("inspect", none))
                .isEqualTo(new Result(1, "", "hrbp: " + none + ": there is no such file" + System.lineSeparator()));
        Path text = Files.writeString(folder.resolve("text.zip"), "text");
        Result result = Cli.run("inspect", text);
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.line()).startsWith("hrbp: " + text + ": it is not a zip file");
        assertThat(Cli.run("inspect").code()).isEqualTo(2);
    }

    @Test
    void entriesBesideTheModelAreLeftUnreadButNotAnyEntry() throws IOException {
        Path file = ModelFiles.write(network("conv"), folder.resolve("m.zip"), true);
        ModelFiles.set(file, "hrbp-run.json", new byte[1]);
        ModelFiles.set(file, ModelSerializer.NORMALIZER_BIN, new byte[1]);
        assertThat(Cli.run("inspect", file).code()).isZero();
        ModelFiles.set(file, "objects/gift", new byte[1]);
        assertThat(Cli.run("inspect", file).line()).contains("entry objects/gift is refused");
    }

    @ParameterizedTest
    @ValueSource(strings = {"8,5", "0", "8,5,-1", "1,2,3,4"})
    void badInputShapes(String input) {
        Result result = Cli.run("inspect", folder.resolve("none.zip"), "--input", input);
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.line())
                .isEqualTo("hrbp: --input " + input + " must be C,H,W or a number of features, each at least 1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {"--input 8 --input", "--allow-package a..b --allow-package"})
    void optionsThatDoNotFit(String option, String value, String named) {
        Path file = ModelFiles.write(network("conv"), folder.resolve("m.zip"), true);
        Result result = Cli.run("inspect", file, option, value);
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.line()).startsWith("hrbp: " + named);
    }

    @Test
    void aPlotFolderThatIsAFile() throws IOException {
        Path file = ModelFiles.write(network("conv"), folder.resolve("m.zip"), true);
        byte[] before = Files.readAllBytes(file);
        Result result = Cli.run("inspect", file, "--plot", file);
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.line()).isEqualTo("hrbp: Pictures cannot be put into " + file + ", it is not a folder");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }
}
