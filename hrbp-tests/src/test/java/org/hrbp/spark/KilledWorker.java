/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.spark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.spark.api.TrainingHook;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * Kills the first executor that reaches a step. The worker tells the driver its process and waits; the driver kills it. Later
 * workers find nobody to talk to and train on.
 */
final class KilledWorker implements TrainingHook {
    private static final long serialVersionUID = 1;

    private final int port;
    private final long step;

    private KilledWorker(int port, long step) {
        this.port = port;
        this.step = step;
    }

    /** A hook for the workers, and a driver thread that waits for it; the future has the process once it is dead. */
    record Trap(KilledWorker hook, CompletableFuture<Long> killed) {}

    static Trap at(long step) throws IOException {
        ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        CompletableFuture<Long> killed = CompletableFuture.supplyAsync(() -> kill(server));
        return new Trap(new KilledWorker(server.getLocalPort(), step), killed);
    }

    private static long kill(ServerSocket server) {
        try (server;
                Socket socket = server.accept();
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            long pid = Long.parseLong(in.readLine());
            ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
            process.destroyForcibly();
            process.onExit().join();
            return pid;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void preUpdate(DataSet batch, Model model) {
        if (SparkNets.step(model) == step) {
            waitForDeath();
        }
    }

    private void waitForDeath() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.UTF_8));
            if (socket.getInputStream().read() >= 0) {
                throw new IllegalStateException("The driver answers where it should have killed");
            }
        } catch (IOException e) {
            // another executor was killed: nobody listens any more
        }
    }

    @Override
    public void postUpdate(DataSet batch, Model model) {}

    @Override
    public void preUpdate(MultiDataSet batch, Model model) {}

    @Override
    public void postUpdate(MultiDataSet batch, Model model) {}
}
