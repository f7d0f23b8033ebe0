/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.zoo;

import java.util.List;

/**
 * VGG-19 with batch normalisation for CIFAR: 16 convolutions of 3x3 without bias, four max-poolings, one classifier (GraSP's
 * net). The average pooling over 2x2 pixels before the classifier is a global one here, which is the same at 32x32 and lets
 * other image sizes through.
 */
public final class Vgg19Cifar {
    private static final List<List<Integer>> STAGES = List.of(
            List.of(64, 64),
            List.of(128, 128),
            List.of(256, 256, 256, 256),
            List.of(512, 512, 512, 512),
            List.of(512, 512, 512, 512));

    private Vgg19Cifar() {}

    /**
     * Starts with the defaults.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** Options of {@link Vgg19Cifar}. */
    public static final class Builder extends ZooBuilder<Builder> {
        private Builder() {
            super("vgg19", 5e-4);
        }

        @Override
        void validate() {
            super.validate();
            requireInput(1 << (STAGES.size() - 1));
        }

        @Override
        void assemble(NetAssembler net) {
            net.plain(STAGES);
        }
    }
}
