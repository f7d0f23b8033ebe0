/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.samediff;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.hrbp.evolve.DstMethod;
import org.hrbp.evolve.DstMethods;
import org.hrbp.evolve.EverLived;
import org.hrbp.evolve.GradientTerm;
import org.hrbp.evolve.TopologyUpdate;
import org.hrbp.evolve.Unit;
import org.hrbp.evolve.UpdateCheck;
import org.hrbp.evolve.UpdateSchedule;
import org.hrbp.evolve.Values;
import org.hrbp.kernel.Memory;
import org.hrbp.pattern.HrbpStructure;
import org.hrbp.pattern.PatternState;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.autodiff.listeners.BaseListener;
import org.nd4j.autodiff.listeners.Loss;
import org.nd4j.autodiff.listeners.Operation;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Dynamic sparse training of a SameDiff graph: the same updates, step by step, as {@code HrbpDstListener} makes in a DL4J network
 * of the same layer names, weights and data. Attach it by {@code sd.addListeners}; give it first, so that others who save the graph
 * in {@code iterationDone} save what this one leaves.
 *
 * <p>In a step with an update it ranks weights and gradients as they were before the optimizer's step, which is then made with the
 * new topology: gradients of grown weights are 0, updater state moves with its weights. Steps are the training configuration's
 * iteration count; the step of the last update is in each pattern, so a saved graph goes on where it was. Serves one graph.
 */
public final class SameDiffDstListener extends BaseListener {
    private static final Logger LOG = LoggerFactory.getLogger(SameDiffDstListener.class);

    /** Scalar of ops that have got the initial weights of a method's gradient term. */
    private static final float STARTED = 1;

    private final Builder settings;
    private final EverLived everLived = new EverLived();
    private final Map<String, HeldStep> held = new LinkedHashMap<>();
    private final List<INDArray> candidates = new ArrayList<>();
    private Map<String, DstOp> ops = Map.of();
    private Set<String> due = Set.of();
    private @Nullable SameDiff graph;
    private @Nullable DstMethod method;
    private long updates;

    private SameDiffDstListener(Builder settings) {
        this.settings = settings;
    }

    /**
     * Starts a listener.
     *
     * @param schedule when updates are made and how much they drop
     * @return the builder
     */
    public static Builder builder(UpdateSchedule schedule) {
        return new Builder(schedule);
    }

    @Override
    public boolean isActive(Operation operation) {
        return operation == Operation.TRAINING;
    }

    @Override
    public void iterationStart(SameDiff sd, At at, MultiDataSet data, long etlTimeMs) {
        List<DstOp> all = DstOp.of(sd, settings.ops);
        DstMethod chosen = attach(sd, all);
        forget();
        start(chosen, all, at.iteration());
        ops = new LinkedHashMap<>();
        all.forEach(op -> ops.put(op.weights(), op));
        due = Set.of();
        if (settings.schedule.updatesAt(at.iteration())) {
            due = Set.copyOf(all.stream()
                    .filter(op ->
                            settings.schedule.isDue(at.iteration(), op.state().lastUpdateStep()))
                    .map(DstOp::weights)
                    .toList());
        }
    }

    @SuppressWarnings("ReferenceEquality") // this very graph
    private DstMethod attach(SameDiff sd, List<DstOp> all) {
        if (graph != null && graph != sd) {
            throw new IllegalStateException(
                    "This listener serves another graph already; every graph needs its own SameDiffDstListener");
        }
        DstMethod chosen = method;
        if (chosen == null) {
            boolean hrbp =
                    all.stream().anyMatch(op -> op.op().attributes().structure().equals(HrbpStructure.ID));
            chosen = settings.method == null ? DstMethods.byId(hrbp ? "hrbp" : "rigl") : settings.method;
            DstOp.check(all, chosen);
            if (settings.repickEvery > 0 && chosen.unit() != Unit.COLUMN) {
                throw new IllegalStateException("Positions of HRBP groups can be re-picked with methods of unit "
                        + Unit.COLUMN + " only, not with \"" + chosen.id() + "\"");
            }
            all.forEach(op -> everLived.add(op.name(), op.state().pattern()));
            graph = sd;
            method = chosen;
        }
        return chosen;
    }

