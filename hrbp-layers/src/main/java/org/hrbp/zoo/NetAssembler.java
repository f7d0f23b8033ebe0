/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.zoo;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.hrbp.density.Allocations;
import org.hrbp.density.DensityPlan;
import org.hrbp.density.DensityPlanner;
import org.hrbp.density.LayerRequest;
import org.hrbp.density.LayerSize;
import org.hrbp.pattern.WeightShape;

/** Puts a network together. The graph is written at the end, because the plan needs the shapes of all layers. */
final class NetAssembler {
    static final String INPUT = "input";
    private static final String CLASSIFIER = "classifier";

    private interface Step {
        void write(GraphBuilder graph, DensityPlan plan);
    }

    private final ZooBuilder<?> options;
    private final NetLayers layers;
    private final List<LayerRequest> requests = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private String output = CLASSIFIER;

    NetAssembler(ZooBuilder<?> options) {
        this.options = options;
        this.layers = new NetLayers(options);
    }

    /** Stages of 3x3 convolutions with max-pooling between them, and the classifier. */
    void plain(List<List<Integer>> stages) {
        String x = INPUT;
        int nIn = options.channels;
        int number = 0;
        for (int stage = 0; stage < stages.size(); stage++) {
            x = stage == 0 ? x : maxPool("pool" + stage, x, 2, 2, 0);
            for (int width : stages.get(stage)) {
                int nOut = options.scaled(width);
                number++;
                x = convBnRelu("conv" + number, x, nIn, nOut, 3, 1);
                nIn = nOut;
            }
        }
        classifier(globalAverage("pool", x), nIn);
    }

    /** Two 3x3 convolutions and the shortcut; the entry to a stage halves the image and needs a 1x1 convolution. */
    String residualBlock(String name, String input, int nIn, int nOut, boolean entry) {
        int stride = entry ? 2 : 1;
        String x = fanOut(name + "-in", input);
        String main = convBnRelu(name + "-conv1", x, nIn, nOut, 3, stride);
        main = convBn(name + "-conv2", main, nOut, 3, 1);
        String shortcut = entry ? batchNorm(conv(name + "-shortcut", x, nIn, nOut, 1, stride), nOut, false) : x;
        return addRelu(name + "-add", main, shortcut);
    }

    /** 1x1, 3x3 with the stride, and 1x1 convolution, and the shortcut; the entry to a stage has a 1x1 convolution there. */
    String bottleneck(String name, String input, int nIn, int width, int nOut, int stride, boolean entry) {
        String x = fanOut(name + "-in", input);
        String main = convBnRelu(name + "-conv1", x, nIn, width, 1, 1);
        main = convBnRelu(name + "-conv2", main, width, width, 3, stride);
        main = batchNorm(conv(name + "-conv3", main, width, nOut, 1, 1), nOut, false);
        String shortcut = entry ? batchNorm(conv(name + "-shortcut", x, nIn, nOut, 1, stride), nOut, false) : x;
        return addRelu(name + "-add", main, shortcut);
    }

    private String convBn(String name, String input, int width, int kernel, int stride) {
        return batchNorm(conv(name, input, width, width, kernel, stride), width, false);
    }

    String convBnRelu(String name, String input, int nIn, int nOut, int kernel, int stride) {
        return batchNorm(conv(name, input, nIn, nOut, kernel, stride), nOut, true);
    }

    private String conv(String name, String input, int nIn, int nOut, int kernel, int stride) {
        boolean first = requests.isEmpty();
        request(new LayerSize(name, new WeightShape(nOut, nIn, kernel, kernel), first));
        steps.add((graph, plan) -> graph.addLayer(name, layers.convolution(plan.layer(name), stride, first), input));
        return name;
    }

    private void request(LayerSize size) {
        requests.add(new LayerRequest(
                size, options.structure, options.groupRows, options.blockDensity, options.coverChannels));
    }

    private String batchNorm(String conv, int width, boolean relu) {
        String name = conv + "-bn";
        steps.add((graph, plan) -> graph.addLayer(name, layers.batchNorm(width, relu), conv));
        return relu ? reluUnlessFused(conv + "-relu", name) : name;
    }

    private String addRelu(String name, String main, String shortcut) {
        steps.add((graph, plan) -> graph.addVertex(name, layers.addRelu(), main, shortcut));
        return reluUnlessFused(name + "-relu", name);
    }

    private String reluUnlessFused(String name, String input) {
        if (layers.fused()) {
            return input;
        }
        steps.add((graph, plan) -> graph.addLayer(name, layers.relu(), input));
        return name;
    }

    private String fanOut(String name, String input) {
        if (!layers.fused()) {
            return input;
        }
        steps.add((graph, plan) -> graph.addVertex(name, layers.fanOut(), input));
        return name;
    }

    String maxPool(String name, String input, int kernel, int stride, int padding) {
        steps.add((graph, plan) -> graph.addLayer(name, layers.maxPool(kernel, stride, padding), input));
        return name;
    }

    String globalAverage(String name, String input) {
        steps.add((graph, plan) -> graph.addLayer(name, layers.globalAverage(), input));
        return name;
    }

    /** The last layer; its pattern is dense unless the allocation forces nothing ({@code erk-pure}). */
    void classifier(String input, int nIn) {
        request(LayerSize.classifier(CLASSIFIER, options.classes, nIn));
        steps.add((graph, plan) -> {
            if (!layers.fused() && plan.layer(CLASSIFIER).actualDensity() == 1) {
                graph.addLayer(CLASSIFIER, layers.output(nIn), input);
            } else {
                graph.addLayer(CLASSIFIER, layers.classifier(plan.layer(CLASSIFIER)), input);
                graph.addLayer("loss", layers.loss(), CLASSIFIER);
                output = "loss";
            }
        });
    }

    ZooNet build() {
        DensityPlan plan =
                DensityPlanner.plan(requests, options.plannedSparsity(), Allocations.byId(options.allocation));
        GraphBuilder graph = new NeuralNetConfiguration.Builder()
                .seed(options.seed)
                .dataType(options.dataType)
                .updater(options.updater)
                .l2(options.weightDecay)
                .graphBuilder()
                .addInputs(INPUT)
                .setInputTypes(InputType.convolutional(options.height, options.inputWidth, options.channels));
        steps.forEach(step -> step.write(graph, plan));
        return new ZooNet(graph.setOutputs(output).build(), plan);
    }
}
