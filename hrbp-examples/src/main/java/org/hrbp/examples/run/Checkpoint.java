/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.run;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.hrbp.model.ModelReader;

/**
 * {@code checkpoint.zip}: a model file of DL4J with updater state, which {@code ComputationGraph.load} reads, and in it the
 * state of the run. It is written between epochs, never from a listener, where DL4J's iteration count is one short.
 *
 * @param net the model
 * @param state how far the run is
 */
record Checkpoint(ComputationGraph net, RunState state) {
    void write(Path file) {
        AtomicFiles.write(file, temp -> {
            ModelSerializer.writeModel(net, temp.toFile(), true);
            try (FileSystem zip = FileSystems.newFileSystem(temp)) {
                Files.write(zip.getPath(RunFolder.STATE_ENTRY), Json.bytes(state));
            }
        });
    }

    /**
     * Reads a checkpoint.
     *
     * @throws RunException if it is corrupt
     */
    static Checkpoint read(Path file) {
        try {
            ComputationGraph net =
                    new ModelReader().allowEntries(RunFolder.STATE_ENTRY).readComputationGraph(file);
            RunState state = state(file);
            if (net.getEpochCount() != state.epochsDone()) {
                throw new IOException("model of epoch " + net.getEpochCount() + ", state of " + state.epochsDone());
            }
            return new Checkpoint(net, state);
        } catch (IOException | RuntimeException e) {
            throw new RunException(file + " is corrupt and cannot be resumed: " + OneLine.of(e), e);
        }
    }

    private static RunState state(Path file) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            ZipEntry entry = zip.getEntry(RunFolder.STATE_ENTRY);
            if (entry == null) {
                throw new IOException("entry " + RunFolder.STATE_ENTRY + " is missing");
            }
            return Json.read(zip.getInputStream(entry).readAllBytes(), RunState.class);
        }
    }
}
