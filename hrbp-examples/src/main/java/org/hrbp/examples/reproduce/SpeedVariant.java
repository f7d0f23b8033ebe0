/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.reproduce;

import java.util.Arrays;
import java.util.Optional;

/** A line of the speed tables that is another way to compute a method; nothing is trained for it. */
enum SpeedVariant {
    /** Random channels as a net that really is narrower. */
    NARROW("rc-narrow", TableMethod.RC, " as a narrower net"),
    /** Grouping with the input gradient as W^T dY, scattered. */
    COL2IM("grouping-col2im", TableMethod.GROUPING, ", form (A)"),
    /** Grouping with the input gradient gathered by single channels. */
    GATHER("grouping-gather", TableMethod.GROUPING, ", form (B)"),
    /** HRBP with RC's densities. */
    UNIFORM("hrbp-uniform", TableMethod.HRBP, ", uniform densities");

    private final String id;
    private final TableMethod method;
    private final String suffix;

    SpeedVariant(String id, TableMethod method, String suffix) {
        this.id = id;
        this.method = method;
        this.suffix = suffix;
    }

    static Optional<SpeedVariant> byId(String id) {
        return Arrays.stream(values()).filter(one -> one.id.equals(id)).findFirst();
    }

    /** Name in files. */
    String id() {
        return id;
    }

    /** The method that it computes. */
    TableMethod method() {
        return method;
    }

    /** Name in tables. */
    String title() {
        return method.title() + suffix;
    }
}
