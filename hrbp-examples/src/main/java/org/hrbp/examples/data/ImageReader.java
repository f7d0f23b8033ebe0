/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.data;

import java.util.List;

/** Reads the files of one part of a data set. */
interface ImageReader {
    /**
     * Reads and checks the files.
     *
     * @throws DataException if a file is missing or corrupt
     */
    ImageData read(String name, DataFolder folder, List<DataFile> files);
}
