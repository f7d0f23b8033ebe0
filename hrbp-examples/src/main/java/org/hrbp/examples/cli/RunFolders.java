/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.cli;

import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.hrbp.examples.run.RunConfig;

/** Names of run folders below the current one. */
final class RunFolders {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

    private RunFolders() {}

    static Path dated(String name) {
        return Path.of(
                "runs", name + "-" + LocalDateTime.now(ZoneId.systemDefault()).format(TIME));
    }

    static Path dated(RunConfig config) {
        return dated(String.join("-", config.net(), config.data(), config.structure()));
    }
}
