/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.spark;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.CollectionAccumulator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.parameterserver.training.SharedTrainingMaster;
import org.deeplearning4j.util.ModelSerializer;
import org.hrbp.evolve.UpdateSchedule;
import org.hrbp.examples.SparkExampleRun;
import org.hrbp.listener.HrbpDstListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.parameterserver.distributed.conf.VoidConfiguration;

/** A Spark driver in a process of its own: trains some networks and leaves them, and what the workers saw, in a folder. */
final class SparkJobs {
    static final int WORKERS = 2;
    static final int STEPS_PER_ROUND = 2;
    static final int STEPS_PER_EPOCH = 8;
    static final int EPOCHS = 2;
    static final int INTERVAL = 4;
    static final long KILL_STEP = 6;

    private final JavaSparkContext context;
    private final Path out;

    private SparkJobs(JavaSparkContext context, Path out) {
        this.context = context;
        this.out = out;
    }

    /** Arguments: {@code local} or {@code cluster}, folder. */
    public static void main(String[] args) throws Exception {
        Path out = Path.of(args[1]);
        boolean cluster = args[0].equals("cluster");
        try (JavaSparkContext context = context(cluster ? "local-cluster[2,1,1024]" : "local[2]")) {
            SparkJobs jobs = new SparkJobs(context, out);
            jobs.averaging(cluster);
            jobs.oneRound();
            if (!cluster) {
                jobs.refusals();
                Files.writeString(out.resolve("example"), Double.toString(SparkExampleRun.accuracy(context)));
            }
        }
        if (!cluster) {
            try (JavaSparkContext context = context("local[4]")) {
                new SparkJobs(context, out).shared();
            }
        }
    }

    private static JavaSparkContext context(String master) {
        return new JavaSparkContext(new SparkConf()
                .setMaster(master)
                .setAppName("hrbp-tests")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1")
                .set("spark.executor.memory", "512m")
                .set("spark.shuffle.io.maxRetries", "1")
                .set("spark.shuffle.io.retryWait", "1s")
                .set("spark.executor.extraClassPath", System.getProperty("java.class.path"))
                .set(
                        "spark.executor.extraJavaOptions",
                        "--add-modules jdk.incubator.vector -Dorg.bytedeco.javacpp.maxphysicalbytes=0"));
    }

    static HrbpDstListener dst(String method) {
        return HrbpDstListener.builder()
                .method(method)
                .totalSteps((long) EPOCHS * STEPS_PER_EPOCH)
                .interval(INTERVAL)
                .until(1)
                .dropFraction(0.5)
                .build();
    }

    private void averaging(boolean cluster) throws Exception {
        KilledWorker.Trap trap = cluster ? KilledWorker.at(KILL_STEP) : null;
        train("mln-hrbp", SparkNets.mln("hrbp"), dst("hrbp"), trap == null ? null : trap.hook());
        if (trap != null) {
            long killed = trap.killed().get(1, TimeUnit.MINUTES);
            Files.writeString(out.resolve("killed"), Long.toString(killed));
        }
        train("cg-rigl", SparkNets.graph("unstructured"), dst("rigl"), null);
        train("mln-dsr", SparkNets.spacious(), dst("dsr"), null);
        train("cg-static", SparkNets.graph("hrbp"), null, null);
    }

    private void train(String name, Model net, @Nullable HrbpDstListener dst, @Nullable KilledWorker killer)
            throws IOException {
        HrbpSparkTrainerBuilder<Model> builder = HrbpSparkTrainer.builder(context, net)
                .batchSize(SparkNets.BATCH)
                .workers(WORKERS)
                .stepsPerRound(STEPS_PER_ROUND);
        HrbpSparkTrainer<Model> trainer = (dst == null ? builder : builder.dst(dst)).build();
        CollectionAccumulator<String> seen = context.sc().collectionAccumulator(name);
        trainer.trainingMaster().addHook(new PatternWitness(seen));
        if (killer != null) {
            trainer.trainingMaster().addHook(killer);
        }
        JavaRDD<DataSet> data = context.parallelize(SparkNets.batches(WORKERS * STEPS_PER_EPOCH), WORKERS);
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            trainer.fit(data);
        }
        save(name, net);
        List<String> lines = new ArrayList<>(seen.value());
        lines.add("updates " + (dst == null ? 0 : dst.updates()));
        lines.add("score " + trainer.score());
        Files.write(out.resolve(name + ".txt"), lines);
    }

    /** One round that begins with an update, on data that need not be moved. */
    private void oneRound() throws IOException {
        MultiLayerNetwork net = SparkNets.mln("hrbp");
        HrbpSparkTrainer.builder(context, net)
                .batchSize(SparkNets.BATCH)
                .workers(WORKERS)
                .stepsPerRound(STEPS_PER_ROUND)
                .dst(atOnce())
                .build()
                .fit(context.parallelize(SparkNets.batches(WORKERS * STEPS_PER_ROUND), WORKERS));
        save("one-round", net);
    }

    static HrbpDstListener atOnce() {
        UpdateSchedule schedule = new UpdateSchedule(INTERVAL, 0, INTERVAL, 0.5, UpdateSchedule.Decay.CONSTANT);
        return HrbpDstListener.builder().schedule(schedule).build();
    }

    private void refusals() throws IOException {
        List<String> messages = new ArrayList<>();
        HrbpSparkTrainerBuilder<MultiLayerNetwork> builder = HrbpSparkTrainer.builder(context, SparkNets.mln("hrbp"));
        refused(messages, builder::build);
        refused(messages, () -> builder.batchSize(0));
        refused(messages, builder.batchSize(SparkNets.BATCH).dst(dst("hrbp")).trainingMaster(sharedMaster())::build);
        MultiLayerNetwork attached = SparkNets.mln("hrbp");
        attached.setListeners(dst("hrbp"));
        refused(messages, HrbpSparkTrainer.builder(context, attached).batchSize(SparkNets.BATCH)::build);
        Files.write(out.resolve("refusals"), messages);
    }

    private static void refused(List<String> messages, Supplier<?> action) {
        try {
            messages.add("not refused: " + action.get());
        } catch (IllegalStateException | IllegalArgumentException e) {
            messages.add(e.getMessage());
        }
    }

    private void shared() throws IOException {
        for (Model net : List.of(SparkNets.mln("hrbp"), SparkNets.graph("hrbp"))) {
            HrbpSparkTrainer.builder(context, net)
                    .trainingMaster(sharedMaster())
                    .build()
                    .fit(context.parallelize(SparkNets.batches(16), 4));
            save("shared-" + net.getClass().getSimpleName(), net);
        }
    }

    private static SharedTrainingMaster sharedMaster() throws IOException {
        VoidConfiguration network = VoidConfiguration.builder()
                .unicastPort(freePort())
                .networkMask("127.0.0.0/8")
                .controllerAddress("127.0.0.1")
                .build();
        return new SharedTrainingMaster.Builder(network, SparkNets.BATCH)
                .batchSizePerWorker(SparkNets.BATCH)
                .workersPerNode(1)
                .rddTrainingApproach(RDDTrainingApproach.Direct)
                .build();
    }

    private static int freePort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void save(String name, Model net) throws IOException {
        ModelSerializer.writeModel(net, out.resolve(name + ".zip").toFile(), true);
    }
}
