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
import org.hrbp.evolve.EverLived;
import org.hrbp.model.ModelReader;

/**
 * {@code checkpoint.zip}: a model file of DL4J with updater state, which {@code ComputationGraph.load} reads, and in it the
 * state of the run. It is written between steps, never from a listener, where DL4J's iteration count is one short.
 *
 * @param net the model
 * @param state how far the run is
 * @param everLived the weights that ever lived in it; empty with static patterns
 */
record Checkpoint(ComputationGraph net, RunState state, EverLived everLived) {
    Checkpoint(ComputationGraph net, RunState state) {
        this(net, state, new EverLived());
    }

    void write(Path file) {
        AtomicFiles.write(file, temp -> {
            ModelSerializer.writeModel(net, temp.toFile(), true);
            try (FileSystem zip = FileSystems.newFileSystem(temp)) {
                Files.write(zip.getPath(RunFolder.STATE_ENTRY), Json.bytes(state));
                Files.write(zip.getPath(RunFolder.EVER_LIVED_ENTRY), everLived.toBytes());
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
            ComputationGraph net = new ModelReader()
                    .allowEntries(RunFolder.STATE_ENTRY, RunFolder.EVER_LIVED_ENTRY)
                    .readComputationGraph(file);
            RunState state = Json.read(entry(file, RunFolder.STATE_ENTRY), RunState.class);
            if (net.getEpochCount() != state.epochsDone()) {
                throw new IOException("model of epoch " + net.getEpochCount() + ", state of " + state.epochsDone());
            }
            return new Checkpoint(net, state, EverLived.fromBytes(entry(file, RunFolder.EVER_LIVED_ENTRY)));
        } catch (IOException | RuntimeException e) {
            throw new RunException(file + " is corrupt and cannot be resumed: " + OneLine.of(e), e);
        }
    }

    private static byte[] entry(Path file, String name) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            ZipEntry entry = zip.getEntry(name);
            if (entry == null) {
                throw new IOException("entry " + name + " is missing");
            }
            return zip.getInputStream(entry).readAllBytes();
        }
    }
}
