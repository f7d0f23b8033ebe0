/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.samediff;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** Sparse convolution of {@code [N, C, H, W]} images; see {@link HrbpOps#conv2d}. */
public final class HrbpConv2D extends ForwardOp {
    /** For ND4J, which makes ops by reflection. */
    public HrbpConv2D() {}

    HrbpConv2D(SameDiff sd, OpAttributes attributes, SDVariable... args) {
        super(sd, attributes, args);
    }

    @Override
    String shortName() {
        return "hrbp_conv2d";
    }

    @Override
    int rank() {
        return 4;
    }

    @Override
    BackwardOp backward(OpAttributes attributes, SDVariable... args) {
        return new HrbpConv2DBp(sameDiff, attributes, args);
    }
}
