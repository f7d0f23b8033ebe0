/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.reproduce;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.hrbp.examples.run.Method;
import org.hrbp.examples.run.Recipe;
import org.hrbp.examples.run.RefusedException;
import org.hrbp.examples.run.RunConfig;

/**
 * The combinations that a target runs. A run whose combination appears twice, as dense at every sparsity, is there once.
 *
 * @param nets names of networks
 * @param data names of data sets
 * @param methods lines of the table
 * @param sparsities shares of the weights that do not exist
 * @param positions kernel positions that a block keeps, of 9; 0 is the method's default
 * @param scores what decides which weights are kept; empty is the method's
 */
public record Grid(
        List<String> nets,
        List<String> data,
        List<TableMethod> methods,
        List<Double> sparsities,
        List<Integer> positions,
        List<String> scores) {
    /**
     * Copies the lists.
     *
     * @param nets names of networks
     * @param data names of data sets
     * @param methods lines of the table
     * @param sparsities shares of the weights that do not exist
     * @param positions kernel positions that a block keeps
     * @param scores what decides which weights are kept
     */
    public Grid {
        nets = List.copyOf(nets);
        data = List.copyOf(data);
        methods = List.copyOf(methods);
        sparsities = List.copyOf(sparsities);
        positions = List.copyOf(positions);
        scores = List.copyOf(scores);
    }

    static Grid of(List<String> nets, List<String> data, List<TableMethod> methods, List<Double> sparsities) {
        return new Grid(nets, data, methods, sparsities, List.of(0), List.of(""));
    }

    Grid withPositions(List<Integer> other) {
        return new Grid(nets, data, methods, sparsities, other, scores);
    }

    Grid withScores(List<String> other) {
        return new Grid(nets, data, methods, sparsities, positions, other);
    }

    /**
     * A part of this grid, or another one of the same kind.
     *
     * @param otherNets networks; empty keeps these
     * @param otherData data sets; empty keeps these
     * @param otherMethods lines of the table; empty keeps these
     * @param otherSparsities shares of the weights that do not exist; empty keeps these
     * @return the grid
     */
    public Grid with(
            List<String> otherNets,
            List<String> otherData,
            List<TableMethod> otherMethods,
            List<Double> otherSparsities) {
        return new Grid(
                or(otherNets, nets),
                or(otherData, data),
                or(otherMethods, methods),
                or(otherSparsities, sparsities),
                positions,
                scores);
    }

    private static <T> List<T> or(List<T> given, List<T> otherwise) {
        return given.isEmpty() ? otherwise : given;
    }

    /**
     * The recipe that its runs follow.
     *
     * @return that of the first of its nets
     */
    public RunConfig recipe() {
        return Recipe.of(nets.get(0), data.get(0), Method.DENSE, null);
    }

    /** Its runs, seed by seed, so that a grid that is stopped has whole tables of the first seeds. */
    List<Cell> cells(int seeds) {
        Set<Cell> cells = new LinkedHashSet<>();
        LongStream.rangeClosed(1, seeds)
                .forEach(seed -> nets.forEach(net -> data.forEach(set -> {
                    each(net, set, seed, cells::add);
                })));
        return List.copyOf(cells);
    }

    private void each(String net, String set, long seed, Consumer<Cell> sink) {
        for (double sparsity : sparsities) {
            for (TableMethod method : methods) {
                for (int n : positions) {
                    for (String score : scores) {
                        sink.accept(new Cell(net, set, method, sparsity, n, score, seed));
                    }
                }
            }
        }
    }

    /**
     * Checks the numbers; names are checked by the runs' configurations.
     *
     * @throws RefusedException if a sparsity is out of range
     */
    void check() {
        for (double sparsity : sparsities) {
            if (!(sparsity > 0 && sparsity < 1)) {
                throw new RefusedException("--sparsities " + sparsity + " is not possible, it must be in (0, 1)");
            }
        }
    }
}
