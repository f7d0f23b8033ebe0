/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.bench;

import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;

/** The time from the end of the backward pass to the end of the update. */
final class UpdaterClock extends BaseTrainingListener {
    private long begin;
    private long nanos;

    void reset() {
        nanos = 0;
    }

    long nanos() {
        return nanos;
    }

    @Override
    public void onGradientCalculation(Model model) {
        begin = System.nanoTime();
    }

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
        nanos += System.nanoTime() - begin;
    }
}
