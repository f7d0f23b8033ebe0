/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples;

import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.hrbp.examples.data.EpochIterator;
import org.hrbp.model.HrbpUpdater;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/** What the examples of the networks have in common: two options, the learning rate of the recipe, and the loop over epochs. */
final class NetworkTraining {
    /** What a user asks for; the folder is null for the place where {@code hrbp data get} puts data. */
    record Options(@Nullable Path dataDir, int epochs) {}

    private NetworkTraining() {}

    /** Reads {@code --data-dir FOLDER} and {@code --epochs N}. */
    static Options options(String[] args, int defaultEpochs) {
        Path dataDir = null;
        int epochs = defaultEpochs;
        for (int i = 0; i < args.length; i += 2) {
            if (i + 1 < args.length && args[i].equals("--data-dir")) {
                dataDir = Path.of(args[i + 1]);
            } else if (i + 1 < args.length && args[i].equals("--epochs") && args[i + 1].matches("[1-9][0-9]{0,5}")) {
                epochs = Integer.parseInt(args[i + 1]);
            } else {
                throw new IllegalArgumentException("Arguments " + List.of(args)
                        + " are not understood; allowed are --data-dir FOLDER and --epochs N with N at least 1");
            }
        }
        return new Options(dataDir, epochs);
    }

    /** Momentum 0.9; the learning rate falls to a tenth at half, and to a hundredth at three quarters of the epochs. */
    static Nesterovs updater(double learningRate, int epochs) {
        MapSchedule schedule = new MapSchedule.Builder(ScheduleType.EPOCH)
                .add(0, learningRate)
                .add((epochs + 1) / 2, learningRate / 10)
                .add((3 * epochs + 3) / 4, learningRate / 100)
                .build();
        return new Nesterovs(schedule, 0.9);
    }

    /** Trains, and prints the accuracy on the test images after every epoch. */
    static void train(ComputationGraph net, EpochIterator train, EpochIterator test, int epochs) {
        HrbpUpdater.attach(net); // optional: momentum and weight decay in one pass over the kept weights
        for (int epoch = 1; epoch <= epochs; epoch++) {
            net.fit(train);
            double accuracy = net.evaluate(test).accuracy();
            System.out.printf("epoch %d of %d: score %.3f, test accuracy %.3f%n", epoch, epochs, net.score(), accuracy);
        }
    }
}
