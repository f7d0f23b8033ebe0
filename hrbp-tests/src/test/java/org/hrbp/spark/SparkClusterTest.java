/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.hrbp.listener.RoundUpdate;
import org.hrbp.listener.RoundUpdates;
import org.hrbp.model.Hrbp;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/**
 * The same jobs on threads and on a cluster of three processes, of which one executor is killed while it trains. Both drivers
 * run once, at the same time, each in a process of its own.
 */
class SparkClusterTest {
    private static final int LAST_JDK = 17;
    private static final int MINUTES = 8;

    /** What Spark's own scripts open for a driver. */
    private static final List<String> OPENED = List.of(
            "java.lang",
            "java.lang.invoke",
            "java.lang.reflect",
            "java.io",
            "java.net",
            "java.nio",
            "java.util",
            "java.util.concurrent",
            "java.util.concurrent.atomic",
            "jdk.internal.ref",
            "sun.nio.ch",
            "sun.nio.cs",
            "sun.security.action",
            "sun.util.calendar");

    @TempDir
    private static Path folder;

    @BeforeAll
    static void train() throws Exception {
        int jdk = Runtime.version().feature();
        assumeTrue(jdk <= LAST_JDK, "Spark 3.5 does not run on JDK " + jdk + "; the Spark tests need JDK 17");
        Process local = driver("local");
        Process cluster = driver("cluster");
        await(local, "local");
        await(cluster, "cluster");
    }

