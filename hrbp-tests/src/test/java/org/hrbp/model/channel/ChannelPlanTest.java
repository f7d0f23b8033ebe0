/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.hrbp.pattern.Block;
import org.hrbp.pattern.Pattern;
import org.hrbp.score.LayerScores;
import org.hrbp.zoo.ResNetCifar;
import org.hrbp.zoo.Zoo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;

class ChannelPlanTest {
    private static ComputationGraphConfiguration zoo(String name) {
        return Zoo.byName(name).structure("dense").build().conf();
    }

    @ParameterizedTest
    @CsvSource({
        "vgg19, 0.9",
        "vgg19, 0.95",
        "resnet32, 0.9",
        "resnet32, 0.95",
        "resnet32-wide, 0.9",
        "resnet32-wide, 0.95",
        "resnet56, 0.5",
        "small-cnn, 0.9",
        "small-cnn, 0.29",
        "vgg19, 0",
        "resnet32, 0.99"
    })
    void keptWeightsStayWithinTheBudgetAndSetsKeepOneShare(String name, double sparsity) {
        ComputationGraphConfiguration conf = zoo(name);
        ChannelPlan plan = ChannelPlan.of(conf, sparsity, 1);
        long total = Zoo.byName(name).build().plan().totalWeights();
        long budget = Math.round(Math.floor((1 - sparsity) * total + 1e-6));
        assertThat(plan.totalWeights()).isEqualTo(total);
        assertThat(plan.keptWeights()).isLessThanOrEqualTo(budget);
        assertThat(plan.density()).isEqualTo((double) plan.keptWeights() / total);
        assertThat(plan.keptWeights()).isGreaterThan((long) (0.99 * budget));
        assertThat(plan.sets().stream()
                        .mapToDouble(set -> (set.kept().size() - 1.0) / set.size())
                        .max()
                        .orElseThrow())
                .as("floor(share * size) or one more")
                .isLessThan(plan.sets().stream()
                        .mapToDouble(set -> (set.kept().size() + 1.0) / set.size())
                        .min()
                        .orElseThrow());
    }

    @Test
    void vggKeepsAboutTheRootOfTheDensityOfEachLayer() {
        ChannelPlan plan = ChannelPlan.of(zoo("vgg19"), 0.9, 1);
        Map<Integer, Integer> expected = Map.of(64, 20, 128, 40, 256, 81, 512, 162);
        assertThat(plan.sets())
                .hasSize(16)
                .allSatisfy(set -> assertThat(set.kept().size() - expected.getOrDefault(set.size(), 0))
                        .isBetween(-1, 1));
        assertThat(plan.keptWeights()).isBetween(1_999_000L, 2_002_400L);
    }

    @Test
    void residualStagesShareOneSetAndInnerLayersHaveTheirOwn() {
        ChannelPlan plan = ChannelPlan.of(
                ResNetCifar.builder().depth(14).structure("dense").build().conf(), 0.8, 1);
        assertThat(plan.sets().stream().map(TiedSet::layers))
                .containsExactlyInAnyOrder(
                        List.of("stem", "stage1-block1-conv2", "stage1-block2-conv2"),
                        List.of("stage1-block1-conv1"),
                        List.of("stage1-block2-conv1"),
                        List.of("stage2-block1-conv1"),
                        List.of("stage2-block1-conv2", "stage2-block1-shortcut", "stage2-block2-conv2"),
                        List.of("stage2-block2-conv1"),
                        List.of("stage3-block1-conv1"),
                        List.of("stage3-block1-conv2", "stage3-block1-shortcut", "stage3-block2-conv2"),
                        List.of("stage3-block2-conv1"));
        assertThat(plan.keptOutputs("stage2-block1-shortcut"))
                .isEqualTo(plan.keptOutputs("stage2-block2-conv2"))
                .isEqualTo(plan.keptInputs("stage2-block2-conv1"))
                .isEqualTo(plan.keptInputs("stage3-block1-shortcut"));
        assertThat(plan.keptInputs("stem")).containsExactly(0, 1, 2);
        assertThat(plan.keptOutputs("classifier")).hasSize(10);
        assertThat(plan.keptInputs("classifier")).isEqualTo(plan.keptOutputs("stage3-block2-conv2"));
    }

