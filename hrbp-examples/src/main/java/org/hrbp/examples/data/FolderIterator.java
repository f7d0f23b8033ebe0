/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Mini-batches of an {@link ImageFolder}: features FLOAT {@code [n, 3, size, size]}, labels one-hot FLOAT {@code [n, classes]}.
 * Threads of its own decode and augment the images of the next few batches while one is in use. What a batch holds depends on the
 * seed, the epoch and the number of the batch only, whatever the number of threads. The last batch of an epoch may be smaller, and
 * so is one with images that cannot be read and are skipped.
 *
 * <p>For one consuming thread. DL4J is told not to put an asynchronous wrapper around it.
 */
public final class FolderIterator implements EpochIterator {
    private static final long serialVersionUID = 1L;

    /** Batches in the making; bounds the memory. */
    private static final int AHEAD = 3;

    /** The images. */
    private final ImageFolder folder;
    /** Makes squares of them. */
    private final ImageTransform transform;
    /** Images per batch. */
    private final int batch;
    /** Threads and what to do about corrupt images. */
    private final LoaderOptions options;
    /** Decodes. */
    private final ExecutorService workers;
    /** Batches in the making, the next one first. */
    private final Queue<Pending> pending = new ArrayDeque<>();
    /** Images that were left out so far. */
    private final Set<Path> skipped = ConcurrentHashMap.newKeySet();
    /** The epoch that batches are taken from. */
    private int epoch;
    /** The order of the images in this epoch. */
    private int[] order = {};
    /** Batches taken in this epoch. */
    private int taken;
    /** Batches of this epoch that were begun. */
    private int begun;
    /** Applied to every batch if not null. */
    private @Nullable DataSetPreProcessor preProcessor;

    /** A batch in the making. */
    private static final class Pending {
        private final int[] images;
        private final float[] features;
        private final List<Future<Boolean>> decoded = new ArrayList<>();

        Pending(int[] images, int values) {
            this.images = images;
            this.features = new float[images.length * values];
        }
    }

    /**
     * Makes an iterator at the start of epoch 0.
     *
     * @param folder the images
     * @param size rows and columns of what is made of an image
     * @param batch images per batch, at least 1
     * @param train whether images are shuffled and augmented
     * @param seed seed of order and augmentation
     * @param options threads and what to do about corrupt images
     * @throws IllegalArgumentException if the batch is below 1 or does not fit into an array
     */
    public FolderIterator(ImageFolder folder, int size, int batch, boolean train, long seed, LoaderOptions options) {
        this.folder = folder;
        this.transform = new ImageTransform(size, train, seed);
        if (batch < 1 || batch > largestBatch(size)) {
            throw new IllegalArgumentException("A batch of " + batch + " images of " + size + "x" + size
                    + " is not possible, it must be in [1, " + largestBatch(size) + "]");
        }
        this.batch = batch;
        this.options = options;
        this.workers = Executors.newFixedThreadPool(options.threads(), task -> {
            Thread thread = new Thread(task, "hrbp-decode");
            thread.setDaemon(true);
            return thread;
        });
        start(0, 0);
    }

    /**
     * The most images of a batch, which is an array of the JVM.
     *
     * @param size rows and columns of an image
     * @return the number
     */
    public static int largestBatch(int size) {
        return Integer.MAX_VALUE / (RgbImage.CHANNELS * size * size);
    }

    @Override
    public void start(int newEpoch, int batchNumber) {
        if (newEpoch < 0 || batchNumber < 0) {
            throw new IllegalArgumentException("Epoch " + newEpoch + ", batch " + batchNumber + ": one is below 0");
        }
        cancel();
        order = transform.random()
                ? Shuffler.order(folder.count(), transform.seed(), newEpoch)
                : Shuffler.inOrder(folder.count());
        epoch = newEpoch;
        taken = Math.min(batchNumber, batches());
        begun = taken;
    }

    private int batches() {
        return (order.length + batch - 1) / batch;
    }