    private static Process driver(String mode) throws IOException {
        Path home = Files.createDirectories(folder.resolve(mode + "-home"));
        Files.createDirectories(home.resolve("jars"));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        OPENED.forEach(name -> command.add("--add-opens=java.base/" + name + "=ALL-UNNAMED"));
        command.addAll(List.of(
                "--add-modules",
                "jdk.incubator.vector",
                "-Xmx512m",
                "-Djava.awt.headless=true",
                "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
                "-Daeron.publication.unblock.timeout=60s",
                "-cp",
                System.getProperty("java.class.path"),
                SparkJobs.class.getName(),
                mode,
                Files.createDirectories(folder.resolve(mode)).toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log(mode).toFile());
        builder.environment()
                .putAll(Map.of(
                        "SPARK_HOME", home.toString(),
                        "SPARK_SCALA_VERSION", "2.12",
                        "SPARK_LOCAL_IP", "127.0.0.1",
                        "DL4J_VOID_IP", "127.0.0.1"));
        return builder.start();
    }

    private static Path log(String mode) {
        return folder.resolve(mode + ".log");
    }

    private static void await(Process driver, String mode) throws Exception {
        boolean ended = driver.waitFor(MINUTES, TimeUnit.MINUTES);
        if (!ended) {
            driver.descendants().forEach(ProcessHandle::destroyForcibly);
            driver.destroyForcibly().waitFor();
        }
        assertThat(ended && driver.exitValue() == 0)
                .withFailMessage(() -> "The " + mode + " driver failed:\n" + read(log(mode)))
                .isTrue();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static Model model(String mode, String name) throws IOException {
        return Hrbp.load(folder.resolve(mode).resolve(name + ".zip"));
    }

    private static List<String> lines(String mode, String name) throws IOException {
        return Files.readAllLines(folder.resolve(mode).resolve(name + ".txt"));
    }

    @Test
    void anExecutorDiedAndTheJobWentOn() throws IOException {
        assertThat(Long.parseLong(Files.readString(folder.resolve("cluster/killed"))))
                .isPositive();
        assertThat(read(log("cluster"))).contains("Lost executor");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mln-hrbp", "cg-rigl", "mln-dsr", "cg-static", "one-round"})
    void processesAndThreadsTrainTheSameNetwork(String name) throws IOException {
        Model threads = model("local", name);
        Model processes = model("cluster", name);
        assertThat(SparkNets.patternHash(processes)).isEqualTo(SparkNets.patternHash(threads));
        assertThat(SparkNets.step(processes)).isEqualTo(SparkNets.step(threads)).isPositive();
        assertThat(processes.params().equalsWithEps(threads.params(), 1e-5)).isTrue();
        assertThat(SparkNets.state(processes).equalsWithEps(SparkNets.state(threads), 1e-5))
                .isTrue();
        assertThat(SparkNets.state(processes).amaxNumber().doubleValue()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mln-hrbp", "cg-rigl", "mln-dsr", "cg-static"})
    void allWorkersHaveTheSamePatternInEveryStep(String name) throws IOException {
        for (String mode : List.of("local", "cluster")) {
            Map<Long, Set<String>> hashes = new TreeMap<>();
            List<String> lines = lines(mode, name);
            for (String line : lines.subList(0, lines.size() - 2)) {
                String[] words = line.split(" ", 2);
                hashes.computeIfAbsent(Long.parseLong(words[0]), step -> new TreeSet<>())
                        .add(words[1]);
            }
            int steps = SparkJobs.EPOCHS * SparkJobs.STEPS_PER_EPOCH;
            assertThat(hashes).hasSize(steps);
            assertThat(lines).hasSizeGreaterThanOrEqualTo(SparkJobs.WORKERS * steps + 2);
            assertThat(hashes.values()).allMatch(found -> found.size() == 1);
            boolean isStatic = name.equals("cg-static");
            assertThat(Set.copyOf(hashes.values())).hasSize(isStatic ? 1 : 4);
            assertThat(lines).contains("updates " + (isStatic ? 0 : 3));
            assertThat(hashes.get((long) steps))
                    .containsExactly(String.valueOf(SparkNets.patternHash(model(mode, name))));
        }
    }

    @Test
    void gradientsOfAllWorkersDecide() throws IOException {
        List<DataSet> batches = SparkNets.batches(SparkJobs.WORKERS * SparkJobs.STEPS_PER_ROUND);
        DataSet first = batches.get(0);
        DataSet second = batches.get(SparkJobs.STEPS_PER_ROUND);
        int trained = SparkNets.patternHash(model("cluster", "one-round"));
        assertThat(trained).isEqualTo(decided(first, second)).isNotEqualTo(decided(first, first));
    }

    /** The pattern that the driver would choose from the sum of the gradients of two mini-batches. */
    private static int decided(DataSet first, DataSet second) {
        MultiLayerNetwork net = SparkNets.mln("hrbp");
        RoundUpdate update = Objects.requireNonNull(RoundUpdates.of(SparkJobs.atOnce(), net, SparkJobs.STEPS_PER_ROUND)
                .next());
        INDArray sum = CandidateGradientsTest.worker(net, update, first);
        sum.addi(CandidateGradientsTest.worker(net, update, second));
        update.apply(sum);
        return SparkNets.patternHash(net);
    }

    @ParameterizedTest
    @ValueSource(classes = {MultiLayerNetwork.class, ComputationGraph.class})
    void sharedGradientsTrainStaticPatterns(Class<?> kind) throws IOException {
        Model fresh = kind == MultiLayerNetwork.class ? SparkNets.mln("hrbp") : SparkNets.graph("hrbp");
        Model trained = model("local", "shared-" + kind.getSimpleName());
        assertThat(SparkNets.patternHash(trained)).isEqualTo(SparkNets.patternHash(fresh));
        assertThat(trained.params().equalsWithEps(fresh.params(), 1e-6)).isFalse();
    }

    @Test
    void theExampleLearns() throws IOException {
        assertThat(Double.parseDouble(Files.readString(folder.resolve("local/example"))))
                .isGreaterThan(0.2);
    }

    @Test
    void whatDoesNotGoTogetherIsRefused() throws IOException {
        List<String> messages = Files.readAllLines(folder.resolve("local/refusals"));
        assertThat(messages).hasSize(4);
        assertThat(messages.get(0)).contains("Set batchSize");
        assertThat(messages.get(1)).contains("Batch size 0 is below 1");
        assertThat(messages.get(2)).contains("SharedTrainingMaster is refused");
        assertThat(messages.get(3)).contains("HrbpDstListener is attached");
    }
}
