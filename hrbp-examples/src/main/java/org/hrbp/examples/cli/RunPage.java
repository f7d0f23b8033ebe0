/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.cli;

import org.hrbp.examples.run.RunOutput;

/** What a run tells the browser: nothing. */
class RunPage implements AutoCloseable {
    private final RunOutput output;

    RunPage(RunOutput output) {
        this.output = output;
    }

    RunOutput output() {
        return output;
    }

    @Override
    public void close() {}
}
