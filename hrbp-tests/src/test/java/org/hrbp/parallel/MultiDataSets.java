/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.parallel;

import java.util.Iterator;
import java.util.List;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.MultiDataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

/** Mini-batches as MultiDataSets. */
final class MultiDataSets implements MultiDataSetIterator {
    private final List<DataSet> data;
    private Iterator<DataSet> next;

    MultiDataSets(List<DataSet> data) {
        this.data = data;
        this.next = data.iterator();
    }

    @Override
    public MultiDataSet next(int number) {
        return next();
    }

    @Override
    public MultiDataSet next() {
        return next.next().toMultiDataSet();
    }

    @Override
    public boolean hasNext() {
        return next.hasNext();
    }

    @Override
    public void setPreProcessor(MultiDataSetPreProcessor preProcessor) {
        throw new UnsupportedOperationException();
    }

    @Override
    public MultiDataSetPreProcessor getPreProcessor() {
        return null;
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
    public void reset() {
        next = data.iterator();
    }
}
