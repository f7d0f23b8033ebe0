/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.samediff;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** Gradients of {@link HrbpConv2D}. */
public final class HrbpConv2DBp extends BackwardOp {
    /** For ND4J, which makes ops by reflection. */
    public HrbpConv2DBp() {}

    HrbpConv2DBp(SameDiff sd, OpAttributes attributes, SDVariable... args) {
        super(sd, attributes, args);
    }

    @Override
    String shortName() {
        return "hrbp_conv2d_bp";
    }

    @Override
    int rank() {
        return 4;
    }
}
