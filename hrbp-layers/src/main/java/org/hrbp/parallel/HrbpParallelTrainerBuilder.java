/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.parallel;

import java.util.Collection;
import java.util.function.Consumer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.parallelism.ParallelWrapper;
import org.hrbp.listener.HrbpDstListener;
import org.hrbp.listener.ReplicaUpdates;
import org.hrbp.nn.layers.NamedLayer;
import org.jspecify.annotations.Nullable;

/** Makes an {@link HrbpParallelTrainer}. */
public final class HrbpParallelTrainerBuilder {
    private final Model model;
    private int workers = 2;
    private int averagingFrequency = 1;
    private boolean sharesGradients;
    private @Nullable HrbpDstListener dst;
    private Consumer<ParallelWrapper.Builder<Model>> more = builder -> {};

    HrbpParallelTrainerBuilder(Model model) {
        if (!(model instanceof MultiLayerNetwork || model instanceof ComputationGraph)) {
            throw new IllegalArgumentException("HrbpParallelTrainer trains MultiLayerNetwork and ComputationGraph, not "
                    + model.getClass().getName());
        }
        NamedLayer.of(model); // refuses a network without parameters
        this.model = model;
    }

    /**
     * Sets the number of workers, of which one trains the network itself and the others replicas. By default 2.
     *
     * @param count at least 2
     * @return this
     * @throws IllegalArgumentException if it is less
     */
    public HrbpParallelTrainerBuilder workers(int count) {
        if (count < 2) {
            throw new IllegalArgumentException("Number of workers is " + count + "; allowed is 2 or more");
        }
        this.workers = count;
        return this;
    }

    /**
     * Averages parameters and updater states after so many steps. By default 1.
     *
     * @param steps at least 1
     * @return this
     * @throws IllegalArgumentException if it is less
     */
    public HrbpParallelTrainerBuilder averagingFrequency(int steps) {
        if (steps < 1) {
            throw new IllegalArgumentException("Averaging frequency is " + steps + "; allowed is 1 or more");
        }
        this.averagingFrequency = steps;
        return this;
    }

    /**
     * Lets the workers share encoded updates in every step instead of averaging parameters, {@code SHARED_GRADIENTS} of
     * ParallelWrapper. For static patterns only.
     *
     * @return this
     */
    public HrbpParallelTrainerBuilder sharedGradients() {
        this.sharesGradients = true;
        return this;
    }

    /**
     * Updates the topology while training, decided once for all replicas.
     *
     * @param listener method and schedule, counted in steps of this trainer; it is not attached to the network and serves no other.
     *     An interval below the averaging frequency, {@code replacesStep} and {@code deepr} are refused
     * @return this
     */
    public HrbpParallelTrainerBuilder dst(HrbpDstListener listener) {
        this.dst = listener;
        return this;
    }

    /**
     * Sets further options of ParallelWrapper, such as its prefetch buffer or the threshold of shared gradients. Mode, workers,
     * averaging frequency and suppliers are this builder's.
     *
     * @param options called once, in {@link #build()}
     * @return this
     */
    public HrbpParallelTrainerBuilder wrapper(Consumer<ParallelWrapper.Builder<Model>> options) {
        this.more = more.andThen(options);
        return this;
    }

    /**
     * Makes the trainer.
     *
     * @return the trainer
     * @throws IllegalStateException if the settings contradict each other, or the listener cannot serve here: says what is
     *     allowed; nothing is changed then
     */
    public HrbpParallelTrainer build() {
        Root root = new Root(model);
        Collection<TrainingListener> listeners = root.listeners();
        if (listeners.stream().anyMatch(HrbpDstListener.class::isInstance)) {
            throw new IllegalStateException(
                    "The network has an HrbpDstListener attached, and every replica would decide"
                            + " alone; take it off and give it to dst(...)");
        }
        if (sharesGradients && dst != null) {
            throw new IllegalStateException(
                    "Dynamic sparse training with shared gradients is not supported: what workers"
                            + " still have to send would reach other weights after a topology update; leave out sharedGradients()"
                            + " to average parameters, or dst(...)");
        }
        Barrier barrier = new Barrier(root, dst == null ? null : ReplicaUpdates.of(dst, model, averagingFrequency));
        ParallelWrapper wrapper = wrapper(barrier);
        model.setListeners(listeners); // ParallelWrapper has taken them off
        barrier.attach(wrapper);
        return new HrbpParallelTrainer(root, wrapper, barrier, listeners, sharesGradients);
    }

    private ParallelWrapper wrapper(Barrier barrier) {
        ParallelWrapper.Builder<Model> builder = new ParallelWrapper.Builder<>(model);
        more.accept(builder);
        // one by one: the methods return the raw type
        builder.workers(workers);
        builder.averagingFrequency(averagingFrequency);
        builder.trainingMode(
                sharesGradients
                        ? ParallelWrapper.TrainingMode.SHARED_GRADIENTS
                        : ParallelWrapper.TrainingMode.AVERAGING);
        builder.modelParamsSupplier(barrier::parameters);
        builder.updaterParamsSupplier(barrier::updaterState);
        return builder.build();
    }
}
