/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.nn.conf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.deeplearning4j.nn.api.layers.LayerConstraint;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.constraint.NonNegativeConstraint;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.hrbp.nn.layers.Twins;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;

/** Configurations of the drop-ins: values, files, shapes and refusals. */
@SuppressWarnings("NullAway") // nulls are among the bad inputs
class DropInConfTest {
    private static final InputType IMAGES = InputType.convolutional(6, 4, 2);

    private static List<Layer> layers() {
        return List.of(
                new HrbpBatchNormalization.Builder()
                        .name("bn")
                        .fusedReLU(true)
                        .decay(0.8)
                        .eps(1e-3)
                        .gamma(0.5)
                        .beta(0.25)
                        .minibatch(false)
                        .useLogStd(false)
                        .helperAllowFallback(false)
                        .updater(new Adam(0.1))
                        .build(),
                new HrbpSubsamplingLayer.Builder(PoolingType.AVG)
                        .name("pool")
                        .kernelSize(3, 2)
                        .stride(2, 1)
                        .padding(1, 1)
                        .dilation(1, 2)
                        .convolutionMode(ConvolutionMode.Truncate)
                        .avgPoolIncludePadInDivisor(true)
                        .build(),
                new HrbpActivationLayer.Builder()
                        .name("relu")
                        .activation(Activation.RELU)
                        .build(),
                new HrbpGlobalPoolingLayer.Builder(PoolingType.SUM)
                        .name("gap")
                        .collapseDimensions(false)
                        .build());
    }

    private static MultiLayerNetwork net(DataType type) {
        return Twins.net(
                new Twins.Setting(type, CNN2DFormat.NCHW, WorkspaceMode.ENABLED),
                IMAGES,
                layers().toArray(Layer[]::new));
    }

    @Test
    void jsonAndYamlKeepEverything() {
        MultiLayerConfiguration conf = net(DataType.FLOAT).getLayerWiseConfigurations();
        for (MultiLayerConfiguration read : List.of(
                MultiLayerConfiguration.fromJson(conf.toJson()), MultiLayerConfiguration.fromYaml(conf.toYaml()))) {
            assertThat(read).isEqualTo(conf);
            for (int i = 1; i <= 4; i++) {
                assertThat(read.getConf(i).getLayer())
                        .isEqualTo(conf.getConf(i).getLayer())
                        .hasSameClassAs(layers().get(i - 1));
            }
        }
        assertThat(conf.toJson()).contains("\"fusedReLU\" : true", "org.hrbp.nn.conf.HrbpSubsamplingLayer");
    }

    @Test
    void valuesEqualThemselvesAndNotTheStockLayer() {
        List<Layer> stock = List.of(
                new BatchNormalization(),
                new SubsamplingLayer.Builder(2, 2).build(),
                new ActivationLayer(Activation.RELU),
                new GlobalPoolingLayer());
        List<Layer> ours = List.of(
                new HrbpBatchNormalization(),
                new HrbpSubsamplingLayer.Builder(2, 2).build(),
                new HrbpActivationLayer(Activation.RELU),
                new HrbpGlobalPoolingLayer());
        for (int i = 0; i < ours.size(); i++) {
            assertThat(ours.get(i))
                    .isEqualTo(ours.get(i).clone())
                    .hasSameHashCodeAs(ours.get(i).clone());
            assertThat(ours.get(i)).isNotEqualTo(stock.get(i)).isNotEqualTo(layers().get(i));
            assertThat(stock.get(i)).isNotEqualTo(ours.get(i));
        }
        assertThat(new HrbpBatchNormalization.Builder().fusedReLU(true).build())
                .isNotEqualTo(new HrbpBatchNormalization());
    }

    @Test
    void clonesShareNoArrays() {
        HrbpSubsamplingLayer pool = new HrbpSubsamplingLayer.Builder(2, 2).build();
        pool.clone().getDilation()[0] = 5;
        assertThat(pool.getDilation()).containsExactly(1, 1);
        HrbpGlobalPoolingLayer gap =
                new HrbpGlobalPoolingLayer.Builder().poolingDimensions(2, 3).build();
        gap.clone().getPoolingDimensions()[0] = 5;
        assertThat(gap.getPoolingDimensions()).containsExactly(2, 3);
    }

