/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.run;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.hrbp.density.Allocations;
import org.hrbp.density.ScoreAllocation;
import org.hrbp.evolve.DstMethods;
import org.hrbp.evolve.UpdateSchedule;
import org.hrbp.model.Hrbp;
import org.hrbp.model.SparsifySpec;
import org.hrbp.model.channel.ChannelPlan;
import org.hrbp.pattern.DenseStructure;
import org.hrbp.pattern.StructureOptions;
import org.hrbp.pattern.Structures;
import org.hrbp.score.LayerScores;
import org.hrbp.score.Score;
import org.hrbp.score.ScoreMethods;
import org.hrbp.zoo.NarrowNets;
import org.hrbp.zoo.NetSpec;
import org.hrbp.zoo.Zoo;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.learning.config.Nesterovs;

/** The network of a run. */
public final class Networks {
    /**
     * GraSP's recipe is SGD with momentum 0.9 without Nesterov's look-ahead. DL4J has no such updater: this is its
     * {@code Nesterovs}, the nearest it has.
     */
    private static final double MOMENTUM = 0.9;

    /** The nets for CIFAR want 32x32, and ResNet-50 no less; the small one takes images as they are. */
    private static final int PADDED = 32;

    private static final String UNPADDED_NET = "small-cnn";

    /** Value of {@code --dst} for static patterns. */
    public static final String STATIC = "none";

    private static final String RANDOM = "random";
    private static final String CLASSIFIER = "classifier";

    private Networks() {}

    /**
     * The network that a run begins with.
     *
     * @param config the run
     * @param shape shape of the network's input
     * @param stepsPerEpoch steps that an epoch has, for the schedule
     * @param scoring labelled batches for scores that need data; asked for by them only
     * @return the network with initial weights
     * @throws RefusedException if a name or value is not possible
     */
    public static ComputationGraph init(
            RunConfig config, InputShape shape, int stepsPerEpoch, Supplier<List<DataSet>> scoring) {
        NetSpec spec = spec(config, shape, stepsPerEpoch);
        try {
            return switch (Method.byId(config.method())) {
                case LTH -> dense(spec);
                case SMALL_DENSE -> NarrowNets.equalWeights(spec).init();
                case RC -> channels(config, spec, scoring);
                default -> drawn(config) ? Zoo.build(spec).init() : Hrbp.sparsify(dense(spec), rule(config, scoring));
            };
        } catch (IllegalArgumentException e) {
            throw new RefusedException(OneLine.of(e));
        }
    }

    private static NetSpec spec(RunConfig config, InputShape shape, int stepsPerEpoch) {
        Schedule schedule = Schedule.byName(config.schedule());
        return new NetSpec(
                config.net(),
                shape.classes(),
                shape.channels(),
                shape.height(),
                shape.width(),
                config.structure(),
                config.sparsity(),
                config.allocation(),
                config.groupRows(),
                config.blockDensity(),
                config.coverChannels(),
                movesCounts(config),
                config.nonZeroSeed(0),
                new Nesterovs(schedule.of(config.lr(), config.epochs(), stepsPerEpoch), MOMENTUM),
                config.weightDecay());
    }

    /** Whether the network draws its patterns itself when it is initialised. */
    private static boolean drawn(RunConfig config) {
        return config.score().equals(RANDOM)
                && config.partition().equals(StructureOptions.DEFAULT.partitioner())
                && !config.allocation().equals(ScoreAllocation.ID);
    }

    /** With the initial weights that every method shares. */
    private static ComputationGraph dense(NetSpec spec) {
        return Zoo.build(spec.dense()).init();
    }

    private static ComputationGraph channels(RunConfig config, NetSpec spec, Supplier<List<DataSet>> scoring) {
        ComputationGraph dense = dense(spec);
        long seed = config.nonZeroSeed(0);
        ChannelPlan plan = config.score().equals(RANDOM)
                ? ChannelPlan.of(dense, config.sparsity(), seed)
                : ChannelPlan.of(dense, config.sparsity(), seed, scores(config, dense, scoring));
        return Hrbp.withPatterns(dense, plan.patterns(), config.structure());
    }

    private static LayerScores scores(RunConfig config, ComputationGraph dense, Supplier<List<DataSet>> scoring) {
        Score score = ScoreMethods.byId(config.score());
        return score.of(dense, batches(score, scoring), config.nonZeroSeed(0));
    }

    private static List<MultiDataSet> batches(Score score, Supplier<List<DataSet>> scoring) {
        return score.needsData()
                ? scoring.get().stream().map(DataSet::toMultiDataSet).toList()
                : List.of();
    }

    private static SparsifySpec rule(RunConfig config, Supplier<List<DataSet>> scoring) {
        if (config.score().equals(RANDOM) && !config.allocation().equals(ScoreAllocation.ID)) {
            return rule(config).build(); // as a network draws its patterns itself
        }
        Score score = ScoreMethods.byId(config.score());
        return rule(config).score(score, batches(score, scoring)).build();
    }

