/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in a project of its own, with a Maven and a JDK that only say what they were asked. */
class LauncherTest {
    private static final Path BASH = Path.of("/bin/bash");

    @TempDir
    Path dir;

    private Path root;

    @BeforeEach
    void makeProject() throws IOException {
        assumeTrue(Files.isExecutable(BASH), "needs bash");
        root = dir.resolve("my project");
        for (String pom : List.of("pom.xml", "hrbp-layers/pom.xml", "hrbp-examples/pom.xml")) {
            Files.createDirectories(root.resolve(pom).resolveSibling("src"));
            Files.writeString(root.resolve(pom), "<project/>");
        }
        // the tests run in their module's folder
        Files.copy(Path.of("../hrbp-examples/hrbp"), launcher(), StandardCopyOption.COPY_ATTRIBUTES);
        script(dir.resolve("bin/mvn"), "echo \"mvn in $PWD: $*\"; exit ${MVN_CODE:-0}");
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : all.toList()) {
                Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(3600)));
            }
        }
    }

    private Path launcher() {
        return root.resolve("hrbp-examples/hrbp");
    }

    private static void script(Path file, String body) throws IOException {
        Files.createDirectories(file.resolveSibling("x").getParent());
        Files.writeString(file, "#!/bin/bash\n" + body + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private Path jdk(String version, String modules) throws IOException {
        Path home = dir.resolve("jdk" + version);
        script(
                home.resolve("bin/java"),
                "if [ \"$1\" = --list-modules ]; then " + modules
                        + "; else printf '%s\\n' \"$@\" \"OMP=$OMP_NUM_THREADS\";" + " exit 7; fi");
        return home;
    }

    private Path jdk(String version) throws IOException {
        return jdk(version, "echo java.base@" + version + "; echo jdk.incubator.vector@" + version);
    }

    /** What a launch gave. */
    private record Result(int code, List<String> out, String err) {}

    private Result launch(Path script, Map<String, String> variables, String... args)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(args));
        Path err = dir.resolve("stderr");
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(dir.toFile()).redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("HRBP") || name.startsWith("OMP"));
        builder.environment()
                .put("PATH", dir.resolve("bin") + ":" + builder.environment().get("PATH"));
        builder.environment().putAll(variables);
        Process process = builder.start();
        List<String> out = new String(process.getInputStream().readAllBytes(), UTF_8)
                .lines()
                .toList();
        return new Result(process.waitFor(), out, Files.readString(err));
    }

    @Test
    void buildsOnceAndPassesArgumentsAndExitCodeOn() throws IOException, InterruptedException {
        Map<String, String> jdk17 = Map.of("JAVA_HOME", jdk("17.0.1").toString());
        Result first = launch(launcher(), jdk17, "train", "--out", "a b");
        assertThat(first.code()).isEqualTo(7);
        assertThat(first.err()).contains("hrbp: building", "mvn in " + root + ": -B", "-pl hrbp-examples -am package");
        assertThat(first.out())
                .contains(
                        "--add-modules",
                        "jdk.incubator.vector",
                        "-Dhrbp.home=" + root,
                        "-Dhrbp.terminal=false",
                        "OMP=1")
                .doesNotContain("--enable-native-access=ALL-UNNAMED")
                .containsSubsequence("org.hrbp.examples.cli.HrbpCommand", "train", "--out", "a b");

        assertThat(launch(launcher(), jdk17).err()).isEmpty();

        Files.writeString(root.resolve("hrbp-layers/src/New.java"), "class New {}");
        Files.setLastModifiedTime(
                root.resolve("hrbp-layers/src/New.java"),
                FileTime.from(Instant.now().plusSeconds(5)));
        assertThat(launch(launcher(), jdk17).err()).contains("hrbp: building");
    }

    @Test
    void aFailedBuildIsDoneAgain() throws IOException, InterruptedException {
        String home = jdk("17").toString();
        for (int i = 0; i < 2; i++) {
            Result failed = launch(launcher(), Map.of("JAVA_HOME", home, "MVN_CODE", "1"));
            assertThat(failed.code()).isEqualTo(1);
            assertThat(failed.err()).contains("hrbp: building", "hrbp: the build failed");
        }
    }

    @Test
    void flagsFollowTheJdk() throws IOException, InterruptedException {
        assertThat(launch(launcher(), Map.of("JAVA_HOME", jdk("25").toString())).out())
                .contains("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");
        assertThat(launch(launcher(), Map.of("JAVA_HOME", jdk("22.0.2").toString()))
                        .out())
                .contains("--enable-native-access=ALL-UNNAMED")
                .doesNotContain("--sun-misc-unsafe-memory-access=allow");
        Path withoutVector = jdk("21", "echo java.base@21");
        assertThat(launch(launcher(), Map.of("JAVA_HOME", withoutVector.toString()))
                        .out())
                .doesNotContain("--add-modules");
    }

    @Test
    void variablesOfTheUserWin() throws IOException, InterruptedException {
        Result result = launch(
                launcher(),
                Map.of("JAVA_HOME", jdk("17").toString(), "OMP_NUM_THREADS", "2", "HRBP_JAVA_OPTS", "-Xmx1g -Dx=y"));
        assertThat(result.out()).contains("OMP=2").containsSubsequence("-XX:+UseParallelGC", "-Xmx1g", "-Dx=y", "-cp");
    }

    @Test
    void worksThroughSymbolicLinks() throws IOException, InterruptedException {
        Path link = Files.createSymbolicLink(dir.resolve("bin/first"), launcher());
        Path relative = Files.createSymbolicLink(dir.resolve("bin/second"), Path.of("first"));
        assertThat(relative).isSymbolicLink();
        assertThat(link).isSymbolicLink();
        Result result = launch(relative, Map.of("JAVA_HOME", jdk("17").toString()));
        assertThat(result.out()).contains("-Dhrbp.home=" + root);
    }

    @Test
    void anOldOrMissingJavaIsSaid() throws IOException, InterruptedException {
        Result old = launch(launcher(), Map.of("JAVA_HOME", jdk("11").toString()));
        assertThat(old.code()).isEqualTo(1);
        assertThat(old.err()).contains("is older than Java 17");
        Result missing =
                launch(launcher(), Map.of("JAVA_HOME", dir.resolve("nowhere").toString()));
        assertThat(missing.code()).isEqualTo(1);
        assertThat(missing.err()).contains("JAVA_HOME is " + dir.resolve("nowhere"));
    }
}