    @Test
    void everyConstructorOfTheStockBuildersIsThere() {
        int[] k = {3, 3};
        int[] s = {2, 1};
        int[] p = {1, 0};
        for (HrbpSubsamplingLayer l : List.of(
                new HrbpSubsamplingLayer.Builder(k, s, p).build(),
                new HrbpSubsamplingLayer.Builder(PoolingType.MAX, k, s, p).build(),
                new HrbpSubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX, k, s, p).build(),
                new HrbpSubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX, k, s)
                        .padding(p)
                        .build(),
                new HrbpSubsamplingLayer.Builder(k, s).padding(p).build(),
                new HrbpSubsamplingLayer.Builder(PoolingType.MAX, k)
                        .stride(s)
                        .padding(p)
                        .build(),
                new HrbpSubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX, k)
                        .stride(s)
                        .padding(p)
                        .build(),
                new HrbpSubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                        .kernelSize(k)
                        .stride(s)
                        .padding(p)
                        .build(),
                new HrbpSubsamplingLayer.Builder()
                        .kernelSize(k)
                        .stride(s)
                        .padding(p)
                        .build())) {
            assertThat(l)
                    .isEqualTo(new HrbpSubsamplingLayer.Builder(3, 3)
                            .stride(2, 1)
                            .padding(1, 0)
                            .build());
        }
        assertThat(new HrbpBatchNormalization.Builder(0.5, false).build().getDecay())
                .isEqualTo(0.5);
        assertThat(new HrbpBatchNormalization.Builder(true).build().isLockGammaBeta())
                .isTrue();
        assertThat(new HrbpBatchNormalization.Builder(2, 3).lockGammaBeta(true).build())
                .isEqualTo(new HrbpBatchNormalization.Builder(2, 3, true).build());
        assertThat(new HrbpActivationLayer(new ActivationTanH())).isEqualTo(new HrbpActivationLayer(Activation.TANH));
        assertThat(new HrbpGlobalPoolingLayer(PoolingType.AVG))
                .isEqualTo(new HrbpGlobalPoolingLayer.Builder()
                        .poolingType(PoolingType.AVG)
                        .build());
    }

    @Test
    void constraintsOfBetaAndGammaAreKept() {
        LayerConstraint c = new NonNegativeConstraint();
        HrbpBatchNormalization bn = new HrbpBatchNormalization.Builder()
                .constrainBeta(c)
                .constrainGamma(c)
                .constrainAllParameters(c)
                .build();
        assertThat(bn.getConstraints()).hasSize(3);
        assertThat(bn.getConstraints().get(1).getParams()).containsExactly("beta");
        assertThat(bn.getConstraints().get(2).getParams()).containsExactly("gamma");
        assertThat(new HrbpBatchNormalization.Builder()
                        .constrainGamma(c)
                        .build()
                        .getConstraints())
                .hasSize(1);
    }

    @Test
    void globalSettingsAreInherited() {
        NeuralNetConfiguration conf = new NeuralNetConfiguration.Builder()
                .updater(new Sgd(0.7))
                .layer(new HrbpBatchNormalization())
                .build();
        assertThat(((HrbpBatchNormalization) conf.getLayer()).getIUpdater()).isEqualTo(new Sgd(0.7));
    }

    @Test
    void outputTypesAndMemory() {
        List<Layer> layers = layers();
        layers.get(0).setNIn(IMAGES, true);
        assertThat(layers.get(0).getOutputType(0, IMAGES)).isEqualTo(IMAGES);
        assertThat(layers.get(1).getOutputType(0, IMAGES)).isEqualTo(InputType.convolutional(3, 4, 2));
        assertThat(layers.get(2).getOutputType(0, IMAGES)).isEqualTo(IMAGES);
        assertThat(layers.get(3).getOutputType(0, IMAGES)).isEqualTo(InputType.convolutional(1, 1, 2));
        for (Layer layer : layers) {
            var report = layer.getMemoryReport(IMAGES);
            assertThat(report.getLayerType()).isEqualTo(layer.getClass());
            assertThat(report.getLayerName()).isEqualTo(layer.getLayerName());
        }
        assertThat(((HrbpBatchNormalization) layers.get(0))
                        .getMemoryReport(IMAGES)
                        .getParameterSize())
                .isEqualTo(8);
        HrbpBatchNormalization locked =
                new HrbpBatchNormalization.Builder(true).nIn(2).nOut(2).build();
        assertThat(locked.getMemoryReport(IMAGES).getParameterSize()).isEqualTo(4);
        InputType flat = InputType.convolutionalFlat(6, 4, 2);
        for (Layer layer : List.of(layers.get(0), layers.get(1), layers.get(3))) {
            assertThat(layer.getPreProcessorForInputType(IMAGES)).isNull();
            assertThat(layer.getPreProcessorForInputType(flat)).isInstanceOf(FeedForwardToCnnPreProcessor.class);
        }
    }

    @Test
    void unsupportedOptionsAreRefusedByName() {
        assertThatThrownBy(() -> new HrbpSubsamplingLayer.Builder(PoolingType.PNORM)
                        .pnorm(2)
                        .name("p1")
                        .build())
                .hasMessageContaining("p1")
                .hasMessageContaining("PNORM")
                .hasMessageContaining("MAX, AVG or SUM");
        assertThatThrownBy(() -> new HrbpGlobalPoolingLayer.Builder(PoolingType.PNORM)
                        .name("p2")
                        .build())
                .hasMessageContaining("p2")
                .hasMessageContaining("PNORM");
        assertThatThrownBy(() -> new HrbpGlobalPoolingLayer.Builder()
                        .name("p3")
                        .poolingDimensions(2)
                        .build())
                .hasMessageContaining("p3")
                .hasMessageContaining("[2]");
        assertThatThrownBy(() -> new HrbpSubsamplingLayer.Builder(2, 2).convolutionMode(ConvolutionMode.Causal))
                .hasMessageContaining("Causal");
        assertThatThrownBy(() -> new HrbpSubsamplingLayer.Builder(2, -2)).hasMessageContaining("kernelSize");
        assertThatThrownBy(() -> new HrbpSubsamplingLayer.Builder(2, 2).dilation(-1, 1))
                .hasMessageContaining("dilation");
        for (Layer layer : layers()) {
            InputType series = InputType.recurrent(3);
            if (!(layer instanceof HrbpActivationLayer)) {
                assertThatThrownBy(() -> {
                            layer.setNIn(series, true);
                            layer.getOutputType(0, series);
                        })
                        .hasMessageContaining(layer.getLayerName());
            }
        }
        assertThatThrownBy(() -> new HrbpBatchNormalization().getOutputType(0, null))
                .hasMessageContaining("null");
        assertThatThrownBy(() -> new HrbpGlobalPoolingLayer().getPreProcessorForInputType(null))
                .hasMessageContaining("null");
        assertThatThrownBy(() -> new HrbpSubsamplingLayer().setNIn(null, true)).hasMessageContaining("null");
    }

    @Test
    void optionsSetBehindTheBuilderAreRefusedAtInit() {
        HrbpSubsamplingLayer pool =
                new HrbpSubsamplingLayer.Builder(2, 2).name("p4").build();
        pool.setPoolingType(PoolingType.PNORM);
        assertThatThrownBy(() -> pool.instantiate(null, null, 0, null, true, DataType.FLOAT))
                .hasMessageContaining("p4");
        HrbpGlobalPoolingLayer gap =
                new HrbpGlobalPoolingLayer.Builder().name("p5").build();
        gap.setPoolingType(PoolingType.PNORM);
        assertThatThrownBy(() -> gap.instantiate(null, null, 0, null, true, DataType.FLOAT))
                .hasMessageContaining("p5");
        for (Layer layer : layers()) {
            if (layer instanceof HrbpBatchNormalization bn) {
                bn.setNOut(3);
            }
            assertThatThrownBy(() -> layer.instantiate(null, null, 0, null, true, DataType.BFLOAT16))
                    .hasMessageContaining(layer.getLayerName())
                    .hasMessageContaining("BFLOAT16")
                    .hasMessageContaining("FLOAT or DOUBLE");
        }
        assertThatThrownBy(() -> new HrbpBatchNormalization.Builder()
                        .name("p6")
                        .build()
                        .instantiate(null, null, 0, null, true, DataType.FLOAT))
                .hasMessageContaining("p6");
    }
}