    @Override
    public void reset() {
        if (taken > 0) {
            start(epoch + 1, 0);
        }
    }

    @Override
    public boolean hasNext() {
        return taken < batches();
    }

    @Override
    public DataSet next() {
        if (!hasNext()) {
            throw new NoSuchElementException("epoch " + epoch + " is over");
        }
        while (begun < batches() && pending.size() < AHEAD) {
            pending.add(begin(begun++));
        }
        DataSet result = finish(pending.remove());
        taken++;
        if (begun < batches()) {
            pending.add(begin(begun++));
        }
        if (preProcessor != null) {
            preProcessor.preProcess(result);
        }
        return result;
    }

    /**
     * The next batch; its size is that of the iterator.
     *
     * @throws UnsupportedOperationException if another size is asked for
     */
    @Override
    public DataSet next(int num) {
        if (num != batch) {
            throw new UnsupportedOperationException("Batches have " + batch + " images, not " + num);
        }
        return next();
    }

    private Pending begin(int number) {
        int[] images = Arrays.copyOfRange(order, number * batch, Math.min(order.length, (number + 1) * batch));
        Pending one = new Pending(images, transform.values());
        int itsEpoch = epoch;
        for (int i = 0; i < images.length; i++) {
            int slot = i;
            one.decoded.add(workers.submit(() -> load(images[slot], itsEpoch, one.features, slot)));
        }
        return one;
    }

    /** Whether the image is there. */
    private boolean load(int image, int itsEpoch, float[] features, int slot) {
        Path file = folder.file(image);
        try {
            RgbImage decoded = ImageDecoder.decode(Files.readAllBytes(file));
            transform.write(decoded, itsEpoch, image, features, slot * transform.values());
            return true;
        } catch (IOException e) {
            String what = "image " + file + " cannot be read: " + e.getMessage();
            if (!options.skipCorrupt()) {
                throw new DataException(what + "; --corrupt skip leaves such images out", e);
            }
            if (skipped.add(file)) {
                options.remarks().accept(what + "; it is left out");
            }
            return false;
        }
    }

    private DataSet finish(Pending one) {
        int values = transform.values();
        int classes = folder.classes().size();
        float[] labels = new float[one.images.length * classes];
        int n = 0;
        for (int i = 0; i < one.images.length; i++) {
            if (await(one.decoded.get(i))) {
                System.arraycopy(one.features, i * values, one.features, n * values, values);
                labels[n * classes + folder.label(one.images[i])] = 1;
                n++;
            }
        }
        if (n == 0) {
            throw new DataException("none of the " + one.images.length + " images of a batch can be read, the first is "
                    + folder.file(one.images[0]));
        }
        boolean whole = n == one.images.length;
        float[] features = whole ? one.features : Arrays.copyOf(one.features, n * values);
        int size = transform.size();
        return new DataSet(
                Nd4j.create(features, new int[] {n, RgbImage.CHANNELS, size, size}, 'c'),
                Nd4j.create(whole ? labels : Arrays.copyOf(labels, n * classes), new int[] {n, classes}, 'c'));
    }

    private static boolean await(Future<Boolean> image) {
        try {
            return image.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DataException("interrupted while images were decoded", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof DataException known) {
                throw known;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private void cancel() {
        for (Pending one : pending) {
            one.decoded.forEach(image -> image.cancel(false));
        }
        pending.clear();
    }

    /** Ends the threads; images that are being decoded are finished. */
    @Override
    public void close() {
        cancel();
        workers.shutdown();
    }

    @Override
    public int inputColumns() {
        return transform.values();
    }

    @Override
    public int totalOutcomes() {
        return folder.classes().size();
    }

    @Override
    public boolean resetSupported() {
        return true;
    }

    @Override
    public boolean asyncSupported() {
        return false;
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

    /** Returns the names of the classes. */
    @Override
    public List<String> getLabels() {
        return folder.classes();
    }
}
