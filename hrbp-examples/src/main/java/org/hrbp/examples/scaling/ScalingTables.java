/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.scaling;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.hrbp.examples.run.CsvTable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures what rounds of training on Spark send and writes {@code bytes.csv} and {@code model.csv}. */
@Command(
        name = "scaling",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Measures the bytes of a round on Spark (local[2]) and calculates rounds of larger clusters.")
public final class ScalingTables implements Callable<Integer> {
    @Option(
            names = "--net",
            split = ",",
            defaultValue = "small-cnn,resnet32,vgg19",
            description = "Default: ${DEFAULT-VALUE}")
    private List<String> nets = List.of();

    @Option(names = "--sparsity", split = ",", defaultValue = "0,0.9,0.95", description = "Default: ${DEFAULT-VALUE}")
    private List<Double> sparsities = List.of();

    @Option(names = "--executors", split = ",", defaultValue = "8,64,512", description = "Default: ${DEFAULT-VALUE}")
    private List<Integer> executors = List.of();

    @Option(names = "--steps-per-round", defaultValue = "5", description = "Default: ${DEFAULT-VALUE}")
    private int stepsPerRound;

    @Option(names = "--steps-per-update", defaultValue = "100", description = "Default: ${DEFAULT-VALUE}")
    private int stepsPerUpdate;

    @Option(names = "--bandwidth", defaultValue = "10", description = "Gbit/s of a link. Default: ${DEFAULT-VALUE}")
    private double gigabits;

    @Option(names = "--step-times", required = true, description = "CSV with net, sparsity, batch, seconds, source")
    private Path stepTimes = Path.of("");

    @Option(names = "--out", required = true, description = "Folder of the two files; exists")
    private Path out = Path.of("");

    private ScalingTables() {}

    /**
     * Runs the command.
     *
     * @param args options, see {@code --help}
     */
    public static void main(String[] args) {
        System.exit(new CommandLine(new ScalingTables()).execute(args));
    }

    @Override
    public Integer call() {
        StepTimes times = StepTimes.read(stepTimes);
        SparkConf conf = new SparkConf()
                .setAppName("HRBP scaling")
                .setMaster("local[2]")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.maxResultSize", "4g");
        List<List<String>> measured = new ArrayList<>();
        List<List<String>> calculated = new ArrayList<>();
        try (JavaSparkContext context = new JavaSparkContext(conf)) {
            SentBytes sent = new SentBytes();
            context.sc().addSparkListener(sent);
            for (String net : nets) {
                for (double sparsity : sparsities) {
                    RoundBytes bytes = RoundBytes.measure(context, sent, net, sparsity);
                    measured.add(bytes.row());
                    calculated.addAll(rows(bytes, times));
                    System.out.println(String.join(",", bytes.row()));
                }
            }
        }
        CsvTable.write(out.resolve("bytes.csv"), RoundBytes.HEADER, measured);
        CsvTable.write(out.resolve("model.csv"), RoundCost.HEADER, calculated);
        return 0;
    }

    /** None where no step was measured. */
    private List<List<String>> rows(RoundBytes bytes, StepTimes times) {
        StepTimes.Step step = times.of(bytes.net(), bytes.sparsity());
        return step == null
                ? List.of()
                : executors.stream()
                        .map(n -> new RoundCost(bytes, step, n, stepsPerRound, stepsPerUpdate, gigabits).row())
                        .toList();
    }
}
