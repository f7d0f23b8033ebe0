/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.run;

import java.io.PrintWriter;

/**
 * Where a run says how it goes.
 *
 * @param out for a line per epoch
 * @param err for remarks
 * @param bars whether progress bars are drawn on stderr
 * @param watch who else is told
 */
public record RunOutput(PrintWriter out, PrintWriter err, boolean bars, RunWatch watch) {
    /**
     * Nobody else is told.
     *
     * @param out for a line per epoch
     * @param err for remarks
     * @param bars whether progress bars are drawn on stderr
     */
    public RunOutput(PrintWriter out, PrintWriter err, boolean bars) {
        this(out, err, bars, RunWatch.NONE);
    }

    /**
     * The same output with somebody who looks on.
     *
     * @param other who is told
     * @return a new output
     */
    public RunOutput watchedBy(RunWatch other) {
        return new RunOutput(out, err, bars, other);
    }

    void result(String line) {
        out.println(line);
        out.flush();
    }

    void remark(String line) {
        err.println("hrbp: " + line);
        err.flush();
    }
}
