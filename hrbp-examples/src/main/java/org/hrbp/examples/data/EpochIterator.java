/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.data;

import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * Mini-batches whose content depends on the seed, the number of the epoch and the number of the batch only, so that a run can
 * begin at any of them. Closing ends threads if there are any.
 */
public interface EpochIterator extends DataSetIterator, AutoCloseable {
    /**
     * Goes to a batch of an epoch.
     *
     * @param epoch number of the epoch, from 0
     * @param batch number of the batch, from 0; at or behind the end nothing is left of the epoch
     * @throws IllegalArgumentException if a number is below 0
     */
    void start(int epoch, int batch);

    @Override
    default void close() {}
}
