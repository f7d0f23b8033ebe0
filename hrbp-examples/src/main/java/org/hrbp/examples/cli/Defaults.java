/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.cli;

import org.hrbp.examples.run.Method;
import org.hrbp.examples.run.Names;
import org.hrbp.examples.run.Networks;
import org.hrbp.examples.run.Recipe;
import org.hrbp.examples.run.RefusedException;
import org.hrbp.examples.run.RunConfig;
import org.hrbp.zoo.Zoo;
import org.jspecify.annotations.Nullable;

/**
 * Completes the options to a configuration: an option that was not given is as in the run that is resumed, else as in the
 * {@link Recipe}.
 */
final class Defaults {
    private Defaults() {}

    /**
     * Makes the configuration.
     *
     * @param recorded configuration of the run to resume, or null
     * @throws RefusedException if net or data are missing, or a value is not possible
     */
    static RunConfig complete(NetOptions net, RecipeOptions recipe, @Nullable RunConfig recorded) {
        RunConfig base = recorded == null ? recipe(net, recipe) : recorded;
        Method method = method(net, recipe.dst, base.method());
        return new RunConfig(
                or(net.net, base.net()),
                or(net.data, base.data()),
                method.id(),
                method.structure(),
                or(net.sparsity, base.sparsity()),
                or(net.allocation, base.allocation()),
                or(net.score, base.score()),
                or(net.partition, base.partition()),
                or(net.pruneRate, base.pruneRate()),
                or(net.rewindEpochs, base.rewindEpochs()),
                or(net.roundEpochs, base.roundEpochs()),
                or(recipe.dst, base.dst()),
                or(recipe.interval, base.interval()),
                or(recipe.dropFraction, base.dropFraction()),
                or(recipe.until, base.until()),
                or(net.blockDensity, base.blockDensity()),
                or(net.groupRows, base.groupRows()),
                or(net.coverChannels, base.coverChannels()),
                or(recipe.epochs, base.epochs()),
                or(recipe.batch, base.batch()),
                or(recipe.lr, base.lr()),
                or(recipe.schedule, base.schedule()),
                or(recipe.weightDecay, base.weightDecay()),
                or(net.seed, base.seed()),
                or(recipe.limit, base.limit()),
                or(recipe.limitTest, base.limitTest()));
    }

    private static RunConfig recipe(NetOptions options, RecipeOptions recipe) {
        String net = required("--net", options.net);
        Names.index("--net", net, Zoo.names());
        return Recipe.of(
                net, required("--data", options.data), method(options, recipe.dst, Method.HRBP.id()), recipe.batch);
    }

    /** A structure alone stands for a method, and so does a dynamic method; a method and a structure must agree. */
    private static Method method(NetOptions options, @Nullable String dst, String otherwise) {
        if (options.method == null && options.structure != null) {
            return Method.ofStructure(options.structure);
        }
        if (options.method == null && dst != null) {
            return Networks.methodOf(dst, otherwise);
        }
        Method method = Method.byId(or(options.method, otherwise));
        if (options.structure != null && !options.structure.equals(method.structure())) {
            throw new RefusedException("--structure " + options.structure + " does not go with --method " + method.id()
                    + ", whose structure is " + method.structure());
        }
        return method;
    }

    private static String required(String option, @Nullable String value) {
        if (value == null) {
            throw new RefusedException(option + " is missing");
        }
        return value;
    }

    private static <T> T or(@Nullable T given, T otherwise) {
        return given == null ? otherwise : given;
    }
}
