/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hrbp.examples.run.InputShape;
import org.hrbp.examples.run.Json;
import org.hrbp.examples.run.RunException;
import org.hrbp.kernel.HrbpThreads;
import org.hrbp.zoo.Zoo;
import org.hrbp.zoo.ZooNet;
import org.jspecify.annotations.Nullable;

/** The same network, dense, in PyTorch: a process that runs {@code torch_step.py}, which lies beside this class. */
final class TorchContestant implements StepContestant {
    private static final String SCRIPT = "torch_step.py";

    private final TorchMode mode;
    private final BenchConfig config;
    private final Path script;
    private final Child child;

    /** What the script says at the end. */
    record Facts(
            String version,
            int threads,
            long parameters,
            @Nullable Double peakRssMb) {}

    TorchContestant(TorchMode mode, BenchConfig config, String python) {
        this.mode = mode;
        this.config = config;
        script = unpack();
        Child started = null;
        try {
            started = new Child("PyTorch (" + python + ")", command(python), environment());
            started.answer();
            child = started;
        } catch (RunException e) {
            if (started != null) {
                started.close();
            }
            delete(script);
            throw new RunException(
                    e.getMessage() + "; PyTorch's net needs Python 3 with PyTorch, --python EXE says which", e);
        }
    }

    private static Path unpack() {
        try (InputStream in = TorchContestant.class.getResourceAsStream(SCRIPT)) {
            if (in == null) {
                throw new IllegalStateException(SCRIPT + " is not in the jar");
            }
            Path file = Files.createTempFile("hrbp-bench", ".py");
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
            return file;
        } catch (IOException e) {
            throw new RunException(SCRIPT + " cannot be unpacked", e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // a temporary file stays
        }
    }

    private List<String> command(String python) {
        InputShape shape = BenchNets.shape(config.net());
        List<String> command = new ArrayList<>(List.of(
                python,
                script.toString(),
                "--net=" + config.net(),
                "--classes=" + shape.classes(),
                "--size=" + shape.height(),
                "--batch=" + config.batch(),
                "--threads=" + HrbpThreads.threads(),
                "--seed=" + config.seed(),
                "--lr=" + BenchNets.LEARNING_RATE,
                "--momentum=" + BenchNets.MOMENTUM,
                "--weight-decay=" + Zoo.defaultWeightDecay(config.net()),
                "--format=" + mode.format()));
        if (mode.compiled()) {
            command.add("--compile");
        }
        if (mode.bf16()) {
            command.add("--bf16");
        }
        return command;
    }

    /** The launcher's, which is for ND4J, would leave PyTorch's libraries one thread. */
    private static Map<String, String> environment() {
        return Map.of("OMP_NUM_THREADS", Integer.toString(HrbpThreads.threads()));
    }

    @Override
    public String name() {
        return mode.kernel();
    }

    @Override
    public Variant variant() {
        return Variant.DENSE;
    }

    @Override
    public boolean optional() {
        return !mode.plain();
    }

    @Override
    public void warmUp() {
        child.ask(Answers.WARM);
    }

    @Override
    public double step() {
        return Double.parseDouble(child.ask(Answers.STEP));
    }

    @Override
    public StepFacts facts() {
        try {
            Facts facts = Json.read(child.ask(Answers.END), Facts.class);
            ZooNet dense = BenchNets.dense(config);
            requireSameSize(facts);
            long weights = dense.plan().totalWeights();
            return new StepFacts(
                    mode.kernel(),
                    facts.version(),
                    null,
                    facts.threads(),
                    BenchNets.denseFlops(dense, config.net(), config.batch()),
                    null,
                    null,
                    null,
                    null,
                    facts.peakRssMb(),
                    weights,
                    weights,
                    null);
        } catch (IOException e) {
            throw new RunException(name() + " gave a result that cannot be read", e);
        }
    }

    /** A net of another layout would be compared with ours in vain. */
    private void requireSameSize(Facts facts) {
        long ours = BenchNets.trainedParameters(config.net());
        if (facts.parameters() != ours) {
            throw new RunException(name() + "'s " + config.net() + " has " + facts.parameters()
                    + " parameters, ours has " + ours + ": they are not the same network");
        }
    }

    @Override
    public void close() {
        child.close();
        delete(script);
    }
}
