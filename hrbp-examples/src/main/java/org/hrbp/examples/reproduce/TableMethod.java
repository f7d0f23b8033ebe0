/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.reproduce;

import java.util.List;
import java.util.stream.Stream;
import org.hrbp.examples.run.Method;
import org.hrbp.examples.run.Names;
import org.hrbp.examples.run.Networks;

/** A line of the paper's tables: a static method, or a dynamic one with the static method that its patterns start from. */
public enum TableMethod {
    /** Every weight. */
    DENSE("dense", "Dense", Method.DENSE),
    /** A dense network of as many weights; not in the paper. */
    SMALL_DENSE("small-dense", "Small dense (control)", Method.SMALL_DENSE),
    /** Random unstructured. */
    RU("ru", "RU", Method.RU),
    /** The lottery ticket. */
    LTH("lth", "LTH", Method.LTH),
    /** Connection sensitivity. */
    SNIP("snip", "SNIP", Method.SNIP),
    /** Gradient signal preservation. */
    GRASP("grasp", "GraSP", Method.GRASP),
    /** Random channels. */
    RC("rc", "RC", Method.RC),
    /** Groups of rows with any taps. */
    GROUPING("grouping", "Grouping", Method.GROUPING),
    /** The paper's. */
    HRBP("hrbp", "HRBP", Method.HRBP),
    /** Deep rewiring. */
    DEEPR("deepr", "Deep-R", "deepr"),
    /** Dynamic sparse reparameterization. */
    DSR("dsr", "DSR", "dsr"),
    /** Sparse evolutionary training. */
    SET("set", "SET", "set"),
    /** The rigged lottery. */
    RIGL("rigl", "RigL", "rigl"),
    /** The paper's, block-wise dynamic. */
    HRBP_DST("hrbp-dst", "HRBP (DST)", "hrbp");

    private final String id;
    private final String title;
    private final Method method;
    private final String dst;

    TableMethod(String id, String title, Method method) {
        this.id = id;
        this.title = title;
        this.method = method;
        dst = Networks.STATIC;
    }

    TableMethod(String id, String title, String dst) {
        this.id = id;
        this.title = title;
        this.dst = dst;
        method = Networks.methodOf(dst, Method.HRBP.id());
    }

    /**
     * The names of all methods.
     *
     * @return their ids
     */
    public static List<String> ids() {
        return Stream.of(values()).map(TableMethod::id).toList();
    }

    /**
     * Finds a method by name.
     *
     * @param id one of {@link #ids()}
     * @return the method
     * @throws org.hrbp.examples.run.RefusedException if there is none of that name
     */
    public static TableMethod byId(String id) {
        return values()[Names.index("--method", id, ids())];
    }

    /**
     * Name in options and files.
     *
     * @return the id
     */
    public String id() {
        return id;
    }

    /** Name in tables and figures. */
    String title() {
        return title;
    }

    /** Where its patterns come from. */
    Method method() {
        return method;
    }

    /** Its dynamic method, or {@code none}. */
    String dst() {
        return dst;
    }
}
