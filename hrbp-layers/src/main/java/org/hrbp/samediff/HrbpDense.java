/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.samediff;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** Sparse fully connected layer on {@code [N, C]}; see {@link HrbpOps#dense}. */
public final class HrbpDense extends ForwardOp {
    /** For ND4J, which makes ops by reflection. */
    public HrbpDense() {}

    HrbpDense(SameDiff sd, OpAttributes attributes, SDVariable... args) {
        super(sd, attributes, args);
    }

    @Override
    String shortName() {
        return "hrbp_dense";
    }

    @Override
    int rank() {
        return 2;
    }

    @Override
    BackwardOp backward(OpAttributes attributes, SDVariable... args) {
        return new HrbpDenseBp(sameDiff, attributes, args);
    }
}
