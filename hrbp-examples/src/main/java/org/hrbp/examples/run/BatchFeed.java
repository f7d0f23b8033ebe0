/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.run;

import java.util.Iterator;
import org.hrbp.examples.data.EpochIterator;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.dataset.AsyncDataSetIterator;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Batches that another thread prepares. Those of an iterator with threads of its own are freed when the next one is taken, rather
 * than when the garbage collector sees to it: they are large, and the heap does not show it.
 */
final class BatchFeed implements Iterator<DataSet>, AutoCloseable {
    private static final int PREFETCH = 4;

    private final EpochIterator batches;
    private final @Nullable AsyncDataSetIterator async;
    private @Nullable DataSet last;

    BatchFeed(EpochIterator batches) {
        this.batches = batches;
        // it would begin the next epoch if this one has no more
        boolean more = batches.asyncSupported() && batches.hasNext();
        this.async = more ? new AsyncDataSetIterator(batches, PREFETCH, true) : null;
    }

    @Override
    public boolean hasNext() {
        return async == null ? batches.hasNext() : async.hasNext();
    }

    /** A batch that is good until the next one is taken. */
    @Override
    public DataSet next() {
        if (async != null) {
            return async.next();
        }
        free();
        DataSet batch = batches.next();
        last = batch;
        return batch;
    }

    private void free() {
        if (last != null) {
            last.getFeatures().close();
            last.getLabels().close();
            last = null;
        }
    }

    @Override
    public void close() {
        free();
        if (async != null) {
            async.shutdown();
        }
    }
}