    @Test
    void patternsAreOneProductOfKeptRowsAndChannelsAndABlockOfTheOtherRows() {
        ChannelPlan plan = ChannelPlan.of(zoo("small-cnn"), 0.9, 1);
        Pattern pattern = plan.pattern("conv3");
        Block kept = pattern.blocks().get(0);
        Block dropped = pattern.blocks().get(1);
        assertThat(kept.rows()).isEqualTo(plan.keptOutputs("conv3"));
        assertThat(kept.channels()).isEqualTo(plan.keptOutputs("conv2"));
        assertThat(kept.positions()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(dropped.tapCount()).isZero();
        assertThat(dropped.rowCount()).isEqualTo(128 - kept.rowCount());
        assertThat(pattern.blocks()).hasSize(2);
        assertThat(plan.pattern("classifier").blocks()).hasSize(1);
        assertThat(plan.patterns().keySet()).containsExactly("conv1", "conv2", "conv3", "conv4", "classifier");
    }

    @Test
    void sparsityZeroKeepsEverything() {
        ChannelPlan plan = ChannelPlan.of(zoo("resnet32"), 0, 1);
        assertThat(plan.patterns().values())
                .allSatisfy(pattern -> assertThat(pattern.density()).isEqualTo(1));
    }

    @Test
    void flatteningRepeatsAChannelForEachPixel() {
        ChannelPlan plan = ChannelPlan.of(ChannelNets.vggLike(), 0.7, 3);
        int pixels = 3 * 4;
        List<Integer> units = new ArrayList<>();
        for (int channel : plan.keptOutputs("conv2")) {
            for (int p = 0; p < pixels; p++) {
                units.add(channel * pixels + p);
            }
        }
        assertThat(plan.keptInputs("dense"))
                .containsExactly(units.stream().mapToInt(u -> u).toArray());
        assertThat(plan.keptOutputs("bn1")).isEqualTo(plan.keptOutputs("conv1"));
        assertThat(plan.keptOutputs("out")).containsExactly(0, 1, 2);
    }

    @Test
    void seedDecidesWhichChannels() {
        ComputationGraphConfiguration conf = zoo("resnet32");
        assertThat(ChannelPlan.of(conf, 0.9, 7).patterns())
                .isEqualTo(ChannelPlan.of(conf, 0.9, 7).patterns());
        assertThat(ChannelPlan.of(conf, 0.9, 8).sets().stream().map(TiedSet::kept))
                .isNotEqualTo(ChannelPlan.of(conf, 0.9, 7).sets().stream().map(TiedSet::kept));
        List<TiedSet> sets = ChannelPlan.of(conf, 0.9, 7).sets();
        assertThat(sets.get(1).size()).isEqualTo(sets.get(2).size());
        assertThat(sets.stream()
                        .filter(set -> set.size() == 64)
                        .map(TiedSet::kept)
                        .distinct())
                .as("sets of one size choose differently")
                .hasSizeGreaterThan(5);
    }

    @Test
    void modelAndConfigurationGiveTheSamePlanAlsoAfterASave() {
        ComputationGraph graph =
                ResNetCifar.builder().depth(8).structure("dense").build().init();
        Map<String, Pattern> expected =
                ChannelPlan.of(graph.getConfiguration(), 0.9, 7).patterns();
        assertThat(ChannelPlan.of(graph, 0.9, 7).patterns()).isEqualTo(expected);
        String json = graph.getConfiguration().toJson();
        assertThat(ChannelPlan.of(ComputationGraphConfiguration.fromJson(json), 0.9, 7)
                        .patterns())
                .isEqualTo(expected);
    }

    @Test
    void highestScoresOverTheWholeTiedSetAreKept() {
        ComputationGraph graph = ResNetCifar.builder()
                .depth(8)
                .width(4)
                .structure("dense")
                .build()
                .init();
        Map<String, float[]> scores = new LinkedHashMap<>();
        Random random = new Random(3);
        ChannelPlan.of(graph, 0, 1).patterns().forEach((name, pattern) -> {
            float[] values = new float[pattern.shape().size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = random.nextFloat();
            }
            scores.put(name, values);
        });
        // channel 2 of stage 1 is the best in one layer, but the worst in the sum
        add(scores, "stem", 2, 4, 1);
        add(scores, "stage1-block1-conv2", 2, 4, -9);
        add(scores, "stage1-block1-conv2", 3, 4, 5);
        ChannelPlan plan = ChannelPlan.of(graph, 0.6, 1, new LayerScores(scores));
        TiedSet stage = plan.sets().get(0);
        assertThat(stage.layers()).containsExactly("stem", "stage1-block1-conv2");
        assertThat(stage.kept()).contains(3).doesNotContain(2).hasSizeLessThan(4);

        TiedSet single = plan.sets().stream()
                .filter(set -> set.layers().equals(List.of("stage3-block1-conv1")))
                .findFirst()
                .orElseThrow();
        double[] sums = rowSums(scores.getOrDefault("stage3-block1-conv1", new float[0]), 16);
        double[] sorted = sums.clone();
        Arrays.sort(sorted);
        double border = sorted[16 - single.kept().size()];
        assertThat(single.kept())
                .allSatisfy(channel -> assertThat(sums[channel]).isGreaterThanOrEqualTo(border));
    }

    private static void add(Map<String, float[]> scores, String layer, int row, int rows, float value) {
        float[] all = scores.getOrDefault(layer, new float[0]);
        int length = all.length / rows;
        for (int i = 0; i < length; i++) {
            all[row * length + i] += value;
        }
    }

    private static double[] rowSums(float[] scores, int rows) {
        double[] sums = new double[rows];
        for (int i = 0; i < scores.length; i++) {
            sums[i / (scores.length / rows)] += scores[i];
        }
        return sums;
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, -0.1, Double.NaN, 1.5})
    void sparsityOutOfRangeIsRefused(double sparsity) {
        assertThatThrownBy(() -> ChannelPlan.of(ChannelNets.vggLike(), sparsity, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Sparsity " + sparsity + " is not in [0, 1)");
    }

    @Test
    void sparsityThatWouldEmptyASetIsRefusedWithTheLayer() {
        assertThatThrownBy(() -> ChannelPlan.of(zoo("resnet32"), 0.9999, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("One channel of each set")
                .hasMessageContaining("layer \"stem\"")
                .hasMessageContaining("allows 46;");
    }

    @Test
    void networksWithoutWeightsAreRefused() {
        MultiLayerConfiguration conf = new NeuralNetConfiguration.Builder()
                .list()
                .layer(new ActivationLayer(Activation.RELU))
                .build();
        assertThatThrownBy(() -> ChannelPlan.of(conf, 0.5, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The network has no convolution or fully connected layer");
    }

    @Test
    void namesAndScoresThatDoNotFitAreRefused() {
        ComputationGraph graph = ResNetCifar.builder()
                .depth(8)
                .width(1)
                .structure("dense")
                .build()
                .init();
        ChannelPlan plan = ChannelPlan.of(graph, 0, 1);
        assertThatThrownBy(() -> plan.keptOutputs("conv7")).hasMessageContaining("Layer \"conv7\" is not one of");
        assertThatThrownBy(() -> plan.pattern("stem-bn"))
                .hasMessageContaining("Layer \"stem-bn\" is not one of [stem,");
        assertThatThrownBy(() -> ChannelPlan.of(graph, 0, 1, new LayerScores(Map.of())))
                .hasMessageContaining("Layer \"stem\" has no scores");
        LayerScores wrong = new LayerScores(Map.of("stem", new float[5]));
        assertThatThrownBy(() -> ChannelPlan.of(graph, 0, 1, wrong))
                .hasMessageContaining("Layer \"stem\" has 5 scores, but 27 weights");
    }
}
