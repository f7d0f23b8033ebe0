/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.run;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/** How the learning rate goes, scaled to the number of steps of a run. */
public enum Schedule {
    /** x 0.1 at 50 % and x 0.01 at 75 % of the steps; at 160 epochs GraSP's recipe for CIFAR. */
    STEP {
        @Override
        ISchedule of(double lr, int epochs, int stepsPerEpoch) {
            long steps = (long) epochs * stepsPerEpoch;
            Map<Integer, Double> values = new TreeMap<>();
            values.put(0, lr);
            values.put(Math.toIntExact((steps + 1) / 2), 0.1 * lr);
            values.put(Math.toIntExact((3 * steps + 3) / 4), 0.01 * lr);
            return new MapSchedule(ScheduleType.ITERATION, values);
        }
    },
    /** x 0.1, 0.01 and 0.001 at 1/3, 2/3 and 8/9 of the steps: at epochs 30, 60 and 80 of 90, for ImageNet. */
    IMAGENET {
        @Override
        ISchedule of(double lr, int epochs, int stepsPerEpoch) {
            long steps = (long) epochs * stepsPerEpoch;
            Map<Integer, Double> values = new TreeMap<>();
            values.put(0, lr);
            values.put(Math.toIntExact((3 * steps + 8) / 9), 0.1 * lr);
            values.put(Math.toIntExact((6 * steps + 8) / 9), 0.01 * lr);
            values.put(Math.toIntExact((8 * steps + 8) / 9), 0.001 * lr);
            return new MapSchedule(ScheduleType.ITERATION, values);
        }
    },
    /** The same rate throughout. */
    CONSTANT {
        @Override
        ISchedule of(double lr, int epochs, int stepsPerEpoch) {
            return new MapSchedule(ScheduleType.EPOCH, new TreeMap<>(Map.of(0, lr)));
        }
    },
    /** Half a cosine from the rate down to almost 0, a value per epoch. */
    COSINE {
        @Override
        ISchedule of(double lr, int epochs, int stepsPerEpoch) {
            Map<Integer, Double> values = new TreeMap<>();
            for (int e = 0; e < epochs; e++) {
                values.put(e, lr * 0.5 * (1 + Math.cos(Math.PI * e / epochs)));
            }
            return new MapSchedule(ScheduleType.EPOCH, values);
        }
    };

    abstract ISchedule of(double lr, int epochs, int stepsPerEpoch);

    /**
     * The names for {@code --schedule}.
     *
     * @return the names in lower case
     */
    public static List<String> names() {
        return Arrays.stream(values())
                .map(s -> s.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    /**
     * Finds a schedule.
     *
     * @param name one of {@link #names()}
     * @return the schedule
     * @throws RefusedException if there is none of that name
     */
    public static Schedule byName(String name) {
        return values()[Names.index("--schedule", name, names())];
    }
}
