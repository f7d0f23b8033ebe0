/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.samediff;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** Gradients of {@link HrbpDense}. */
public final class HrbpDenseBp extends BackwardOp {
    /** For ND4J, which makes ops by reflection. */
    public HrbpDenseBp() {}

    HrbpDenseBp(SameDiff sd, OpAttributes attributes, SDVariable... args) {
        super(sd, attributes, args);
    }

    @Override
    String shortName() {
        return "hrbp_dense_bp";
    }

    @Override
    int rank() {
        return 2;
    }
}
