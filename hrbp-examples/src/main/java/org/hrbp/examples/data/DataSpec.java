/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.data;

import java.util.List;
import java.util.stream.Stream;

/**
 * The files of a data set and how to read them.
 *
 * @param name name for the user
 * @param folder the official folder name; empty for a set in the jar
 * @param reader reads the files of one part
 * @param train files of the training part, in order
 * @param test files of the test part, in order
 */
record DataSpec(String name, String folder, ImageReader reader, List<DataFile> train, List<DataFile> test) {
    List<DataFile> files() {
        return Stream.concat(train.stream(), test.stream()).toList();
    }

    boolean embedded() {
        return folder.isEmpty();
    }

    ImageSplits load(DataFolder from) {
        return new ImageSplits(name, reader.read(name, from, train), reader.read(name, from, test));
    }
}
