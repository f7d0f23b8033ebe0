/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.density;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hrbp.pattern.WeightShape;

/** The layer sizes of the paper's CIFAR-10 networks, and how many output pixels each layer has. */
final class PaperNet {
    final List<LayerSize> layers = new ArrayList<>();
    private final List<Integer> pixels = new ArrayList<>();

    static PaperNet byName(String name) {
        return switch (name) {
            case "vgg19" -> vgg19();
            case "resnet32-wide" -> resnet(32, 5);
            case "resnet32" -> resnet(16, 5);
            case "resnet56-wide" -> resnet(32, 9);
            default -> throw new IllegalArgumentException(name);
        };
    }

    static PaperNet vgg19() {
        PaperNet net = new PaperNet();
        int in = 3;
        int size = 32;
        int[][] stages = {{64, 2}, {128, 2}, {256, 4}, {512, 4}, {512, 4}};
        for (int[] stage : stages) {
            for (int i = 0; i < stage[1]; i++) {
                net.convolution("conv" + (net.layers.size() + 1), stage[0], in, 3, size);
                in = stage[0];
            }
            size /= 2;
        }
        net.classifier(in);
        return net;
    }

    static PaperNet resnet(int width, int blocksPerStage) {
        PaperNet net = new PaperNet();
        net.convolution("conv1", width, 3, 3, 32);
        int in = width;
        for (int stage = 1; stage <= 3; stage++) {
            int out = width << (stage - 1);
            int size = 64 >> stage;
            for (int block = 1; block <= blocksPerStage; block++) {
                String name = "stage" + stage + "block" + block;
                net.convolution(name + "a", out, in, 3, size);
                net.convolution(name + "b", out, out, 3, size);
                if (in != out) {
                    net.convolution("shortcut" + stage, out, in, 1, size);
                }
                in = out;
            }
        }
        net.classifier(in);
        return net;
    }

    private void convolution(String name, int out, int in, int kernel, int size) {
        layers.add(LayerSize.convolution(name, new WeightShape(out, in, kernel, kernel)));
        pixels.add(size * size);
    }

    private void classifier(int in) {
        layers.add(LayerSize.classifier("fc", 10, in));
        pixels.add(1);
    }

    List<LayerRequest> requests(String structureId) {
        return layers.stream().map(l -> LayerRequest.of(l, structureId)).toList();
    }

    long weights() {
        return layers.stream().mapToLong(l -> l.shape().size()).sum();
    }

    /** Multiply-accumulates of one image's forward pass when each layer keeps a density. */
    double macs(double[] densities) {
        double macs = 0;
        for (int i = 0; i < densities.length; i++) {
            macs += densities[i] * layers.get(i).shape().size() * pixels.get(i);
        }
        return macs;
    }

    double macFraction(double[] densities) {
        double[] dense = new double[densities.length];
        Arrays.fill(dense, 1);
        return macs(densities) / macs(dense);
    }

    int index(String name) {
        return layers.stream().map(LayerSize::name).toList().indexOf(name);
    }
}
