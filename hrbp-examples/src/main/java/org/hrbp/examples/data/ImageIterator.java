/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.data;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Mini-batches of an {@link ImageData}: features FLOAT {@code [n, channels, height, width]}, normalised as
 * {@code (value / 255 - mean) / std}; labels one-hot FLOAT {@code [n, classes]}. The last batch of an epoch may be
 * smaller.
 *
 * <p>Order and augmentation of an epoch depend on the seed and the number of the epoch only. A new iterator stands at
 * the start of epoch 0. {@link #reset()} goes to the start of the next epoch, but stays where it is if no batch was taken
 * since the start; {@link #setEpoch} goes to the start of any epoch. A run is thus resumed by {@code setEpoch(e)} before
 * {@code fit}; {@code fit} resets an iterator only when it is exhausted, so {@code fit(iterator, 3)} on a new iterator
 * sees epochs 0, 1 and 2.
 *
 * <p>An asynchronous wrapper, which DL4J puts around the iterator in {@code fit}, takes batches ahead of its user. If it
 * is left before the end, or reset by hand, call {@code setEpoch} before going on.
 *
 * <p>The interface is serializable, this class is not: the images stay in memory.
 */
public final class ImageIterator implements EpochIterator {
    private static final long serialVersionUID = 1L;

    /** All images. */
    private final ImageData data;
    /** Images per batch. */
    private final int batch;
    /** Whether each epoch has an order of its own. */
    private final boolean shuffle;
    /** Seed of the order. */
    private final long seed;
    /** Writes the features. */
    private final Augmenter augmenter;
    /** The epoch that batches are taken from. */
    private int epoch;
    /** The order of the images in this epoch. */
    private int[] order;
    /** Images taken in this epoch. */
    private int position;
    /** Applied to every batch if not null. */
    private @Nullable DataSetPreProcessor preProcessor;

    private ImageIterator(Builder builder) {
        this.data = builder.data;
        this.batch = builder.batch;
        this.shuffle = builder.shuffle;
        this.seed = builder.seed;
        this.augmenter = new Augmenter(data, builder.augment, seed, builder.padTo);
        this.order = order(0);
    }

    /**
     * Starts an iterator over all images, in order and without augmentation.
     *
     * @param data the images
     * @param batch images per batch, at least 1
     * @return a builder
     * @throws IllegalArgumentException if the batch is below 1
     */
    public static Builder builder(ImageData data, int batch) {
        return new Builder(data, batch);
    }

    /**
     * Goes to the start of an epoch.
     *
     * @param epoch number of the epoch, from 0
     * @throws IllegalArgumentException if the number is below 0
     */
    public synchronized void setEpoch(int epoch) {
        if (epoch < 0) {
            throw new IllegalArgumentException("Epoch " + epoch + " is below 0");
        }
        this.epoch = epoch;
        order = order(epoch);
        position = 0;
    }

    @Override
    public synchronized void start(int newEpoch, int batchNumber) {
        if (batchNumber < 0) {
            throw new IllegalArgumentException("Batch " + batchNumber + " is below 0");
        }
        setEpoch(newEpoch);
        position = (int) Math.min((long) batchNumber * batch, order.length);
    }

    /**
     * Returns the epoch that {@link #next()} delivers from.
     *
     * @return the number of the epoch, from 0
     */
    public synchronized int epoch() {
        return epoch;
    }

    @Override
    public synchronized void reset() {
        if (position > 0) {
            setEpoch(epoch + 1);
        }
    }

    @Override
    public synchronized boolean hasNext() {
        return position < order.length;
    }

    @Override
    public DataSet next() {
        return next(batch);
    }

    @Override
    public synchronized DataSet next(int num) {
        if (num < 1) {
            throw new IllegalArgumentException("A batch of " + num + " images is below 1");
        }
        if (!hasNext()) {
            throw new NoSuchElementException("epoch " + epoch + " is over");
        }
        int n = Math.min(num, order.length - position);
        float[] features = new float[Math.multiplyExact(n, augmenter.size())];
        float[] labels = new float[n * data.classes()];
        for (int i = 0; i < n; i++) {
            int image = order[position + i];
            augmenter.write(image, epoch, features, i * augmenter.size());
            labels[i * data.classes() + data.label(image)] = 1;
        }
        position += n;
        int[] shape = {n, data.channels(), augmenter.height(), augmenter.width()};
        DataSet result =
                new DataSet(Nd4j.create(features, shape, 'c'), Nd4j.create(labels, new int[] {n, data.classes()}, 'c'));
        if (preProcessor != null) {
            preProcessor.preProcess(result);
        }
        return result;
    }

    @Override
    public int inputColumns() {
        return augmenter.size();
    }

    @Override
    public int totalOutcomes() {
        return data.classes();
    }

    @Override
    public boolean resetSupported() {
        return true;
    }

    @Override
    public boolean asyncSupported() {
        return true;
    }

    @Override
    public int batch() {
        return batch;
    }

    @Override
    public void setPreProcessor(@Nullable DataSetPreProcessor preProcessor) {
        this.preProcessor = preProcessor;
    }

    @Override
    public @Nullable DataSetPreProcessor getPreProcessor() {
        return preProcessor;
    }

    /** Returns the numbers of the classes. */
    @Override
    public List<String> getLabels() {
        return IntStream.range(0, data.classes()).mapToObj(Integer::toString).toList();
    }

    private int[] order(int epoch) {
        return shuffle ? Shuffler.order(data.count(), seed, epoch) : Shuffler.inOrder(data.count());
    }

    /** Options of an iterator. */
    public static final class Builder {
        private final ImageData data;
        private final int batch;
        private boolean shuffle;
        private boolean augment;
        private long seed;
        private int padTo;

        private Builder(ImageData data, int batch) {
            if (batch < 1) {
                throw new IllegalArgumentException("A batch of " + batch + " images is below 1");
            }
            this.data = data;
            this.batch = batch;
        }

        /**
         * Sets whether each epoch has an order of its own.
         *
         * @param shuffle true to shuffle; default false
         * @return this
         */
        public Builder shuffle(boolean shuffle) {
            this.shuffle = shuffle;
            return this;
        }

        /**
         * Sets whether images are cropped (padded by 4 with zeros, then a random part of the old size) and flipped with
         * probability one half.
         *
         * @param augment true to augment; default false
         * @return this
         */
        public Builder augment(boolean augment) {
            this.augment = augment;
            return this;
        }

        /**
         * Sets the seed of order and augmentation.
         *
         * @param seed the seed; default 0
         * @return this
         */
        public Builder seed(long seed) {
            this.seed = seed;
            return this;
        }

        /**
         * Sets the least height and width: smaller images are padded evenly with raw zeros, as torchvision's Pad does
         * before normalisation.
         *
         * @param size least height and width; default 0, which pads nothing
         * @return this
         */
        public Builder padTo(int size) {
            this.padTo = size;
            return this;
        }

        /**
         * Makes the iterator.
         *
         * @return an iterator at the start of epoch 0
         */
        public ImageIterator build() {
            return new ImageIterator(this);
        }
    }
}
