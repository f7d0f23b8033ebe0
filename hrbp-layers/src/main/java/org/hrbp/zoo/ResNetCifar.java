/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.zoo;

/**
 * ResNet for CIFAR: a 3x3 convolution, three stages of basic blocks at 1, 2 and 4 times the width, global average pooling and
 * a classifier. Convolutions have no bias; a stage that changes the width starts with a strided block whose shortcut is a 1x1
 * convolution with batch normalisation. ResNet-32 at width 32 is the net of GraSP's code; that the paper means it is inferred
 * from the accuracies that it quotes. The width of its ResNet-56 was not available to us: 16 and 32 are our choice.
 */
public final class ResNetCifar {
    private static final int STAGES = 3;

    private ResNetCifar() {}

    /**
     * Starts with ResNet-32 at width 16.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** Options of {@link ResNetCifar}. */
    public static final class Builder extends ZooBuilder<Builder> {
        private int depth = 32;
        private int width = 16;

        private Builder() {
            super("resnet", 1e-4);
        }

        /**
         * Number of layers on the main path.
         *
         * @param layers 6 n + 2 with n blocks per stage: 8, 14, 20, 32, 56, ...
         * @return this builder
         */
        public Builder depth(int layers) {
            this.depth = layers;
            return this;
        }

        /**
         * Channels of the first stage; the others have twice and four times as many.
         *
         * @param firstStage at least 1; 16 or, for the wide net, 32
         * @return this builder
         */
        public Builder width(int firstStage) {
            this.width = firstStage;
            return this;
        }

        @Override
        void validate() {
            super.validate();
            require(depth >= 8 && depth % 6 == 2, "depth", depth, "6 n + 2 with n at least 1");
            require(width >= 1, "width", width, "at least 1");
        }

        @Override
        void assemble(NetAssembler net) {
            int blocks = (depth - 2) / (2 * STAGES);
            int nIn = scaled(width);
            String x = net.convBnRelu("stem", NetAssembler.INPUT, channels, nIn, 3, 1);
            for (int stage = 0; stage < STAGES; stage++) {
                int nOut = scaled(width << stage);
                for (int block = 0; block < blocks; block++) {
                    String name = "stage" + (stage + 1) + "-block" + (block + 1);
                    x = net.residualBlock(name, x, nIn, nOut, stage > 0 && block == 0);
                    nIn = nOut;
                }
            }
            net.classifier(net.globalAverage("pool", x), nIn);
        }
    }
}