    /** What a configuration says of the patterns, but for the score. */
    static SparsifySpec.Builder rule(RunConfig config) {
        SparsifySpec.Builder rule = SparsifySpec.builder();
        if (config.allocation().equals(ScoreAllocation.ID)
                || config.allocation().equals("erk-pure")) {
            rule.firstConvolutionDense(false).outputDense(false);
        } else {
            rule.keepDense(CLASSIFIER);
        }
        return rule.structure(config.structure())
                .sparsity(config.structure().equals(DenseStructure.ID) ? 0 : config.sparsity())
                .allocation(config.allocation())
                .options(StructureOptions.DEFAULT.withPartitioner(config.partition()))
                .groupRows(config.groupRows())
                .blockDensity(config.blockDensity())
                .coverChannels(config.coverChannels())
                .seed(config.nonZeroSeed(0));
    }

    /**
     * The names of the dynamic methods.
     *
     * @return none first
     */
    public static List<String> dynamic() {
        List<String> names = new ArrayList<>(List.of(STATIC));
        names.addAll(DstMethods.ids());
        return names;
    }

    /**
     * The static method whose patterns a dynamic one starts from.
     *
     * @param dst one of {@link #dynamic()}
     * @param otherwise method without dynamic sparse training
     * @return the method
     * @throws RefusedException if there is no dynamic method of that name
     */
    public static Method methodOf(String dst, String otherwise) {
        Names.index("--dst", dst, dynamic());
        return dst.equals(STATIC) ? Method.byId(otherwise) : Method.ofStructure(structureOf(dst));
    }

    private static String structureOf(String dst) {
        return DstMethods.byId(dst).unit().structureId();
    }

    /** An option that the method would ignore is refused. */
    private static void checkMethod(RunConfig config) {
        Method method = Method.byId(config.method());
        String partition = StructureOptions.DEFAULT.partitioner();
        checkUse(method, "allocation", config.allocation(), method.allocation());
        checkUse(method, "score", config.score(), method.score());
        checkUse(method, "partition", config.partition(), partition);
        if (method != Method.LTH
                && (config.pruneRate() != RunConfig.PRUNE_RATE
                        || config.rewindEpochs() != 0
                        || config.roundEpochs() != 0)) {
            throw new RefusedException(
                    "--prune-rate, --rewind-epochs and --round-epochs go with --method lth only, not with "
                            + method.id());
        }
    }

    private static void checkUse(Method method, String option, String value, String own) {
        if (!method.takes(option) && !value.equals(own)) {
            throw new RefusedException("--" + option + " " + value + " has no effect on --method " + method.id()
                    + (option.equals("partition") ? "" : ", which has " + own));
        }
    }

    private static void checkDynamic(RunConfig config) {
        Names.index("--dst", config.dst(), dynamic());
        if (config.dst().equals(STATIC)) {
            if (config.interval() != UpdateSchedule.DEFAULT_INTERVAL
                    || config.dropFraction() != UpdateSchedule.DEFAULT_DROP_FRACTION
                    || config.until() != UpdateSchedule.DEFAULT_UNTIL) {
                throw new RefusedException("--interval, --drop-fraction and --until go with --dst only");
            }
            return;
        }
        if (!structureOf(config.dst()).equals(config.structure())
                || config.method().equals(Method.LTH.id())) {
            throw new RefusedException("--dst " + config.dst() + " updates patterns of structure "
                    + structureOf(config.dst()) + "; it does not go with --method " + config.method());
        }
        if (movesCounts(config) && !drawn(config)) {
            throw new RefusedException("--dst " + config.dst() + " needs layers with room for more weights, which only"
                    + " random patterns have; leave out --score, --partition and --allocation " + ScoreAllocation.ID);
        }
    }

    /** Whether layers need spare slots. */
    private static boolean movesCounts(RunConfig config) {
        return !config.dst().equals(STATIC) && !DstMethods.byId(config.dst()).keepsLayerCounts();
    }

    /**
     * The names of all allocations.
     *
     * @return those that need no scores, then the one that does
     */
    public static List<String> allocations() {
        List<String> names = new ArrayList<>(Allocations.ids());
        names.add(ScoreAllocation.ID);
        return names;
    }

    /**
     * Checks a configuration, but for the data set.
     *
     * @param config the run
     * @throws RefusedException if a name is unknown or a number out of range: says what is allowed
     */
    public static void check(RunConfig config) {
        config.checkNumbers();
        Names.index("--net", config.net(), Zoo.names());
        Method.byId(config.method());
        Names.index("--structure", config.structure(), Structures.ids());
        Names.index("--allocation", config.allocation(), allocations());
        Names.index("--score", config.score(), ScoreMethods.ids());
        Names.index("--partition", config.partition(), StructureOptions.PARTITIONERS);
        Schedule.byName(config.schedule());
        checkDynamic(config);
        checkMethod(config);
    }

    /**
     * The size to which smaller images are padded.
     *
     * @param net name of the network
     * @return least height and width; 0 pads nothing
     */
    static int padTo(String net) {
        return net.equals(UNPADDED_NET) ? 0 : PADDED;
    }
}
