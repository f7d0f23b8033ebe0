/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.data;

import java.io.IOException;
import java.nio.file.Path;

/** Where the files of a data set can come from. */
interface DataSource {
    /** What to call it in messages. */
    String name();

    /** False if it need not be tried here. */
    default boolean exists() {
        return true;
    }

    /**
     * Puts the files into a folder; the caller checks them there. Other files left in it are removed by the caller.
     *
     * @throws IOException if this source cannot deliver, so that the next one is tried
     * @throws DataException if it delivers something wrong, which ends the search
     */
    void fetch(Path into) throws IOException;
}
