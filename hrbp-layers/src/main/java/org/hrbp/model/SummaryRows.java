/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.hrbp.kernel.InputGradientForm;
import org.hrbp.kernel.KernelChoice;
import org.hrbp.kernel.Kernels;
import org.hrbp.nn.conf.PatternSettings;
import org.hrbp.nn.conf.SparseLayerConf;
import org.hrbp.nn.layers.NamedLayer;
import org.hrbp.nn.layers.SparseLayer;
import org.hrbp.nn.params.HrbpParamInitializer;
import org.hrbp.pattern.Block;
import org.hrbp.pattern.DenseStructure;
import org.hrbp.pattern.Pattern;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Collects the rows of a summary from a network. */
final class SummaryRows {
    private final List<NamedLayer> layers;
    private final Map<String, InputType> outputs;

    SummaryRows(Model model, InputType... inputTypes) {
        layers = NamedLayer.of(model);
        outputs = inputTypes.length == 0 ? Map.of() : outputs(model, inputTypes);
    }

    /** Output type of each layer. DL4J adds preprocessors on the way, hence the copy. */
    private Map<String, InputType> outputs(Model model, InputType... inputTypes) {
        if (model instanceof ComputationGraph graph) {
            return graph.getConfiguration().clone().getLayerActivationTypes(inputTypes);
        }
        if (inputTypes.length != 1) {
            throw new IllegalArgumentException(
                    inputTypes.length + " input types given; a MultiLayerNetwork has one input");
        }
        List<InputType> types =
                ((MultiLayerNetwork) model).getLayerWiseConfigurations().clone().getLayerActivationTypes(inputTypes[0]);
        Map<String, InputType> byName = new HashMap<>();
        for (int i = 0; i < types.size(); i++) {
            byName.put(layers.get(i).name(), types.get(i));
        }
        return byName;
    }

    String kernel() {
        return layers.stream()
                .map(named -> NamedLayer.unwrap(named.layer()))
                .filter(SparseLayer.class::isInstance)
                .findFirst()
                .map(layer -> Kernels.of(weights(layer).dataType()).name())
                .orElse("none");
    }

    private static INDArray weights(Layer layer) {
        return layer.getParam(HrbpParamInitializer.WEIGHT_KEY);
    }

    List<HrbpSummary.Row> rows() {
        List<HrbpSummary.Row> rows = new ArrayList<>();
        for (NamedLayer named : layers) {
            Layer inner = NamedLayer.unwrap(named.layer());
            if (inner instanceof SparseLayer sparse) {
                rows.add(sparse(named, inner, sparse.pattern()));
            } else if (inner.conf().getLayer() instanceof FeedForwardLayer conf
                    && !(conf instanceof BatchNormalization)
                    && !conf.initializer().weightKeys(conf).isEmpty()) {
                rows.add(stock(named, inner, conf));
            }
        }
        return rows;
    }

    private HrbpSummary.Row sparse(NamedLayer named, Layer layer, Pattern pattern) {
        PatternSettings settings = ((SparseLayerConf) layer.conf().getLayer()).getPatternSettings();
        boolean dense = settings.structure().equals(DenseStructure.ID);
        IntSummaryStatistics channels = count(pattern, Block::channels);
        IntSummaryStatistics positions = count(pattern, Block::positions);
        return new HrbpSummary.Row(
                named.name(),
                settings.structure(),
                pattern.shape().toString(),
                pattern.shape().size(),
                pattern.keptCount(),
                dense ? 1 : settings.density(),
                pattern.density(),
                pattern.blocks().size(),
                channels.getMin(),
                channels.getMax(),
                positions.getMin(),
                positions.getMax(),
                pattern.deadChannels(),
                pattern.zeroKernelShare(),
                bytes(weights(layer)),
                bytes(layer.getParam(HrbpParamInitializer.PATTERN_KEY)),
                updaterBytes(named.layer(), HrbpParamInitializer.WEIGHT_KEY, weights(layer)),
                flops(named.name(), layer, pattern.keptCount()),
                tiles(layer, pattern, ((SparseLayer) layer).inputGradientForm()));
    }

    private static String tiles(Layer layer, Pattern pattern, InputGradientForm form) {
        boolean vector = Kernels.of(weights(layer).dataType()).name().equals("vector");
        return vector ? KernelChoice.of(pattern, form).toString() : "loops";
    }

    private interface Indices {
        int[] of(Block block);
    }

    /** How many different indices the blocks have: a block with arbitrary taps repeats them. */
    private static IntSummaryStatistics count(Pattern pattern, Indices indices) {
        return pattern.blocks().stream()
                .mapToInt(block ->
                        (int) Arrays.stream(indices.of(block)).distinct().count())
                .summaryStatistics();
    }

    private HrbpSummary.Row stock(NamedLayer named, Layer layer, FeedForwardLayer conf) {
        long count = 0;
        long bytes = 0;
        long updaterBytes = 0;
        for (String key : conf.initializer().weightKeys(conf)) {
            INDArray param = layer.getParam(key);
            count += param.length();
            bytes += bytes(param);
            updaterBytes += updaterBytes(named.layer(), key, param);
        }
        int nIn = Math.toIntExact(conf.getNIn());
        long positions = Math.max(1, count / Math.max(1, conf.getNIn() * conf.getNOut()));
        return new HrbpSummary.Row(
                named.name(),
                DenseStructure.ID,
                shape(layer, conf),
                count,
                count,
                1,
                1,
                1,
                nIn,
                nIn,
                Math.toIntExact(positions),
                Math.toIntExact(positions),
                0,
                0,
                bytes,
                0,
                updaterBytes,
                flops(named.name(), layer, count),
                "stock");
    }

    private static String shape(Layer layer, FeedForwardLayer conf) {
        if (conf instanceof DenseLayer || conf instanceof BaseOutputLayer) {
            return Arrays.toString(new long[] {conf.getNOut(), conf.getNIn(), 1, 1});
        }
        String first = conf.initializer().weightKeys(conf).get(0);
        return Arrays.toString(layer.getParam(first).shape());
    }

    private static long bytes(INDArray array) {
        return array.length() * array.dataType().width();
    }

    /** The wrapper is asked, because a frozen layer has no updater. */
    private static long updaterBytes(Layer layer, String key, INDArray param) {
        return layer.getConfig().getUpdaterByParam(key).stateSize(param.length())
                * param.dataType().width();
    }

    private OptionalLong flops(String name, Layer layer, long kept) {
        long pixels = pixels(layer.conf().getLayer(), outputs.get(name));
        return pixels == 0 ? OptionalLong.empty() : OptionalLong.of(2 * kept * pixels);
    }

    /** Output pixels, each of which uses every weight once; 0 if unknown. */
    private static long pixels(org.deeplearning4j.nn.conf.layers.Layer conf, @Nullable InputType output) {
        if (output instanceof InputType.InputTypeConvolutional image
                && conf instanceof ConvolutionLayer
                && !(conf instanceof Deconvolution2D)) {
            return image.getHeight() * image.getWidth();
        }
        boolean fullyConnected =
                conf instanceof DenseLayer || conf instanceof BaseOutputLayer || conf instanceof SparseLayerConf;
        return fullyConnected && output instanceof InputType.InputTypeFeedForward ? 1 : 0;
    }
}
