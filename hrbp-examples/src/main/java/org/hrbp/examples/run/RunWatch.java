/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.run;

import java.util.List;
import org.deeplearning4j.optimize.api.TrainingListener;

/** Who looks on while a network trains. */
@FunctionalInterface
public interface RunWatch {
    /** Nobody. */
    RunWatch NONE = folder -> List.of();

    /**
     * Called when a run begins or goes on, after its folder was made.
     *
     * @param folder the folder; every round of the lottery ticket has its own
     * @return listeners of the network; they must leave it as it is
     */
    List<TrainingListener> listeners(RunFolder folder);
}
