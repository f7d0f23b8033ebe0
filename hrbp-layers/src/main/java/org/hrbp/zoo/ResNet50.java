/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.zoo;

/**
 * ResNet-50 for ImageNet in torchvision's layout: a 7x7 convolution of stride 2, max-pooling of 3x3 with stride 2, stages of 3, 4,
 * 6 and 3 bottlenecks (1x1, 3x3, 1x1 at four times the width) whose stride is on the 3x3, global average pooling and a
 * classifier. Convolutions have no bias; a stage starts with a bottleneck whose shortcut is a 1x1 convolution with batch
 * normalisation. Unless stated the images are 224x224 and there are 1000 classes.
 */
public final class ResNet50 {
    private static final int[] BLOCKS = {3, 4, 6, 3};
    private static final int WIDTH = 64;
    /** Channels of a bottleneck's end per channel of its middle. */
    private static final int EXPANSION = 4;

    private ResNet50() {}

    /**
     * Starts with the defaults.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** Options of {@link ResNet50}. */
    public static final class Builder extends ZooBuilder<Builder> {
        private Builder() {
            super("resnet50", 1e-4);
            classes(1000);
            input(224, 224, 3);
        }

        @Override
        void assemble(NetAssembler net) {
            int nIn = scaled(WIDTH);
            String x = net.convBnRelu("stem", NetAssembler.INPUT, channels, nIn, 7, 2);
            x = net.maxPool("stem-pool", x, 3, 2, 1);
            for (int stage = 0; stage < BLOCKS.length; stage++) {
                int width = scaled(WIDTH << stage);
                int nOut = scaled(EXPANSION * (WIDTH << stage));
                for (int block = 0; block < BLOCKS[stage]; block++) {
                    String name = "stage" + (stage + 1) + "-block" + (block + 1);
                    int stride = stage > 0 && block == 0 ? 2 : 1;
                    x = net.bottleneck(name, x, nIn, width, nOut, stride, block == 0);
                    nIn = nOut;
                }
            }
            net.classifier(net.globalAverage("pool", x), nIn);
        }
    }
}
