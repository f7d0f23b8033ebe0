/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.run;

import java.util.List;
import java.util.stream.Stream;

/**
 * The static methods of the paper's tables: which structure, allocation and score each means unless options say otherwise.
 * All of them train kept weights only, on the same kernels.
 */
public enum Method {
    /** Every weight. */
    DENSE("dense", "dense", "erk", "random", "", "every weight", "-"),
    /** Random unstructured. */
    RU(
            "ru",
            "unstructured",
            "erk",
            "random",
            "allocation score",
            "random weights",
            "Liu et al., ICLR 2022; Random_Pruning"),
    /** The lottery ticket. */
    LTH(
            "lth",
            "unstructured",
            "from-scores",
            "magnitude",
            "",
            "rounds of training, pruning by magnitude and rewinding, then the last training",
            "Frankle and Carbin, ICLR 2019"),
    /** Connection sensitivity. */
    SNIP(
            "snip",
            "unstructured",
            "from-scores",
            "snip",
            "allocation score",
            "weights with the largest |w dL/dw|, ranked over all layers",
            "Lee et al., ICLR 2019"),
    /** Gradient signal preservation. */
    GRASP(
            "grasp",
            "unstructured",
            "from-scores",
            "grasp",
            "allocation score",
            "weights whose loss would lower the gradient's norm most, ranked over all layers",
            "Wang et al., ICLR 2020"),
    /** Random channels. */
    RC(
            "rc",
            "channel",
            "uniform",
            "random",
            "score",
            "random channels, the same ones in every layer that shares them",
            "our choice; the deck does not define its RC"),
    /** Groups of rows with any taps. */
    GROUPING(
            "grouping",
            "grouping",
            "erk",
            "random",
            "allocation score partition",
            "groups of rows, each with the taps that most of its rows have",
            "Rumi et al., PACT 2020; budgeted by us"),
    /** Groups of rows with channels times positions. */
    HRBP(
            "hrbp",
            "hrbp",
            "erk",
            "random",
            "allocation score partition",
            "groups of rows, each with channels x kernel positions",
            "Ma et al., CPAL 2024"),
    /** Fewer channels from the start. */
    SMALL_DENSE(
            "small-dense",
            "dense",
            "uniform",
            "random",
            "",
            "a dense network of as many weights, all widths scaled",
            "control");

    private final String id;
    private final String structure;
    private final String allocation;
    private final String score;
    private final String options;
    private final String what;
    private final String source;

    Method(String id, String structure, String allocation, String score, String options, String what, String source) {
        this.id = id;
        this.structure = structure;
        this.allocation = allocation;
        this.score = score;
        this.options = options;
        this.what = what;
        this.source = source;
    }

    /**
     * The names of all methods.
     *
     * @return their ids
     */
    public static List<String> ids() {
        return Stream.of(values()).map(Method::id).toList();
    }

    /**
     * Finds a method by name.
     *
     * @param id one of {@link #ids()}
     * @return the method
     * @throws RefusedException if there is none of that name
     */
    public static Method byId(String id) {
        return values()[Names.index("--method", id, ids())];
    }

    /**
     * The method that a structure alone stands for.
     *
     * @param structure name of a structure
     * @return the method
     * @throws RefusedException if there is no structure of that name
     */
    public static Method ofStructure(String structure) {
        List<Method> plain = List.of(DENSE, RU, RC, GROUPING, HRBP);
        List<String> names = plain.stream().map(Method::structure).toList();
        return plain.get(Names.index("--structure", structure, names));
    }

    /**
     * Name in options and files.
     *
     * @return the id
     */
    public String id() {
        return id;
    }

    /**
     * Structure of the patterns.
     *
     * @return its name
     */
    public String structure() {
        return structure;
    }

    /**
     * Allocation unless another one is asked for.
     *
     * @return its name
     */
    public String allocation() {
        return allocation;
    }

    /**
     * Score unless another one is asked for.
     *
     * @return its name
     */
    public String score() {
        return score;
    }

    /**
     * Whether an option has any effect on the method.
     *
     * @param option {@code allocation}, {@code score} or {@code partition}
     * @return false if the method fixes it
     */
    public boolean takes(String option) {
        return List.of(options.split(" ")).contains(option);
    }

    /**
     * What is kept.
     *
     * @return a phrase
     */
    public String what() {
        return what;
    }

    /**
     * Where the method comes from.
     *
     * @return authors and place, or whose choice it is
     */
    public String source() {
        return source;
    }
}
