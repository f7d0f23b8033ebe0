/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.hrbp.density.LayerPlan;
import org.hrbp.model.HrbpWeights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Nesterovs;

class ZooTrainingTest {
    private static final int CLASSES = 3;

    private static ResNetCifar.Builder resNet8() {
        return ResNetCifar.builder()
                .depth(8)
                .width(8)
                .classes(CLASSES)
                .input(8, 8, 3)
                .updater(new Nesterovs(0.05, 0.9));
    }

    private static Vgg19Cifar.Builder vgg() {
        return Vgg19Cifar.builder().classes(CLASSES).input(16, 16, 1).updater(new Nesterovs(0.05, 0.9));
    }

    private static DataSet data(ZooBuilder<?> net, int count) {
        return new DataSet(
                ZooData.images(net.dataType, count, net.channels, net.height, 5),
                ZooData.labels(net.dataType, count, CLASSES));
    }

    @ParameterizedTest
    @CsvSource({"hrbp, true", "hrbp, false", "unstructured, true", "dense, true"})
    void resNetLearnsAFewImages(String structure, boolean dropIns) {
        assertThatItLearns(resNet8().structure(structure).dropIns(dropIns));
    }

    @Test
    void vggAndSmallCnnLearnAFewImages() {
        // 16 layers on six images: at larger rates the first steps depend on the last bits
        assertThatItLearns(vgg().updater(new Nesterovs(0.005, 0.9)));
        assertThatItLearns(SmallCnn.builder().classes(CLASSES).input(9, 9, 1).updater(new Nesterovs(0.05, 0.9)));
    }

    private static void assertThatItLearns(ZooBuilder<?> net) {
        ZooNet built = net.build();
        ComputationGraph graph = built.init();
        DataSet data = data(net, 6);
        double before = graph.score(data, true);
        for (int step = 0; step < 3; step++) {
            graph.fit(data);
        }
        assertThat(graph.score(data, true)).isLessThan(before);
        for (LayerPlan layer : built.plan().layers()) {
            assertThat(graph.getLayer(layer.name()).getParam("W").length()).isEqualTo(layer.kept());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT", "DOUBLE"})
    void denseResNetEqualsStock(DataType type) {
        assertThatItEqualsStock(resNet8().structure("dense").dataType(type), true);
        assertThatItEqualsStock(resNet8().structure("dense").dataType(type), false);
    }

    @Test
    void denseVggAndSmallCnnEqualStock() {
        assertThatItEqualsStock(vgg().structure("dense").dataType(DataType.DOUBLE), true);
        assertThatItEqualsStock(
                SmallCnn.builder()
                        .classes(CLASSES)
                        .input(9, 9, 1)
                        .updater(new Nesterovs(0.05, 0.9))
                        .structure("dense")
                        .dataType(DataType.DOUBLE),
                true);
    }

    private static void assertThatItEqualsStock(ZooBuilder<?> net, boolean dropIns) {
        double tolerance = net.dataType == DataType.DOUBLE ? 1e-10 : 1e-5;
        ComputationGraph ours = net.dropIns(dropIns).build().init();
        ComputationGraph stock = net.stock(true).seed(99).build().init();
        copy(stock, ours, net);
        DataSet data = data(net, 3);
        assertClose("output", output(ours, data), output(stock, data), tolerance);
        ours.fit(data);
        stock.fit(data);
        assertThat(ours.score()).isCloseTo(stock.score(), within(tolerance));
        stock.paramTable().forEach((key, expected) -> assertClose(key, parameter(ours, key), expected, tolerance));
        net.stock(false);
    }

    private static INDArray output(ComputationGraph graph, DataSet data) {
        return graph.output(data.getFeatures())[0];
    }

    private static void copy(ComputationGraph from, ComputationGraph to, ZooBuilder<?> net) {
        for (LayerPlan layer : net.build().plan().layers()) {
            String key = layer.name() + "_W";
            if (isPacked(to, key)) {
                HrbpWeights.setDense(to, layer.name(), from.getParam(key));
            } else {
                to.getParam(key).assign(from.getParam(key));
            }
        }
        to.getParam("classifier_b").assign(from.getParam("classifier_b"));
    }

    private static INDArray parameter(ComputationGraph graph, String key) {
        return isPacked(graph, key)
                ? HrbpWeights.dense(graph, key.substring(0, key.length() - 2))
                : graph.getParam(key);
    }

    private static boolean isPacked(ComputationGraph graph, String key) {
        return key.endsWith("_W") && graph.paramTable().containsKey(key.replace("_W", "_I"));
    }

    private static void assertClose(String what, INDArray actual, INDArray expected, double tolerance) {
        double difference = actual.sub(expected).amaxNumber().doubleValue();
        assertThat(difference).as(what).isLessThanOrEqualTo(tolerance);
    }

    @ParameterizedTest
    @ValueSource(strings = {"small-cnn", "resnet32", "vgg19"})
    void configurationSurvivesJsonAndYaml(String name) {
        ComputationGraphConfiguration conf = Zoo.byName(name).build().conf();
        assertThat(ComputationGraphConfiguration.fromJson(conf.toJson())).isEqualTo(conf);
        assertThat(ComputationGraphConfiguration.fromYaml(conf.toYaml())).isEqualTo(conf);
    }

    @Test
    void savedNetGoesOnBitEqually(@TempDir Path folder) throws IOException {
        ResNetCifar.Builder net = resNet8();
        ComputationGraph graph = net.build().init();
        DataSet data = data(net, 6);
        graph.fit(data);
        File file = folder.resolve("net.zip").toFile();
        ModelSerializer.writeModel(graph, file, true);
        ComputationGraph loaded = ModelSerializer.restoreComputationGraph(file, true);
        graph.fit(data);
        loaded.fit(data);
        for (Map.Entry<String, INDArray> param : graph.paramTable().entrySet()) {
            assertThat(loaded.getParam(param.getKey())).as(param.getKey()).isEqualTo(param.getValue());
        }
    }
}
