/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.zoo;

import java.util.List;

/**
 * A small network for a first try: convolutions of 3x3 without bias, with batch normalisation, at 32, 64 and 128 channels with
 * max-pooling between, global average pooling and a classifier. 28x28 grey images unless stated.
 */
public final class SmallCnn {
    private static final List<List<Integer>> STAGES = List.of(List.of(32), List.of(64), List.of(128, 128));

    private SmallCnn() {}

    /**
     * Starts with the defaults.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder().input(28, 28, 1);
    }

    /** Options of {@link SmallCnn}. */
    public static final class Builder extends ZooBuilder<Builder> {
        private Builder() {
            super("small-cnn", 1e-4);
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