    /** Gives an untrained graph the weights that the method wants to start from, once. */
    private void start(DstMethod chosen, List<DstOp> all, long step) {
        GradientTerm term = chosen.gradientTerm();
        if (term == null || step > 0) {
            return;
        }
        for (DstOp op : all) {
            PatternState state = op.state();
            if (state.scalar() == 0 && state.lastUpdateStep() == PatternState.NEVER) {
                Memory weights = Memory.of(op.weightArray());
                int[] places = state.pattern().denseIndices();
                Values initial =
                        term.initialWeights(op.name(), places, HeldStep.values(op.weightArray()), settings.seed);
                for (int i = 0; i < places.length; i++) {
                    weights.set(i, initial.get(i));
                }
                op.setState(new PatternState(state.pattern(), state.structureId(), state.lastUpdateStep(), STARTED));
            }
        }
    }

    @Override
    public void opExecution(
            SameDiff sd, At at, MultiDataSet batch, SameDiffOp executed, OpContext context, INDArray[] outputs) {
        if (!(executed.getOp() instanceof BackwardOp backward) || graph == null || method == null) {
            return;
        }
        DstOp op = ops.get(executed.getInputsToOp().get(SparseOp.WEIGHTS));
        if (op == null) {
            return;
        }
        INDArray gradient = outputs[1];
        GradientTerm term = method.gradientTerm();
        if (term != null) {
            add(term, op, gradient, at.iteration());
        }
        if (due.contains(op.weights())) {
            DstMethod planner = planner(method, at.iteration());
            INDArray grow = null;
            if (planner.needsGradient()) {
                grow = backward.gradientAt(planner.unit().candidates(op.state().pattern()), context.getInputArrays());
                candidates.add(grow);
            }
            held.put(
                    op.weights(),
                    new HeldStep(op, gradient, graph.getUpdaterMap().get(op.weights()), grow));
        }
    }

    private void add(GradientTerm term, DstOp op, INDArray gradient, long step) {
        double progress = Math.min(1, (double) step / settings.totalSteps);
        int[] places = op.state().pattern().denseIndices();
        Values addend = term.at(op.name(), places, step, progress, settings.seed);
        Memory target = Memory.of(gradient);
        for (int i = 0; i < places.length; i++) {
            target.set(i, target.get(i) + addend.get(i));
        }
    }

    private DstMethod planner(DstMethod chosen, long step) {
        int every = settings.repickEvery;
        return every > 0 && (settings.schedule.updatesBefore(step) + 1) % every == 0
                ? DstMethods.hrbpPositions()
                : chosen;
    }

    @Override
    public void iterationDone(SameDiff sd, At at, MultiDataSet data, Loss loss) {
        try {
            if (!held.isEmpty()) {
                update(Objects.requireNonNull(graph), planner(Objects.requireNonNull(method), at.iteration()), at);
            }
        } finally {
            forget();
        }
    }

    private void update(SameDiff sd, DstMethod planner, At at) {
        long step = at.iteration();
        List<HeldStep> steps = ops.keySet().stream()
                .filter(held::containsKey)
                .map(weights -> Objects.requireNonNull(held.get(weights)))
                .toList();
        List<TopologyUpdate> planned = planner.plan(
                steps.stream().map(HeldStep::topology).toList(), step, settings.schedule.fraction(step), settings.seed);
        for (int i = 0; i < steps.size(); i++) {
            DstOp op = steps.get(i).op();
            String problem =
                    UpdateCheck.problem(planned.get(i), op.name(), op.state().pattern(), planner, step, op::checkState);
            if (problem != null) {
                throw new IllegalStateException("DST method \"" + planner.id() + "\", op \"" + op.name() + "\": "
                        + problem + "; the topology was not changed");
            }
        }
        for (int i = 0; i < steps.size(); i++) {
            steps.get(i).redo(planned.get(i), sd.getTrainingConfig(), at);
            everLived.add(planned.get(i).layer(), planned.get(i).state().pattern());
        }
        updates++;
        LOG.info("Topology update at step {} ({}): {}", step, planner.id(), planned);
        settings.consumer.accept(planned);
    }

