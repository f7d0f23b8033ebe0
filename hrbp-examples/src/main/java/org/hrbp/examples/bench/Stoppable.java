/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.bench;

import java.util.List;
import org.hrbp.examples.run.RunException;
import org.hrbp.examples.run.RunOutput;
import org.hrbp.examples.run.StopSignal;
import org.hrbp.examples.run.StoppedException;

/** Work that ends cleanly with Ctrl-C. */
interface Stoppable {
    /** Does the work, and looks at the signal now and then. */
    void run(StopSignal stop);

    /**
     * Runs it.
     *
     * @param rows what is complete so far, to be told when it is stopped
     * @throws StoppedException if the user stopped it; that was said then
     */
    static void run(RunOutput output, List<?> rows, Stoppable work) {
        try (StopSignal stop = new StopSignal()) {
            try {
                work.run(stop);
            } catch (StoppedException | RunException e) {
                // Ctrl-C also ends the processes beside this one
                if (!stop.requested()) {
                    throw e;
                }
                // said here, while the JVM waits for this run; it ends as soon as the signal is closed
                String told = "stopped with " + rows.size() + " rows complete";
                output.err().println("hrbp: " + told);
                output.err().flush();
                throw new StoppedException(told);
            }
        }
    }
}
