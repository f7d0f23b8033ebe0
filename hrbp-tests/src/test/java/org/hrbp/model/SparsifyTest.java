/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.hrbp.nn.layers.NamedLayer;
import org.hrbp.nn.layers.SparseLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;

class SparsifyTest {
    private static final DataType DOUBLE = DataType.DOUBLE;

    static Model sparsify(Model model, SparsifySpec spec) {
        return model instanceof ComputationGraph graph
                ? Hrbp.sparsify(graph, spec)
                : Hrbp.sparsify((MultiLayerNetwork) model, spec);
    }

    static Model toDense(Model model) {
        return model instanceof ComputationGraph graph ? Hrbp.toDense(graph) : Hrbp.toDense((MultiLayerNetwork) model);
    }

    static String conf(Model model) {
        return model instanceof ComputationGraph graph
                ? graph.getConfiguration().toJson()
                : ((MultiLayerNetwork) model).getLayerWiseConfigurations().toJson();
    }

    static SparsifySpec spec(double sparsity) {
        return SparsifySpec.builder().sparsity(sparsity).groupRows(4).build();
    }

    static List<Model> nets(DataType type, IUpdater updater) {
        return List.of(StockNets.vgg(type, updater), StockNets.mixed(type, updater), StockNets.resNet(type, updater));
    }

    static Stream<Model> doubles() {
        return nets(DOUBLE, StockNets.sgd()).stream();
    }

    static Stream<Model> floats() {
        return nets(DataType.FLOAT, StockNets.sgd()).stream();
    }

    @ParameterizedTest
    @MethodSource("floats")
    void outputsAreThoseOfTheMaskedNetwork(Model stock) {
        StockNets.fit(stock, StockNets.data(DataType.FLOAT, 1)); // biases and statistics other than the initial ones
        for (String structure : List.of("hrbp", "unstructured")) {
            Model copy = clone(stock);
            Model sparse = sparsify(
                    copy,
                    SparsifySpec.builder()
                            .structure(structure)
                            .sparsity(0.7)
                            .groupRows(4)
                            .build());
            assertThat(sparse).isInstanceOf(stock.getClass());
            assertThat(HrbpSummary.of(sparse).density()).isBetween(0.29, 0.3);
            StockNets.mask(copy, sparse);
            StockNets.assertSameOutputs(sparse, copy, DataType.FLOAT);
        }
    }

    private static Model clone(Model model) {
        return model instanceof ComputationGraph graph ? graph.clone() : ((MultiLayerNetwork) model).clone();
    }

    @ParameterizedTest
    @MethodSource("doubles")
    void trainingContinuesAsInTheMaskedNetwork(Model stock) {
        Model sparse = sparsify(stock, spec(0.7));
        StockNets.mask(stock, sparse);
        trainAlike(stock, sparse);
    }

    private static void trainAlike(Model stock, Model sparse) {
        for (int step = 0; step < 5; step++) {
            DataSet data = StockNets.data(DOUBLE, step);
            StockNets.fit(stock, data);
            StockNets.fit(sparse, data);
            StockNets.mask(stock, sparse);
            assertThat(sparse.score()).isCloseTo(stock.score(), org.assertj.core.data.Offset.offset(1e-8));
        }
        StockNets.assertSameOutputs(sparse, stock, DOUBLE);
    }

