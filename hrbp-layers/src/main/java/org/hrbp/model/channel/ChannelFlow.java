/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model.channel;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.hrbp.model.channel.LayerKind.Kind;
import org.hrbp.nn.graph.HrbpFanOut;
import org.hrbp.pattern.WeightShape;
import org.jspecify.annotations.Nullable;

/**
 * Follows every output channel of the convolution and fully connected layers through a network. Channels are numbers;
 * {@link #WHOLE} stands for all that are never dropped. An array without entries is a network input of unknown width.
 */
final class ChannelFlow {
    /** The number that all channels share which are never dropped. */
    static final int WHOLE = 0;

    /** What goes into and comes out of a node: the channel at each index. */
    static final class Flow {
        private final int[] in;
        private final int[] out;

        Flow(int[] in, int[] out) {
            this.in = in;
            this.out = out;
        }

        int[] in() {
            return in;
        }

        int[] out() {
            return out;
        }
    }

    private final Map<String, int[]> values = new LinkedHashMap<>();
    private final Map<String, Flow> flows = new LinkedHashMap<>();
    private final Map<String, WeightShape> shapes = new LinkedHashMap<>();
    private final Ties ties = new Ties();

    ChannelFlow(Net net) {
        net.inputs().forEach(name -> values.put(name, new int[0]));
        for (Net.Node node : net.nodes()) {
            Flow flow = node.layer() == null ? vertex(node, Objects.requireNonNull(node.vertex())) : layer(node);
            flows.put(node.name(), flow);
            values.put(node.name(), flow.out());
        }
        for (String output : net.outputs()) {
            ties.tie(WHOLE, value(output));
        }
        flows.replaceAll((name, flow) -> new Flow(ties.roots(flow.in()), ties.roots(flow.out())));
    }

    /** Flow of every layer and vertex in forward order; tied channels have one number. */
    Map<String, Flow> flows() {
        return flows;
    }

    Flow flow(String name) {
        return Objects.requireNonNull(flows.get(name));
    }

    /** Shapes of the convolution and fully connected layers in forward order. */
    Map<String, WeightShape> shapes() {
        return shapes;
    }

    private Flow layer(Net.Node node) {
        int[] in =
                preProcess(node.name(), node.preProcessor(), value(node.inputs().get(0)));
        Layer layer = Objects.requireNonNull(node.layer());
        Kind kind = LayerKind.of(node.name(), layer);
        int[] out;
        if (kind == Kind.WEIGHTS) {
            WeightShape shape = LayerKind.weightShape(node.name(), (FeedForwardLayer) layer);
            in = sized(node.name(), in, shape.channels());
            out = ties.fresh(shape.rows());
            shapes.put(node.name(), shape);
        } else {
            in = kind == Kind.PER_CHANNEL
                    ? sized(node.name(), in, Math.toIntExact(((FeedForwardLayer) layer).getNOut()))
                    : in;
            out = in;
        }
        if (LayerKind.mixesChannels(layer)) {
            ties.tie(WHOLE, out);
        }
        return new Flow(in, out);
    }

    private static int[] sized(String name, int[] channels, int width) {
        if (channels.length == 0) {
            return new int[width];
        }
        if (channels.length != width) {
            throw new IllegalArgumentException(
                    "Layer \"" + name + "\" has " + width + " inputs, but is given " + channels.length + " channels");
        }
        return channels;
    }

    private Flow vertex(Net.Node node, GraphVertex vertex) {
        int[] first = value(node.inputs().get(0));
        if (vertex instanceof HrbpFanOut || vertex instanceof ScaleVertex || vertex instanceof ShiftVertex) {
            return new Flow(first, first);
        }
        if (vertex instanceof PreprocessorVertex of) {
            int[] out = preProcess(node.name(), of.getPreProcessor(), first);
            return new Flow(out, out);
        }
        List<int[]> inputs = node.inputs().stream().map(this::value).toList();
        if (vertex instanceof ElementWiseVertex) {
            int[] sum = elementWise(node.name(), inputs);
            return new Flow(sum, sum);
        }
        if (vertex instanceof MergeVertex merge && merge.getMergeAxis() == MergeVertex.DEFAULT_MERGE_DIM) {
            int[] all = concatenate(node.name(), inputs);
            return new Flow(all, all);
        }
        throw new IllegalArgumentException("Vertex \"" + node.name() + "\": a " + vertex + " is not supported by"
                + " channel plans; supported are layers, sums and other element-wise vertices, fan-outs, preprocessors,"
                + " scale, shift and merges on axis 1");
    }

    private int[] elementWise(String name, List<int[]> inputs) {
        int[] result = inputs.stream().filter(in -> in.length > 0).findFirst().orElse(new int[0]);
        for (int[] in : inputs) {
            if (in.length == 0) {
                ties.tie(WHOLE, result);
                continue;
            }
            if (in.length != result.length) {
                throw new IllegalArgumentException("Vertex \"" + name + "\" is given " + result.length + " and "
                        + in.length + " channels; they must be as many");
            }
            for (int i = 0; i < in.length; i++) {
                ties.tie(result[i], in[i]);
            }
        }
        return result;
    }

    private static int[] concatenate(String name, List<int[]> inputs) {
        if (inputs.stream().anyMatch(in -> in.length == 0)) {
            throw new IllegalArgumentException("Vertex \"" + name
                    + "\" merges a network input, whose number of channels the configuration does not tell;"
                    + " channel plans support merges of layers only");
        }
        return inputs.stream().flatMapToInt(Arrays::stream).toArray();
    }

    private int[] preProcess(String name, @Nullable InputPreProcessor preProcessor, int[] in) {
        if (preProcessor == null) {
            return in;
        }
        if (preProcessor instanceof CnnToFeedForwardPreProcessor flatten) {
            return in.length == 0 ? in : flatten(name, flatten, in);
        }
        if (preProcessor instanceof FeedForwardToCnnPreProcessor image) {
            return in.length == 0 ? in : image(name, image, in);
        }
        throw new IllegalArgumentException("Layer \"" + name + "\": preprocessor "
                + preProcessor.getClass().getSimpleName() + " is not supported by channel plans; supported are"
                + " CnnToFeedForwardPreProcessor and FeedForwardToCnnPreProcessor");
    }

    private static int[] flatten(String name, CnnToFeedForwardPreProcessor flatten, int[] in) {
        requireWidth(name, flatten.getNumChannels(), in);
        int pixels = Math.toIntExact(flatten.getInputHeight() * flatten.getInputWidth());
        boolean channelsLast = flatten.getFormat() == CNN2DFormat.NHWC;
        int[] out = new int[in.length * pixels];
        for (int i = 0; i < out.length; i++) {
            out[i] = in[channelsLast ? i % in.length : i / pixels];
        }
        return out;
    }

    private int[] image(String name, FeedForwardToCnnPreProcessor image, int[] in) {
        int pixels = Math.toIntExact(image.getInputHeight() * image.getInputWidth());
        requireWidth(name, image.getNumChannels() * pixels, in);
        int[] out = new int[in.length / pixels];
        for (int i = 0; i < in.length; i++) {
            out[i / pixels] = in[i / pixels * pixels];
            ties.tie(out[i / pixels], in[i]);
        }
        return out;
    }

    private static void requireWidth(String name, long expected, int[] in) {
        if (in.length != expected) {
            throw new IllegalArgumentException("Layer \"" + name + "\": its preprocessor expects " + expected
                    + " channels, but is given " + in.length);
        }
    }

    private int[] value(String name) {
        return Objects.requireNonNull(values.get(name));
    }
}
