/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.bench;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.hrbp.density.Allocations;
import org.hrbp.examples.run.Names;
import org.hrbp.examples.run.RefusedException;
import org.hrbp.pattern.Structures;
import org.hrbp.zoo.Zoo;

/**
 * What a benchmark measures.
 *
 * @param net name of the network, see {@link Zoo#names()}
 * @param structures structures of the patterns, at least one
 * @param sparsities shares of the weights that do not exist, each in [0, 1), at least one
 * @param allocation how the density is spread over the layers
 * @param batch images per step, at least 1
 * @param warmup steps of each row before the timed ones, at least 0
 * @param steps timed steps of each row, at least 1
 * @param seed seed of weights, patterns and images
 */
public record BenchConfig(
        String net,
        List<String> structures,
        List<Double> sparsities,
        String allocation,
        int batch,
        int warmup,
        int steps,
        long seed) {
    /**
     * Checks everything.
     *
     * @throws RefusedException if a name is unknown or a number out of range: says what is allowed
     */
    public void check() {
        Names.index("--net", net, Zoo.names());
        structures.forEach(structure -> Names.index("--structure", structure, Structures.ids()));
        Names.index("--allocation", allocation, Allocations.ids());
        for (double sparsity : sparsities) {
            check(sparsity >= 0 && sparsity < 1, "--sparsity", sparsity, "in [0, 1)");
        }
        check(!structures.isEmpty(), "--structure", "nothing", "at least one name");
        check(!sparsities.isEmpty(), "--sparsity", "nothing", "at least one number");
        check(batch >= 1, "--batch", batch, "at least 1");
        check(warmup >= 0, "--warmup", warmup, "at least 0");
        check(steps >= 1, "--steps", steps, "at least 1");
        check(seed != 0, "--seed", seed, "other than 0");
    }

    static void check(boolean allowed, String option, Object value, String what) {
        if (!allowed) {
            throw new RefusedException(option + " " + value + " is not possible, it must be " + what);
        }
    }

    /**
     * The rows: every structure at every sparsity, {@code dense} once.
     *
     * @return in the order given
     */
    List<Variant> variants() {
        Set<Variant> all = new LinkedHashSet<>();
        for (String structure : structures) {
            for (double sparsity : sparsities) {
                all.add(structure.equals(Variant.DENSE.structure()) ? Variant.DENSE : new Variant(structure, sparsity));
            }
        }
        return List.copyOf(all);
    }
}
