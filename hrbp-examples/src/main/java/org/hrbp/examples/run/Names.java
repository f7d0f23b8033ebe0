/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.run;

import java.util.List;

/** Checks names that the user gave. */
public final class Names {
    private Names() {}

    /**
     * Finds a name.
     *
     * @param option the option it was given for
     * @param name the name
     * @param allowed all names there are
     * @return its index
     * @throws RefusedException if it is unknown: lists the allowed ones
     */
    public static int index(String option, String name, List<String> allowed) {
        int index = allowed.indexOf(name);
        if (index < 0) {
            throw new RefusedException(
                    option + " " + name + " is unknown, choose one of " + String.join(", ", allowed));
        }
        return index;
    }
}
