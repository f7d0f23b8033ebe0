/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hrbp.examples.run.Json;
import org.hrbp.examples.run.RefusedException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the result goes as JSON, if anywhere. */
final class JsonOption {
    @Option(names = "--json", paramLabel = "FILE", description = "Write the result as JSON.")
    private @Nullable Path json;

    /** Refuses a file that cannot be written, before hours are spent on its content. */
    void check() {
        if (json == null) {
            return;
        }
        Path folder = json.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            throw new RefusedException("--json " + json + ": there is no such folder");
        }
        if (Files.isDirectory(json)) {
            throw new RefusedException("--json " + json + " is a folder");
        }
    }

    void write(Object result) {
        if (json != null) {
            Json.write(json, result);
        }
    }

    /** Writes one line per row. */
    void writeLines(List<?> rows) {
        if (json != null) {
            Json.writeLines(json, rows);
        }
    }
}