    private void forget() {
        held.clear();
        candidates.forEach(INDArray::close);
        candidates.clear();
    }

    /**
     * Number of topology updates made.
     *
     * @return 0 or more, by this listener
     */
    public long updates() {
        return updates;
    }

    /**
     * The weights that were ever kept since this listener was attached.
     *
     * @return the record that this listener adds to
     */
    public EverLived everLived() {
        return everLived;
    }

    /** Settings of a listener. */
    public static final class Builder {
        private final UpdateSchedule schedule;
        private @Nullable DstMethod method;
        private long totalSteps;
        private long seed;
        private Set<String> ops = Set.of();
        private int repickEvery;
        private Consumer<List<TopologyUpdate>> consumer = made -> {};

        private Builder(UpdateSchedule schedule) {
            this.schedule = schedule;
        }

        /**
         * Sets the method. Default: {@code hrbp} if the graph has HRBP ops, else {@code rigl}.
         *
         * @param newMethod see {@link DstMethods#byId}
         * @return this
         */
        public Builder method(DstMethod newMethod) {
            this.method = newMethod;
            return this;
        }

        /**
         * Sets the length of the whole training, which only methods that add to the gradient need.
         *
         * @param steps at least 1
         * @return this
         * @throws IllegalArgumentException if it is below 1
         */
        public Builder totalSteps(long steps) {
            if (steps < 1) {
                throw new IllegalArgumentException("Total steps " + steps + " is below 1");
            }
            this.totalSteps = steps;
            return this;
        }

        /**
         * Sets the seed of ties and random growth, by default 0. A DL4J network's listener takes the network's.
         *
         * @param newSeed any number
         * @return this
         */
        public Builder seed(long newSeed) {
            this.seed = newSeed;
            return this;
        }

        /**
         * Restricts the updates to some ops; by default all trained sparse ops whose structure is not {@code dense}.
         *
         * @param names names of their output variables
         * @return this
         */
        public Builder ops(String... names) {
            this.ops = Set.of(names);
            return this;
        }

        /**
         * Lets every k-th update re-pick a kernel position of each HRBP group instead, see {@link DstMethods#hrbpPositions()}.
         *
         * @param everyKth 1 or more, or 0 for never, the default
         * @return this
         * @throws IllegalArgumentException if it is negative
         */
        public Builder repickPositions(int everyKth) {
            if (everyKth < 0) {
                throw new IllegalArgumentException("Positions are to be re-picked in every " + everyKth
                        + "th update; allowed is 0 (never) or more");
            }
            this.repickEvery = everyKth;
            return this;
        }

        /**
         * Hands every update to somebody, once it is made.
         *
         * @param newConsumer called in the training thread with one update per op
         * @return this
         */
        public Builder onUpdate(Consumer<List<TopologyUpdate>> newConsumer) {
            this.consumer = newConsumer;
            return this;
        }

        /**
         * Makes the listener.
         *
         * @return the listener
         * @throws IllegalStateException if the method needs the total steps and they are missing
         */
        public SameDiffDstListener build() {
            if (method != null && method.gradientTerm() != null && totalSteps == 0) {
                throw new IllegalStateException("DST method \"" + method.id()
                        + "\" depends on the share of the training that is done; set totalSteps");
            }
            return new SameDiffDstListener(this);
        }
    }
}
