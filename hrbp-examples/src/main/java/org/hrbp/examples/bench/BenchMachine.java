/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hrbp.examples.run.Environment;
import org.jspecify.annotations.Nullable;

/**
 * What a row says of where it was measured.
 *
 * @param commit commit of the sources, with {@code -dirty} if they were changed since; null if unknown
 * @param values machine, JVM and ND4J
 */
record BenchMachine(@Nullable String commit, Map<String, @Nullable Object> values) {
    /** What a row says itself. */
    private static final List<String> ELSEWHERE = List.of("git_commit", "git_changes", "kernel", "threads");

    static BenchMachine here() {
        Map<String, @Nullable Object> all = new LinkedHashMap<>(Environment.describe());
        Object commit = all.get("git_commit");
        Object changes = all.get("git_changes");
        String marked = changes == null || changes.equals("") ? "" : "-dirty";
        all.keySet().removeAll(ELSEWHERE);
        return new BenchMachine(commit == null ? null : commit + marked, all);
    }

    static String jdk() {
        return Runtime.version().toString();
    }

    /** Whether the CPU has AVX-512; false where nobody says. */
    static boolean avx512() {
        return firstLine(Path.of("/proc/cpuinfo"), "flags").contains("avx512f");
    }

    /** Greatest resident set of this process so far in 10^6 bytes; null where the system does not tell. */
    static @Nullable Double peakRssMb() {
        String digits = firstLine(Path.of("/proc/self/status"), "VmHWM:").replaceAll("\\D", "");
        return digits.isEmpty() ? null : Long.parseLong(digits) * 1024 / 1e6;
    }

    private static String firstLine(Path file, String prefix) {
        if (!Files.isReadable(file)) {
            return "";
        }
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(prefix)).findFirst().orElse("");
        } catch (IOException e) {
            return "";
        }
    }
}
