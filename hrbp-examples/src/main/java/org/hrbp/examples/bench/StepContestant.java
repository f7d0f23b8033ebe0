/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.bench;

/** A network whose training steps are measured. */
interface StepContestant extends Contestant {
    /** What the row says of the network. */
    Variant variant();

    /** What is known at the end, beside the times. */
    StepFacts facts();
}
