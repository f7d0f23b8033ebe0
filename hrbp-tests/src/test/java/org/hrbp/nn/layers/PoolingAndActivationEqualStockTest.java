/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.nn.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.hrbp.nn.conf.HrbpActivationLayer;
import org.hrbp.nn.conf.HrbpBatchNormalization;
import org.hrbp.nn.conf.HrbpGlobalPoolingLayer;
import org.hrbp.nn.conf.HrbpSubsamplingLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** The pooling and activation layers against their stock counterparts. */
class PoolingAndActivationEqualStockTest {
    private static final HrbpBatchNormalization INNERMOST = new HrbpBatchNormalization();

    /** One way to pool; {@code h} and {@code w} are the size of the image. */
    @SuppressWarnings("ArrayRecordComponent")
    record Pool(int h, int w, int[] kernel, int[] stride, int[] padding, int[] dilation, ConvolutionMode mode) {}

    static List<Twins.Setting> settings() {
        return BatchNormalizationEqualsStockTest.settings();
    }

    static List<Pool> pools() {
        int[] one = {1, 1};
        int[] none = {0, 0};
        int[] two = {2, 2};
        int[] three = {3, 3};
        return List.of(
                new Pool(6, 4, two, two, none, one, ConvolutionMode.Truncate),
                new Pool(7, 5, three, two, one, one, ConvolutionMode.Truncate),
                new Pool(7, 5, new int[] {2, 3}, new int[] {1, 2}, none, one, ConvolutionMode.Same),
                new Pool(7, 7, three, two, one, one, ConvolutionMode.Strict),
                new Pool(7, 6, two, one, none, two, ConvolutionMode.Truncate),
                new Pool(1, 1, one, one, none, one, ConvolutionMode.Truncate),
                new Pool(1, 1, three, two, none, one, ConvolutionMode.Same));
    }

    private static DataSet[] steps(DataType type, InputType in) {
        List<DataSet> steps = new ArrayList<>();
        for (int batch : new int[] {17, 1}) {
            steps.add(Twins.data(type, in, batch, batch));
        }
        return steps.toArray(DataSet[]::new);
    }

    private static SubsamplingLayer stock(Pool p, PoolingType type, CNN2DFormat format, boolean count) {
        return new SubsamplingLayer.Builder(type)
                .kernelSize(p.kernel)
                .stride(p.stride)
                .padding(p.padding)
                .dilation(p.dilation)
                .convolutionMode(p.mode)
                .dataFormat(format)
                .avgPoolIncludePadInDivisor(count)
                .build();
    }

    private static HrbpSubsamplingLayer ours(Pool p, PoolingType type, CNN2DFormat format, boolean count) {
        return new HrbpSubsamplingLayer.Builder(type)
                .kernelSize(p.kernel)
                .stride(p.stride)
                .padding(p.padding)
                .dilation(p.dilation)
                .convolutionMode(p.mode)
                .dataFormat(format)
                .avgPoolIncludePadInDivisor(count)
                .build();
    }

