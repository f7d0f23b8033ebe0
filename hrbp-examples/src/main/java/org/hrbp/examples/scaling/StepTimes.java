/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.scaling;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hrbp.examples.run.OneLine;
import org.hrbp.examples.run.RunException;
import org.jspecify.annotations.Nullable;

/** Measured seconds of whole training steps, from a file with the columns net, sparsity, batch, seconds and source. */
final class StepTimes {
    /**
     * One line.
     *
     * @param net name of the net
     * @param sparsity 0 for dense
     * @param batch images of a step
     * @param seconds of a step
     * @param source where it was measured
     */
    record Step(String net, double sparsity, int batch, double seconds, String source) {}

    private final List<Step> steps;

    private StepTimes(List<Step> steps) {
        this.steps = steps;
    }

    /**
     * Reads the file.
     *
     * @throws RunException if it cannot be read or a value is no number
     */
    static StepTimes read(Path file) {
        List<Step> steps = new ArrayList<>();
        try (CsvReader<NamedCsvRecord> lines = CsvReader.builder().ofNamedCsvRecord(file)) {
            for (NamedCsvRecord line : lines) {
                steps.add(new Step(
                        line.getField("net"),
                        Double.parseDouble(line.getField("sparsity")),
                        Integer.parseInt(line.getField("batch")),
                        Double.parseDouble(line.getField("seconds")),
                        line.getField("source")));
            }
        } catch (IOException | RuntimeException e) {
            throw new RunException("Step times cannot be read from " + file + ": " + OneLine.of(e), e);
        }
        return new StepTimes(steps);
    }

    /** The step of a net, or null if it was not measured. */
    @Nullable
    Step of(String net, double sparsity) {
        return steps.stream()
                .filter(step -> step.net.equals(net) && step.sparsity == sparsity)
                .findFirst()
                .orElse(null);
    }
}
