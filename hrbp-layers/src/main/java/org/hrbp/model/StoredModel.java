/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model;

import java.io.IOException;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.hrbp.nn.layers.NamedLayer;
import org.hrbp.nn.layers.SparseLayer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Makes a model of the entries of a file, as {@link ModelSerializer} does. */
final class StoredModel {
    private StoredModel() {}

    static <M extends Model> M read(ModelEntries entries, ClassRule rule, Class<M> kind) throws IOException {
        StoredConfiguration configuration = StoredConfiguration.read(entries, rule);
        if (configuration.isNetwork() == configuration.isGraph()) {
            throw new IOException(
                    "configuration.json is neither that of a MultiLayerNetwork nor that of a ComputationGraph");
        }
        Class<? extends Model> found = configuration.isGraph() ? ComputationGraph.class : MultiLayerNetwork.class;
        if (!kind.isAssignableFrom(found)) {
            throw new IOException("it is a " + found.getSimpleName() + ", not a " + kind.getSimpleName());
        }
        INDArray params = params(entries);
        Model model = configuration.isGraph() ? graph(configuration, params) : network(configuration, params);
        restoreUpdater(entries, model);
        checkPatterns(model);
        return kind.cast(model);
    }

    private static INDArray params(ModelEntries entries) throws IOException {
        if (entries.size(ModelSerializer.COEFFICIENTS_BIN) == 0) {
            throw new IOException("coefficients.bin is empty");
        }
        return StoredArray.read(entries, ModelSerializer.COEFFICIENTS_BIN);
    }

    /** DL4J compares the length with the configuration's before it makes a layer. */
    private static MultiLayerNetwork network(StoredConfiguration configuration, INDArray params) throws IOException {
        MultiLayerConfiguration conf = configuration.as(MultiLayerConfiguration.class);
        conf.setDataType(params.dataType());
        try {
            MultiLayerNetwork network = new MultiLayerNetwork(conf);
            network.init(params, false);
            return network;
        } catch (RuntimeException e) {
            throw unfit(e);
        }
    }

    private static ComputationGraph graph(StoredConfiguration configuration, INDArray params) throws IOException {
        ComputationGraphConfiguration conf = configuration.as(ComputationGraphConfiguration.class);
        conf.setDataType(params.dataType());
        try {
            ComputationGraph graph = new ComputationGraph(conf);
            graph.init(params, false);
            return graph;
        } catch (RuntimeException e) {
            throw unfit(e);
        }
    }

    private static IOException unfit(RuntimeException e) {
        return new IOException(
                "coefficients.bin does not fit configuration.json: " + (e.getMessage() == null ? e : e.getMessage()),
                e);
    }

    private static void restoreUpdater(ModelEntries entries, Model model) throws IOException {
        if (!entries.has(ModelSerializer.UPDATER_BIN)) {
            return;
        }
        INDArray stored = StoredArray.read(entries, ModelSerializer.UPDATER_BIN);
        INDArray state = model instanceof ComputationGraph graph
                ? graph.getUpdater().getStateViewArray()
                : ((MultiLayerNetwork) model).getUpdater().getStateViewArray();
        long length = state == null ? 0 : state.length();
        if (stored.length() != length) {
            throw new IOException(
                    "updaterState.bin has " + stored.length() + " values; the configured updaters have " + length);
        }
        state.assign(stored);
    }

    /** A layer would find it out at its first use. */
    private static void checkPatterns(Model model) {
        for (NamedLayer named : NamedLayer.of(model)) {
            Layer layer = NamedLayer.unwrap(named.layer());
            if (layer instanceof SparseLayer sparse) {
                sparse.patternState();
            }
        }
    }
}