    @ParameterizedTest
    @MethodSource("pools")
    void subsampling(Pool p) {
        for (Twins.Setting s : settings()) {
            InputType in = InputType.convolutional(p.h, p.w, 2, s.format());
            for (PoolingType type : List.of(PoolingType.MAX, PoolingType.AVG)) {
                for (boolean count : new boolean[] {false, true}) {
                    if (count && type == PoolingType.MAX) {
                        continue;
                    }
                    Twins.assertTwins(
                            Twins.net(s, in, stock(p, type, s.format(), count)),
                            Twins.net(s, in, ours(p, type, s.format(), count)),
                            steps(s.type(), in));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("settings")
    void sumIsMeanTimesWindow(Twins.Setting s) {
        InputType in = InputType.convolutional(4, 4, 2, s.format());
        Pool p = pools().get(0);
        MultiLayerNetwork sum = Twins.net(s, in, ours(p, PoolingType.SUM, s.format(), false));
        MultiLayerNetwork mean = Twins.net(s, in, ours(p, PoolingType.AVG, s.format(), false));
        mean.setParams(sum.params());
        INDArray x = Twins.data(s.type(), in, 3, 1).getFeatures();
        Twins.assertClose(sum.feedForward(x).get(2), mean.feedForward(x).get(2).mul(4), s.type(), "sum");
    }

    @ParameterizedTest
    @MethodSource("settings")
    void globalPooling(Twins.Setting s) {
        for (int[] size : new int[][] {{4, 3, 2}, {1, 1, 1}, {5, 1, 3}}) {
            InputType in = InputType.convolutional(size[0], size[1], size[2], s.format());
            for (PoolingType type : List.of(PoolingType.MAX, PoolingType.AVG, PoolingType.SUM)) {
                for (boolean collapse : new boolean[] {true, false}) {
                    if (!collapse && s.format() == CNN2DFormat.NHWC) {
                        continue; // stock fails there
                    }
                    Twins.assertTwins(
                            Twins.net(
                                    s,
                                    in,
                                    INNERMOST,
                                    new GlobalPoolingLayer.Builder(type)
                                            .collapseDimensions(collapse)
                                            .build()),
                            Twins.net(
                                    s,
                                    in,
                                    INNERMOST,
                                    new HrbpGlobalPoolingLayer.Builder(type)
                                            .collapseDimensions(collapse)
                                            .build()),
                            steps(s.type(), in));
                }
            }
        }
    }

    @Test
    void globalPoolingKeepsOnePixelInNhwc() {
        Twins.Setting s = new Twins.Setting(DataType.DOUBLE, CNN2DFormat.NHWC, WorkspaceMode.ENABLED);
        InputType in = InputType.convolutional(4, 3, 2, CNN2DFormat.NHWC);
        MultiLayerNetwork net = Twins.net(
                s,
                in,
                new HrbpGlobalPoolingLayer.Builder(PoolingType.AVG)
                        .collapseDimensions(false)
                        .build());
        INDArray x = Twins.data(s.type(), in, 5, 1).getFeatures();
        List<INDArray> a = net.feedForward(x);
        Twins.assertClose(a.get(2), a.get(1).mean(true, 1, 2), s.type(), "mean");
        net.fit(Twins.data(s.type(), in, 5, 1));
    }

    @Test
    void masksArePooledAsStock() {
        for (PoolingType type : List.of(PoolingType.MAX, PoolingType.AVG)) {
            Twins.Setting s = new Twins.Setting(DataType.DOUBLE, CNN2DFormat.NCHW, WorkspaceMode.ENABLED);
            InputType in = InputType.convolutional(4, 3, 2);
            MultiLayerNetwork stock = Twins.net(s, in, INNERMOST, new GlobalPoolingLayer(type));
            MultiLayerNetwork ours = Twins.net(s, in, INNERMOST, new HrbpGlobalPoolingLayer(type));
            ours.setParams(stock.params());
            DataSet d = Twins.data(s.type(), in, 3, 1);
            d.setFeaturesMaskArray(
                    Nd4j.createFromArray(1.0, 1, 0, 0, 1, 0, 0, 0, 1, 1, 1, 1).reshape(3, 1, 4, 1));
            stock.fit(d);
            ours.fit(d);
            Twins.assertClose(ours.params(), stock.params(), s.type(), type + " masked");
        }
    }

    @ParameterizedTest
    @MethodSource("settings")
    void activations(Twins.Setting s) {
        for (InputType in : List.of(InputType.convolutional(4, 3, 2, s.format()), InputType.feedForward(6))) {
            for (Activation f : List.of(Activation.RELU, Activation.IDENTITY, Activation.TANH, Activation.LEAKYRELU)) {
                Twins.assertTwins(
                        Twins.net(s, in, INNERMOST, new ActivationLayer(f)),
                        Twins.net(s, in, INNERMOST, new HrbpActivationLayer(f)),
                        steps(s.type(), in));
            }
            ActivationReLU capped = new ActivationReLU(0.5, null, null);
            Twins.assertTwins(
                    Twins.net(s, in, INNERMOST, new ActivationLayer(capped)),
                    Twins.net(s, in, INNERMOST, new HrbpActivationLayer(capped)),
                    steps(s.type(), in));
        }
    }

    @Test
    void activationIsTheNetworksUnlessSet() {
        Twins.Setting s = new Twins.Setting(DataType.DOUBLE, CNN2DFormat.NCHW, WorkspaceMode.ENABLED);
        InputType in = InputType.feedForward(6);
        Twins.assertTwins(
                Twins.net(s, in, new ActivationLayer.Builder().build()),
                Twins.net(s, in, new HrbpActivationLayer()),
                steps(s.type(), in));
    }

    @Test
    void wrongInputIsRefusedByName() {
        Twins.Setting s = new Twins.Setting(DataType.FLOAT, CNN2DFormat.NCHW, WorkspaceMode.ENABLED);
        InputType in = InputType.convolutional(4, 4, 2);
        MultiLayerNetwork net = Twins.net(
                s,
                in,
                new HrbpBatchNormalization.Builder().name("bn").build(),
                new HrbpSubsamplingLayer.Builder(2, 2).name("pool").build(),
                new HrbpGlobalPoolingLayer.Builder().name("gap").build());
        for (int layer = 1; layer <= 3; layer++) {
            int l = layer;
            assertThatThrownBy(
                            () -> net.getLayer(l).activate(Nd4j.rand(2, 3, 4), true, LayerWorkspaceMgr.noWorkspaces()))
                    .hasMessageContaining(List.of("bn", "pool", "gap").get(l - 1))
                    .hasMessageContaining("[2, 3, 4]");
            net.getLayer(l).clear();
            assertThatThrownBy(
                            () -> net.getLayer(l).backpropGradient(Nd4j.rand(2, 3), LayerWorkspaceMgr.noWorkspaces()))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void windowWithoutPixelsIsRefused() {
        Twins.Setting s = new Twins.Setting(DataType.FLOAT, CNN2DFormat.NCHW, WorkspaceMode.ENABLED);
        InputType in = InputType.convolutional(4, 4, 2);
        MultiLayerNetwork net = Twins.net(
                s,
                in,
                new HrbpSubsamplingLayer.Builder(2, 2)
                        .padding(2, 2)
                        .name("pool")
                        .build());
        assertThatThrownBy(() -> net.output(Nd4j.rand(1, 2, 4, 4)))
                .hasMessageContaining("pool")
                .hasMessageContaining("padding 2");
    }

    @Test
    void batchInnermostNeighboursNeedNoCopy() {
        Twins.Setting s = new Twins.Setting(DataType.FLOAT, CNN2DFormat.NHWC, WorkspaceMode.NONE);
        InputType in = InputType.convolutional(4, 4, 2, CNN2DFormat.NHWC);
        MultiLayerNetwork net = Twins.net(
                s,
                in,
                INNERMOST,
                new HrbpSubsamplingLayer.Builder(2, 2).stride(1, 1).build());
        INDArray x = Twins.data(s.type(), in, 3, 1).getFeatures();
        for (INDArray a : net.feedForward(x, false).subList(2, 4)) {
            INDArray nchw = a.permute(0, 3, 1, 2);
            assertThat(Activations.batchInnermost(nchw, LayerWorkspaceMgr.noWorkspaces(), ArrayType.ACTIVATIONS))
                    .isSameAs(nchw);
        }
    }
}
