/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.run;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.hrbp.kernel.Kernels;
import org.hrbp.model.LotteryTicket;
import org.jspecify.annotations.Nullable;

/**
 * The rounds of iterative magnitude pruning, each a training run in a folder {@code round-NN} of its own. Rounds that are done
 * are not repeated, and one that was interrupted goes on, so that a resumed run ends with the same bits. The last round trains
 * what is left; its result is the run's.
 */
final class LotteryRun {
    private final RunConfig config;
    private final RunFolder folder;
    private final RunResources resources;
    private final RunOutput output;

    LotteryRun(RunConfig config, RunFolder folder, RunResources resources, RunOutput output) {
        this.config = config;
        this.folder = folder;
        this.resources = resources;
        this.output = output;
    }

    RunReport run() {
        List<Double> sparsities = new ArrayList<>(List.of(0.0));
        sparsities.addAll(LotteryTicket.sparsities(config.sparsity(), config.pruneRate()));
        int last = sparsities.size() - 1;
        RunReport report = round(0, config.round(0, last == 0), null);
        for (int i = 1; i <= last; i++) {
            output.result(String.format(Locale.ROOT, "round %d of %d, sparsity %.4f", i, last, sparsities.get(i)));
            int round = i;
            double sparsity = sparsities.get(i);
            report = round(i, config.round(sparsity, i == last), () -> ticket(round, sparsity));
        }
        Json.write(folder.report(), report);
        return report;
    }

    private RunReport round(int number, RunConfig its, @Nullable Supplier<Checkpoint> start) {
        RunFolder round = folder.round(number);
        return Files.exists(round.config())
                ? TrainRun.resume(its, round, resources, output, start)
                : TrainRun.start(its, round, resources, output, start);
    }

    /** The largest weights of the round before, at the point to which all rounds go back. */
    private Checkpoint ticket(int round, double sparsity) {
        ComputationGraph trained =
                Checkpoint.read(folder.round(round - 1).checkpoint()).net();
        Checkpoint back = Checkpoint.read(folder.round(0).rewind());
        ComputationGraph ticket = LotteryTicket.next(trained, back.net(), sparsity);
        return new Checkpoint(ticket, back.state().on(Kernels.signature()));
    }
}
