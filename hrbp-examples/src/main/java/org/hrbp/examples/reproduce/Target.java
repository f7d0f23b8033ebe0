/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.reproduce;

import java.util.List;
import java.util.stream.Stream;
import org.hrbp.examples.run.Names;

/** A table, figure or ablation of the paper: which runs it needs and what is measured beside them. */
public enum Target {
    /** Static methods, accuracy and speed. */
    TABLE1(
            "table1",
            "Table 1: static sparse training on CIFAR",
            Grid.of(
                    List.of("resnet32-wide", "vgg19"),
                    List.of("cifar10", "cifar100"),
                    List.of(
                            TableMethod.DENSE,
                            TableMethod.SMALL_DENSE,
                            TableMethod.RU,
                            TableMethod.LTH,
                            TableMethod.SNIP,
                            TableMethod.GRASP,
                            TableMethod.RC,
                            TableMethod.GROUPING,
                            TableMethod.HRBP),
                    List.of(0.9, 0.95)),
            Measure.STEPS),
    /** Static methods on ImageNet. */
    TABLE2(
            "table2",
            "Table 2: static sparse training on ImageNet",
            Grid.of(
                    List.of("resnet50"),
                    List.of("imagenet"),
                    List.of(TableMethod.DENSE, TableMethod.SNIP, TableMethod.GRASP, TableMethod.HRBP),
                    List.of(0.6, 0.8)),
            Measure.STEPS),
    /** Dynamic methods, accuracy. */
    TABLE3(
            "table3",
            "Table 3: dynamic sparse training on CIFAR",
            Grid.of(
                    List.of("resnet32-wide", "vgg19"),
                    List.of("cifar10", "cifar100"),
                    List.of(
                            TableMethod.DEEPR,
                            TableMethod.DSR,
                            TableMethod.SET,
                            TableMethod.RIGL,
                            TableMethod.HRBP,
                            TableMethod.HRBP_DST),
                    List.of(0.9, 0.95)),
            Measure.NOTHING),
    /** Accuracy against sparsity. */
    FIG4("fig4", "Accuracy against sparsity: VGG-19 and ResNet-32", curves("vgg19", "resnet32-wide"), Measure.NOTHING),
    /** Accuracy against sparsity, the deeper net. */
    FIG5("fig5", "Accuracy against sparsity: ResNet-56", curves("resnet56-wide"), Measure.NOTHING),
    /** Speed of training steps against sparsity. */
    FIG6(
            "fig6",
            "Figure 6: speed of training against sparsity",
            Grid.of(
                    List.of("vgg19", "resnet32-wide"),
                    List.of("cifar10"),
                    List.of(TableMethod.RU, TableMethod.RC, TableMethod.GROUPING, TableMethod.HRBP),
                    List.of(0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98)),
            Measure.STEPS_ONLY),
    /** Speed of the layers at inference. */
    FIG7(
            "fig7",
            "Figure 7: speed of each layer of VGG-19 at inference",
            Grid.of(List.of("vgg19"), List.of("cifar10"), List.of(TableMethod.HRBP), List.of(0.9)),
            Measure.LAYERS_ONLY),
    /** Kernel positions that a block keeps. */
    ABLATION_BLOCK(
            "ablation-block",
            "Ablation: block density",
            Grid.of(List.of("resnet32-wide"), List.of("cifar10"), List.of(TableMethod.HRBP), List.of(0.9, 0.95))
                    .withPositions(List.of(9, 6, 4, 3, 2, 1)),
            Measure.STEPS),
    /** What decides which weights are kept, densities being the same. */
    ABLATION_INIT(
            "ablation-init",
            "Ablation: mask initialisation",
            Grid.of(List.of("resnet32-wide"), List.of("cifar10"), List.of(TableMethod.HRBP), List.of(0.9, 0.95))
                    .withScores(List.of("random", "magnitude", "snip", "grasp")),
            Measure.NOTHING),
    /** What becomes of blocks in the backward pass. */
    BLOCKS(
            "blocks",
            "Blocks in the backward pass",
            Grid.of(
                    List.of("resnet32-wide"),
                    List.of("cifar10"),
                    List.of(TableMethod.RU, TableMethod.GROUPING, TableMethod.HRBP),
                    List.of(0.9)),
            Measure.BLOCKS);

    /** What is measured beside the runs, or instead of them. */
    enum Measure {
        /** Nothing. */
        NOTHING,
        /** Training steps of each trained net, beside the dense one. */
        STEPS,
        /** Training steps of nets that need not be trained for that. */
        STEPS_ONLY,
        /** Layers of nets that need not be trained for that. */
        LAYERS_ONLY,
        /** The blocks of each trained net. */
        BLOCKS
    }

    private final String id;
    private final String title;

    @SuppressWarnings("ImmutableEnumChecker") // its lists are unmodifiable copies
    private final Grid grid;

    private final Measure measure;

    Target(String id, String title, Grid grid, Measure measure) {
        this.id = id;
        this.title = title;
        this.grid = grid;
        this.measure = measure;
    }

    private static Grid curves(String... nets) {
        return Grid.of(
                List.of(nets),
                List.of("cifar10"),
                List.of(
                        TableMethod.DENSE,
                        TableMethod.SMALL_DENSE,
                        TableMethod.RU,
                        TableMethod.RC,
                        TableMethod.GROUPING,
                        TableMethod.HRBP),
                List.of(0.6, 0.8, 0.9, 0.95));
    }

    /**
     * The names of all targets.
     *
     * @return their ids
     */
    public static List<String> ids() {
        return Stream.of(values()).map(Target::id).toList();
    }

    /**
     * Finds a target.
     *
     * @param id one of {@link #ids()}
     * @return the target
     * @throws org.hrbp.examples.run.RefusedException if there is none of that name
     */
    public static Target byId(String id) {
        return values()[Names.index("TARGET", id, ids())];
    }

    /**
     * Name on the command line.
     *
     * @return the id
     */
    public String id() {
        return id;
    }

    /** Headline. */
    String title() {
        return title;
    }

    /**
     * Its runs, as in the paper.
     *
     * @return the whole grid
     */
    public Grid grid() {
        return grid;
    }

    Measure measure() {
        return measure;
    }

    /** Whether something is timed. */
    boolean timesSteps() {
        return measure != Measure.NOTHING && measure != Measure.BLOCKS;
    }

    /** Whether networks are trained. */
    boolean trains() {
        return measure != Measure.STEPS_ONLY && measure != Measure.LAYERS_ONLY;
    }
}
