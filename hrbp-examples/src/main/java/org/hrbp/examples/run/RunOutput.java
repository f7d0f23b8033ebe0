/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.run;

import java.io.PrintWriter;

/**
 * Where a run says how it goes.
 *
 * @param out for a line per epoch
 * @param err for remarks
 * @param bars whether progress bars are drawn on stderr
 */
public record RunOutput(PrintWriter out, PrintWriter err, boolean bars) {
    void result(String line) {
        out.println(line);
        out.flush();
    }

    void remark(String line) {
        err.println("hrbp: " + line);
        err.flush();
    }
}
