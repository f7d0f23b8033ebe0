/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.bench;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hrbp.examples.run.Json;
import org.hrbp.examples.run.RunException;
import org.hrbp.kernel.HrbpThreads;
import org.jspecify.annotations.Nullable;

/** A network of DL4J's own layers, in a JVM of its own with the flags of this one, because ND4J reads what makes it fast at start. */
final class BaselineContestant implements StepContestant {
    /** Flags that are for this JVM alone. */
    private static final List<String> NOT_PASSED_ON = List.of("-javaagent", "-agent", "-Xdebug", "-Xrun");

    private final Baseline baseline;
    private final Child child;

    BaselineContestant(Baseline baseline, BenchConfig config, @Nullable Path onednnJar) {
        this.baseline = baseline;
        int threads = HrbpThreads.threads();
        List<String> command = new ArrayList<>(java(baseline, onednnJar));
        command.addAll(List.of(
                BaselineMain.class.getName(),
                baseline.id(),
                config.net(),
                Integer.toString(config.batch()),
                Long.toString(config.seed()),
                Integer.toString(threads)));
        child = new Child(baseline.id(), command, baseline.environment(threads));
        try {
            child.answer();
        } catch (RunException e) {
            child.close();
            throw e;
        }
    }

    private static List<String> java(Baseline baseline, @Nullable Path onednnJar) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (NOT_PASSED_ON.stream().noneMatch(flag::startsWith)) {
                command.add(flag);
            }
        }
        command.addAll(baseline.jvmFlags());
        command.add("-cp");
        List<String> path = new ArrayList<>();
        baseline.jars(onednnJar).forEach(jar -> path.add(jar.toString()));
        path.add(System.getProperty("java.class.path"));
        command.add(String.join(File.pathSeparator, path));
        return command;
    }

    @Override
    public String name() {
        return baseline.id();
    }

    @Override
    public Variant variant() {
        return Variant.DENSE;
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
            return Json.read(child.ask(Answers.END), StepFacts.class);
        } catch (IOException e) {
            throw new RunException(name() + " gave a result that cannot be read", e);
        }
    }

    @Override
    public void close() {
        child.close();
    }
}