    @Test
    void momentumGoesOn() {
        for (IUpdater updater : List.of(new Nesterovs(0.05, 0.9), new Adam(0.01))) {
            for (Model stock : nets(DOUBLE, updater)) {
                for (int step = 0; step < 3; step++) {
                    StockNets.fit(stock, StockNets.data(DOUBLE, 100 + step));
                }
                Model sparse = sparsify(stock, spec(0.7));
                StockNets.mask(stock, sparse);
                trainAlike(stock, sparse);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("doubles")
    void withoutSparsityItIsTheSameNetwork(Model stock) {
        Model sparse = sparsify(stock, spec(0));
        assertThat(HrbpSummary.of(sparse).density()).isEqualTo(1);
        StockNets.assertSameOutputs(sparse, stock, DOUBLE);
        trainAlike(stock, sparse);
    }

    @ParameterizedTest
    @MethodSource("doubles")
    void theInputIsNotChanged(Model stock) {
        StockNets.fit(stock, StockNets.data(DOUBLE, 1));
        INDArray params = stock.params().dup();
        String conf = conf(stock);
        Model sparse = sparsify(stock, spec(0.8));
        StockNets.fit(sparse, StockNets.data(DOUBLE, 2));
        Model dense = toDense(sparse);
        StockNets.fit(dense, StockNets.data(DOUBLE, 2));
        assertThat(stock.params()).isEqualTo(params);
        assertThat(conf(stock)).isEqualTo(conf);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void allDropInsOrNone(boolean on) {
        ComputationGraph stock = StockNets.resNet(DataType.FLOAT, StockNets.sgd());
        ComputationGraph sparse = Hrbp.sparsify(
                stock, SparsifySpec.builder().sparsity(0.5).dropIns(on).build());
        List<String> kinds = sparse.getConfiguration().getVertices().values().stream()
                .map(vertex -> vertex instanceof org.deeplearning4j.nn.conf.graph.LayerVertex layer
                        ? layer.getLayerConf().getLayer()
                        : vertex)
                .map(part -> part.getClass().getSimpleName())
                .distinct()
                .sorted()
                .toList();
        assertThat(kinds)
                .containsExactlyElementsOf(
                        on
                                ? List.of(
                                        "HrbpActivationLayer",
                                        "HrbpBatchNormalization",
                                        "HrbpConvolutionLayer",
                                        "HrbpElementWiseVertex",
                                        "HrbpFanOut",
                                        "HrbpGlobalPoolingLayer",
                                        "HrbpSubsamplingLayer",
                                        "OutputLayer",
                                        "ZeroPaddingLayer")
                                : List.of(
                                        "ActivationLayer",
                                        "BatchNormalization",
                                        "ElementWiseVertex",
                                        "GlobalPoolingLayer",
                                        "HrbpConvolutionLayer",
                                        "OutputLayer",
                                        "SubsamplingLayer",
                                        "ZeroPaddingLayer"));
    }

    @ParameterizedTest
    @MethodSource("floats")
    void savedAndLoaded(Model stock, @TempDir Path folder) throws IOException {
        Model sparse = sparsify(stock, spec(0.8));
        StockNets.fit(sparse, StockNets.data(DataType.FLOAT, 1));
        File file = folder.resolve("net.zip").toFile();
        ModelSerializer.writeModel(sparse, file, true);
        Model loaded = sparse instanceof ComputationGraph
                ? ModelSerializer.restoreComputationGraph(file, true)
                : ModelSerializer.restoreMultiLayerNetwork(file, true);
        assertThat(loaded.params()).isEqualTo(sparse.params());
        StockNets.assertSameOutputs(loaded, sparse, DataType.FLOAT);
    }

    @Test
    void seedsDifferAndRepeat() {
        MultiLayerNetwork stock = StockNets.vgg(DataType.FLOAT, StockNets.sgd());
        assertThat(masks(stock, 1)).isEqualTo(masks(stock, 1)).isNotEqualTo(masks(stock, 2));
    }

    private static List<INDArray> masks(MultiLayerNetwork stock, long seed) {
        Model sparse = Hrbp.sparsify(
                stock, SparsifySpec.builder().sparsity(0.9).seed(seed).build());
        return NamedLayer.of(sparse).stream()
                .map(NamedLayer::layer)
                .filter(SparseLayer.class::isInstance)
                .map(layer -> ((SparseLayer) layer).mask())
                .toList();
    }

    @Test
    void noRandomNumberOfNd4jIsUsedUp() {
        MultiLayerNetwork stock = StockNets.vgg(DataType.FLOAT, StockNets.sgd());
        org.nd4j.linalg.factory.Nd4j.getRandom().setSeed(5);
        double expected = org.nd4j.linalg.factory.Nd4j.getRandom().nextDouble();
        org.nd4j.linalg.factory.Nd4j.getRandom().setSeed(5);
        Hrbp.toDense(Hrbp.sparsify(stock, spec(0.5)));
        assertThat(org.nd4j.linalg.factory.Nd4j.getRandom().nextDouble()).isEqualTo(expected);
    }
}
