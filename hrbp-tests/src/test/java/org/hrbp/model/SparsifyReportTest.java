/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.constraint.MaxNormConstraint;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.hrbp.density.DensityPlan;
import org.hrbp.model.channel.ChannelPlan;
import org.hrbp.pattern.Pattern;
import org.hrbp.pattern.StructureOptions;
import org.hrbp.score.LayerScores;
import org.hrbp.score.Score;
import org.hrbp.score.ScoreMethods;
import org.hrbp.zoo.ResNetCifar;
import org.hrbp.zoo.Zoo;
import org.hrbp.zoo.ZooNet;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class SparsifyReportTest {
    private static final SparsifySpec SPEC =
            SparsifySpec.builder().sparsity(0.5).groupRows(4).build();

    private static SparsifySpec.Builder spec() {
        return SparsifySpec.builder().groupRows(4);
    }

    private static MultiLayerNetwork vgg() {
        return StockNets.vgg(DataType.FLOAT, StockNets.sgd());
    }

    /** Much that sparsify does not swap. */
    private static MultiLayerNetwork odd() {
        MultiLayerNetwork net = new MultiLayerNetwork(StockNets.base(DataType.FLOAT, StockNets.sgd())
                .list()
                .layer(new BatchNormalization.Builder().name("raw").build())
                .layer(new ConvolutionLayer.Builder(3, 3).name("conv").nOut(16).build())
                .layer(new Deconvolution2D.Builder(2, 2).name("deconv").nOut(8).build())
                .layer(new SeparableConvolution2D.Builder(3, 3)
                        .name("separable")
                        .nOut(8)
                        .build())
                .layer(new ConvolutionLayer.Builder(1, 1)
                        .name("limited")
                        .nOut(8)
                        .constrainWeights(new MaxNormConstraint(2, 1, 2, 3))
                        .build())
                .layer(new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.PNORM)
                        .name("norm-pool")
                        .pnorm(2)
                        .kernelSize(2, 2)
                        .build())
                .layer(new DropoutLayer.Builder(0.9).name("drop").build())
                .layer(new DenseLayer.Builder()
                        .name("normed")
                        .nOut(8)
                        .hasLayerNorm(true)
                        .build())
                .layer(new DenseLayer.Builder().name("fc").nOut(64).build())
                .layer(new OutputLayer.Builder(LossFunction.MCXENT)
                        .name("out")
                        .nOut(StockNets.CLASSES)
                        .build())
                .setInputType(InputType.convolutional(StockNets.SIZE, StockNets.SIZE, 3))
                .build());
        net.init();
        return net;
    }

    @Test
    void everythingHasARowAndAReason() {
        MultiLayerNetwork net = odd();
        SparsifyReport report = Hrbp.report(
                net, spec().sparsity(0.2).firstConvolutionDense(false).build());
        assertThat(report.rows().stream().map(SparsifyReport.Row::name))
                .containsExactly(net.getLayerNames().toArray(String[]::new));
        assertNote(report, "raw", "BatchNormalization", "does not say");
        assertNote(report, "conv", "HrbpConvolutionLayer", "hrbp");
        assertNote(report, "deconv", "Deconvolution2D", "Deconvolution2D is not supported");
        assertNote(report, "separable", "SeparableConvolution2D", "SeparableConvolution2D is not supported");
        assertNote(report, "limited", "ConvolutionLayer", "MaxNormConstraint");
        assertNote(report, "norm-pool", "SubsamplingLayer", "PNORM");
        assertNote(report, "drop", "DropoutLayer", "no counterpart");
        assertNote(report, "normed", "DenseLayer", "layer normalisation");
        assertNote(report, "fc", "HrbpDenseLayer", "hrbp");
        assertNote(report, "out", "OutputLayer", "stays dense: output layer");
        assertThat(report.row("separable").weights()).isEqualTo(8 * 9 + 8 * 8);
        assertThat(report.density()).isBetween(0.78, 0.8);
        assertThat(report.row("conv").kept()).isLessThan(16 * 27);
        assertThat(report.toString()).contains("deconv", "Deconvolution2D", "not supported", "density 0.");
        MultiLayerNetwork sparse = Hrbp.sparsify(
                net, spec().sparsity(0.2).firstConvolutionDense(false).build());
        StockNets.mask(net, sparse);
        INDArray x = StockNets.data(DataType.FLOAT, 1).getFeatures();
        StockNets.assertClose(sparse.output(x), net.output(x), 1e-5);
    }

    private static void assertNote(SparsifyReport report, String name, String becomes, String note) {
        SparsifyReport.Row row = report.row(name);
        assertThat(row.becomes()).as(name).isEqualTo(becomes);
        assertThat(row.note()).as(name).contains(note);
        assertThat(row.swapped()).as(name).isEqualTo(becomes.startsWith("Hrbp"));
    }

    @Test
    void defaultsAndFanOuts() {
        ComputationGraph net = StockNets.resNet(DataType.FLOAT, StockNets.sgd());
        SparsifyReport report =
                Hrbp.report(net, spec().sparsity(0.6).keepDense("b2").build());
        assertNote(report, "stem", "HrbpConvolutionLayer", "stays dense: first convolution");
        assertNote(report, "b2", "HrbpConvolutionLayer", "stays dense: asked for");
        assertNote(report, "out", "OutputLayer", "stays dense: output layer");
        assertNote(report, "pad", "ZeroPaddingLayer", "no counterpart");
        assertNote(report, "a-add", "HrbpElementWiseVertex", "");
        assertNote(report, "a-relu", "HrbpActivationLayer", "HrbpFanOut \"a-relu-fan-out\"");
        assertNote(report, "pool", "HrbpSubsamplingLayer", "HrbpFanOut \"pool-fan-out\"");
        ComputationGraph sparse =
                Hrbp.sparsify(net, spec().sparsity(0.6).keepDense("b2").build());
        assertThat(sparse.getConfiguration().getVertexInputs().get("a1")).containsExactly("pool-fan-out");
        assertThat(HrbpSummary.of(sparse).kept()).isEqualTo(report.kept());
        assertThat(HrbpWeights.pattern(sparse, "b2").density()).isEqualTo(1);
        assertThat(Hrbp.report(net, spec().sparsity(0.6).dropIns(false).build())
                        .row("a-add")
                        .note())
                .isEqualTo("drop-ins are off");
    }

    @Test
    void thePlanIsTheZoos() {
        ZooNet zoo = ResNetCifar.builder().depth(8).groupRows(4).sparsity(0.9).build();
        ComputationGraph stock = ResNetCifar.builder()
                .depth(8)
                .structure("dense")
                .stock(true)
                .build()
                .init();
        SparsifyReport report = Hrbp.report(stock, spec().build());
        DensityPlan plan = zoo.plan();
        assertThat(report.weights()).isEqualTo(plan.totalWeights());
        assertThat(report.kept()).isEqualTo(plan.keptWeights());
        plan.layers()
                .forEach(layer -> assertThat((double) report.row(layer.name()).kept())
                        .as(layer.name())
                        .isCloseTo(layer.kept(), org.assertj.core.data.Percentage.withPercentage(3)));
    }

    @Test
    void timeSeriesKeepTheirBatchNormalisation() {
        MultiLayerNetwork net = new MultiLayerNetwork(StockNets.base(DataType.FLOAT, StockNets.sgd())
                .list()
                .layer(new LSTM.Builder()
                        .name("lstm")
                        .nOut(6)
                        .activation(Activation.TANH)
                        .build())
                .layer(new DenseLayer.Builder().name("fc").nOut(40).build())
                .layer(new DenseLayer.Builder().name("fc2").nOut(40).build())
                .layer(new RnnOutputLayer.Builder(LossFunction.MCXENT)
                        .name("out")
                        .nOut(2)
                        .build())
                .setInputType(InputType.recurrent(5, 7))
                .build());
        net.init();
        MultiLayerNetwork sparse = Hrbp.sparsify(net, SPEC);
        StockNets.mask(net, sparse);
        INDArray x = org.nd4j.linalg.factory.Nd4j.rand(DataType.FLOAT, 3, 5, 7);
        StockNets.assertClose(sparse.output(x), net.output(x), 1e-5);
    }

    @Test
    void othersThanSumsStay() {
        ComputationGraph net = new ComputationGraph(StockNets.base(DataType.FLOAT, StockNets.sgd())
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.convolutional(StockNets.SIZE, StockNets.SIZE, 3))
                .addLayer("left", new ConvolutionLayer.Builder(3, 3).nOut(16).build(), "in")
                .addLayer("right", new ConvolutionLayer.Builder(3, 3).nOut(16).build(), "in")
                .addVertex("product", new ElementWiseVertex(ElementWiseVertex.Op.Product), "left", "right")
                .addLayer("norm", new GlobalPoolingLayer(PoolingType.PNORM), "product")
                .addLayer("fc", new DenseLayer.Builder().nOut(40).build(), "norm")
                .addLayer("out", new OutputLayer.Builder().nOut(2).build(), "fc")
                .setOutputs("out")
                .build());
        net.init();
        SparsifyReport report = Hrbp.report(net, SPEC);
        assertNote(report, "product", "ElementWiseVertex", "Product");
        assertNote(report, "norm", "GlobalPoolingLayer", "PNORM");
    }

    @Test
    void unreachableSparsityIsRefusedByName() {
        refused(vgg(), spec().sparsity(0.9999).build(), "conv1", "out", "keep 560");
        SparsifySpec tooFew = spec().sparsity(0.993)
                .allocation("uniform")
                .firstConvolutionDense(false)
                .build();
        refused(vgg(), tooFew, "Layer \"conv1\"", "432 weights", "less than one");
        refused(
                vgg(),
                spec().sparsity(0.9).keepDense(name -> name.startsWith("fc")).build(),
                "fc1",
                "keep");
        refused(vgg(), spec().sparsity(0.5).keepDense(name -> true).build(), "0.5", "conv1");
        refused(vgg(), spec().keepDense("fc3").build(), "[fc3]", "conv1");
    }

    @Test
    void badOptionsAreRefused() {
        assertThatThrownBy(() -> spec().sparsity(1).build()).hasMessageContaining("sparsity is 1.0");
        assertThatThrownBy(() -> spec().sparsity(Double.NaN).build()).hasMessageContaining("sparsity");
        assertThatThrownBy(() -> spec().structure("fancy").build()).hasMessageContaining("fancy");
        assertThatThrownBy(() -> spec().allocation("fair").build()).hasMessageContaining("fair");
        assertThatThrownBy(() -> spec().groupRows(-1).build()).hasMessageContaining("group rows is -1");
        assertThatThrownBy(() -> spec().blockDensity(0).build()).hasMessageContaining("block density is 0.0");
        assertThatThrownBy(() -> spec().score(new Fixed(true, 1, 1), List.of()).build())
                .hasMessageContaining("\"fixed\" needs");
    }

    @Test
    void otherModelsAreRefused() {
        MultiLayerNetwork half =
                new MultiLayerNetwork(vgg().getLayerWiseConfigurations().clone());
        half.getLayerWiseConfigurations().setDataType(DataType.FLOAT16);
        refused(half, SPEC, "HALF", "FLOAT or DOUBLE");
        MultiLayerNetwork empty =
                new MultiLayerNetwork(vgg().getLayerWiseConfigurations().clone());
        assertThatThrownBy(() -> Hrbp.sparsify(empty, SPEC))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("init()");
    }

    private static void refused(Model model, SparsifySpec spec, String... parts) {
        assertThatThrownBy(() -> SparsifyTest.sparsify(model, spec))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(parts);
        assertThatThrownBy(() -> Hrbp.report(model, spec)).hasMessageContainingAll(parts);
    }

    @Test
    void patternsThatDoNotFitAreRefused() {
        MultiLayerNetwork net = vgg();
        Pattern pattern = HrbpWeights.pattern(Hrbp.sparsify(net, SPEC), "conv2");
        assertThatThrownBy(() -> Hrbp.withPatterns(net, Map.of("conv3", pattern), "hrbp"))
                .hasMessageContainingAll("\"conv3\"", "shape");
        assertThatThrownBy(() -> Hrbp.withPatterns(net, Map.of("out", pattern), "hrbp"))
                .hasMessageContainingAll("\"out\"", "conv1");
        assertThatThrownBy(() -> Hrbp.withPatterns(net, Map.of("conv2", pattern), "fancy"))
                .hasMessageContaining("fancy");
    }

    @Test
    void denseWithASparsityIsRefused() {
        assertThat(spec().structure("dense").build().plannedSparsity()).isZero();
        assertThat(spec().structure("dense").sparsity(0).build().plannedSparsity())
                .isZero();
        assertThatThrownBy(() -> spec().structure("dense").sparsity(0.9).build())
                .hasMessageContainingAll("sparsity is 0.9", "dense");
    }

    @Test
    void sizesThatFollowScoresAreKnownWithThePatterns() {
        MultiLayerNetwork net = vgg();
        SparsifySpec threshold = spec().structure("grouping")
                .sparsity(0.5)
                .options(StructureOptions.DEFAULT.withGroupingRule(StructureOptions.THRESHOLD))
                .build();
        SparsifyReport.Row planned = Hrbp.report(net, threshold).row("conv3");
        assertThat(planned.note()).isEqualTo("grouping; depends on the scores; planned " + planned.kept());
        SparsifyPlan plan = new SparsifyPlan(net, threshold);
        int kept =
                Objects.requireNonNull(plan.patterns().get("conv3")).pattern().keptCount();
        assertThat(plan.report().row("conv3").kept()).isEqualTo(kept).isNotEqualTo(planned.kept());
        assertThat(plan.report().row("conv3").note()).isEqualTo("grouping");
        assertThat(plan.report().kept())
                .isEqualTo(HrbpSummary.of(Hrbp.sparsify(net, threshold)).kept());
    }

    @Test
    void anOutputLayerMayHaveAPatternThatKeepsEverything() {
        MultiLayerNetwork net = vgg();
        MultiLayerNetwork same =
                Hrbp.withPatterns(net, ChannelPlan.of(net, 0, 1).patterns(), "channel");
        assertThat(HrbpSummary.of(same).density()).isEqualTo(1);
        Map<String, Pattern> dropped = ChannelPlan.of(net, 0.5, 1).patterns();
        assertThatThrownBy(() -> Hrbp.withPatterns(net, dropped, "channel"))
                .hasMessageContainingAll("\"out\"", "NarrowModel");
    }

    @Test
    void aLayerBeforeALossIsPrunedIfAskedFor() {
        ComputationGraph net =
                Zoo.byName("small-cnn").structure("dense").build().init();
        SparsifySpec.Builder global = SparsifySpec.builder()
                .structure("unstructured")
                .allocation("from-scores")
                .score(ScoreMethods.byId("magnitude"), List.of());
        assertThat(Hrbp.report(net, global.build()).row("classifier").note()).isEqualTo("stays dense: output layer");
        ComputationGraph sparse = Hrbp.sparsify(
                net, global.firstConvolutionDense(false).outputDense(false).build());
        assertThat(HrbpWeights.pattern(sparse, "classifier").density()).isLessThan(1);
        assertThat(HrbpSummary.of(sparse).density()).isBetween(0.0999, 0.1);
    }

    /** Scores that rise with the index, and may be too few. */
    private record Fixed(boolean needsData, int seed, double share) implements Score {
        @Override
        public String id() {
            return "fixed";
        }

        @Override
        public LayerScores of(Model model, List<? extends MultiDataSet> batches, long seed) {
            assertThat(seed).isEqualTo(this.seed);
            float[] scores = new float[(int) (share * 32 * 216)];
            for (int i = 0; i < scores.length; i++) {
                scores[i] = i;
            }
            return new LayerScores(Map.of("fc1", scores));
        }
    }

    @Test
    void scoresChooseTheWeights() {
        MultiLayerNetwork net = vgg();
        SparsifySpec spec = SparsifySpec.builder()
                .structure("unstructured")
                .sparsity(0.3)
                .keepDense(name -> !name.equals("fc1"))
                .score(new Fixed(false, 9, 1), List.of())
                .seed(9)
                .build();
        int kept = HrbpWeights.pattern(Hrbp.sparsify(net, spec), "fc1").keptCount();
        int[] indices = HrbpWeights.pattern(Hrbp.sparsify(net, spec), "fc1").denseIndices();
        assertThat(indices).hasSize(kept);
        assertThat(Arrays.stream(indices).min()).hasValue(32 * 216 - kept);
        SparsifySpec few = SparsifySpec.builder()
                .sparsity(0.3)
                .keepDense(name -> !name.equals("fc1"))
                .score(new Fixed(false, 1, 0.5), List.of())
                .build();
        assertThatThrownBy(() -> Hrbp.sparsify(net, few)).hasMessageContaining("\"fc1\"");
    }
}
