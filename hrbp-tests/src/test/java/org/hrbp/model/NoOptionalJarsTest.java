/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.deeplearning4j.parallelism.ParallelWrapper;
import org.deeplearning4j.spark.api.TrainingMaster;
import org.deeplearning4j.ui.api.UIModule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The layers alone: what ParallelWrapper, Spark and the UI bring is not needed. */
class NoOptionalJarsTest {
    /** What the layers depend on at run time ({@code mvn dependency:build-classpath}), and ND4J's CPU backend. */
    private static final Set<String> RUNTIME = Set.of(
            "deeplearning4j-nn",
            "deeplearning4j-utility-iterators",
            "commons-io",
            "nd4j-api",
            "byteunits",
            "flatbuffers-java",
            "protobuf",
            "commons-net",
            "neoitertools",
            "javacpp",
            "nd4j-native-api",
            "nd4j-common",
            "guava",
            "gson",
            "jackson",
            "oshi-core",
            "jna-platform",
            "jna",
            "threetenbp",
            "fastutil",
            "resources",
            "slf4j-api",
            "commons-codec",
            "commons-compress",
            "commons-lang3",
            "commons-math3",
            "commons-collections4",
            "nd4j-native",
            "nd4j-native-preset",
            "nd4j-presets-common",
            "openblas");

    @TempDir
    Path dir;

    private static boolean isRuntime(String entry) {
        String name = String.valueOf(Path.of(entry).getFileName());
        return name.endsWith(".jar") && RUNTIME.contains(name.replaceFirst("-\\d.*", ""));
    }

    private static String place(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString();
    }

    @Test
    void aNetworkTrainsIsSavedAndLoaded() throws Exception {
        Stream<String> jars = Arrays.stream(
                        System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(NoOptionalJarsTest::isRuntime);
        String path = Stream.concat(Stream.of(place(Hrbp.class), place(NoOptionalJars.class)), jars)
                .collect(Collectors.joining(File.pathSeparator));
        String optional = Stream.of(ParallelWrapper.class, UIModule.class, TrainingMaster.class)
                .map(Class::getName)
                .collect(Collectors.joining(","));
        Path log = dir.resolve("log");
        Process child = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-cp",
                        path,
                        NoOptionalJars.class.getName(),
                        dir.resolve("net.zip").toString(),
                        optional))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(child.waitFor(120, TimeUnit.SECONDS)).isTrue();
        } finally {
            child.destroyForcibly();
        }
        String said = Files.readString(log, UTF_8);
        assertThat(child.exitValue()).as(said).isZero();
        assertThat(said).contains(NoOptionalJars.DONE);
    }
}
