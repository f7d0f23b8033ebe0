/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.scaling;

import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerBlockUpdated;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.storage.BlockUpdatedInfo;

/** Counts what Spark stores of broadcasts, as it is sent (compressed), and what tasks send back. */
final class SentBytes extends SparkListener {
    private long broadcast;
    private long returned;

    @Override
    public synchronized void onBlockUpdated(SparkListenerBlockUpdated event) {
        BlockUpdatedInfo block = event.blockUpdatedInfo();
        String name = block.blockId().name();
        // a removal has the size of what was removed, and no storage level
        if (block.storageLevel().isValid() && name.startsWith("broadcast_") && name.contains("_piece")) {
            broadcast += block.memSize() + block.diskSize();
        }
    }

    @Override
    public synchronized void onTaskEnd(SparkListenerTaskEnd event) {
        TaskMetrics metrics = event.taskMetrics();
        if (metrics != null) {
            returned += metrics.resultSize() + metrics.shuffleWriteMetrics().bytesWritten();
        }
    }

    /** Bytes that every executor gets, since the last call. */
    synchronized long takeBroadcast() {
        long bytes = broadcast;
        broadcast = 0;
        return bytes;
    }

    /** Bytes that all workers sent, since the last call. */
    synchronized long takeReturned() {
        long bytes = returned;
        returned = 0;
        return bytes;
    }
}
