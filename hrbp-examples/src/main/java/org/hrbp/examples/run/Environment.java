/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.run;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.hrbp.kernel.HrbpThreads;
import org.hrbp.kernel.Kernels;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.factory.Nd4j;

/** What a run ran on; written as {@code environment.json}. */
public final class Environment {
    /** System property that the launcher sets: the folder of the sources. */
    static final String HOME = "hrbp.home";

    private Environment() {}

    /**
     * Describes sources, machine, JVM and ND4J.
     *
     * @return names and values in a fixed order; null for what is not known
     */
    public static Map<String, @Nullable Object> describe() {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        all.put("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        all.put("git_commit", git("rev-parse", "HEAD"));
        all.put("git_changes", git("status", "--porcelain", "--untracked-files=no"));
        all.put("kernel", Kernels.signature());
        all.put("threads", HrbpThreads.threads());
        all.put("cpu", cpuModel());
        all.put("cores", Runtime.getRuntime().availableProcessors());
        all.put("max_heap_bytes", Runtime.getRuntime().maxMemory());
        all.put("os", property("os.name") + " " + property("os.version") + " " + property("os.arch"));
        all.put("java", property("java.vendor") + " " + Runtime.version());
        all.put("java_flags", flags());
        Properties nd4j = Nd4j.getExecutioner().getEnvironmentInformation();
        all.put("nd4j_backend", Nd4j.getBackend().getClass().getSimpleName());
        all.put("nd4j_jars", jars("nd4j-native"));
        all.put("javacpp_platform", Loader.getPlatform());
        all.put("blas", String.valueOf(nd4j.get("blas.vendor")));
        all.put("omp_num_threads", System.getenv("OMP_NUM_THREADS"));
        all.put("openblas_coretype", System.getenv("OPENBLAS_CORETYPE"));
        return all;
    }

    /**
     * The commit of the sources.
     *
     * @return its hash, with {@code -dirty} if they were changed since; {@code unknown} without git
     */
    public static String commit() {
        String commit = git("rev-parse", "HEAD");
        String changes = git("status", "--porcelain", "--untracked-files=no");
        return commit == null ? "unknown" : commit + (changes == null || changes.isEmpty() ? "" : "-dirty");
    }

    private static String property(String name) {
        return System.getProperty(name, "unknown");
    }

    /** Without the folder of the sources, which is of this machine only. */
    private static List<String> flags() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> !flag.startsWith("-D" + HOME))
                .toList();
    }

    private static List<String> jars(String prefix) {
        return Stream.of(property("java.class.path").split(File.pathSeparator))
                .map(entry -> new File(entry).getName())
                .filter(name -> name.startsWith(prefix))
                .sorted()
                .toList();
    }

    private static String cpuModel() {
        Path info = Path.of("/proc/cpuinfo");
        if (!Files.isReadable(info)) {
            return property("os.arch");
        }
        try (Stream<String> lines = Files.lines(info)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(property("os.arch"));
        } catch (IOException e) {
            return property("os.arch");
        }
    }

    /** What git says of the sources; null if there is no git or no repository. */
    private static @Nullable String git(String... arguments) {
        String home = System.getProperty(HOME, "");
        if (home.isEmpty()) {
            return null;
        }
        List<String> command = Stream.concat(Stream.of("git", "-C", home), Stream.of(arguments))
                .toList();
        try {
            Process git = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            git.getOutputStream().close();
            String answer = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return git.waitFor() == 0 ? answer.strip() : null;
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
