/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.layers.convolution.ConvolutionLayer;
import org.hrbp.examples.run.Json;
import org.hrbp.examples.run.OneLine;
import org.hrbp.examples.run.RunException;
import org.hrbp.zoo.ZooNet;
import org.nd4j.nativeblas.NativeOpsHolder;

/** The main class of a baseline's JVM: a {@link Child} that trains a network of DL4J's own layers. */
public final class BaselineMain {
    private final NetContestant contestant;
    private final Baseline baseline;
    private final int threads;
    private final double flopsPerStep;

    private BaselineMain(Baseline baseline, String net, int batch, long seed, int threads) {
        this.baseline = baseline;
        this.threads = threads;
        ZooNet dense = BenchNets.stock(net, seed);
        flopsPerStep = BenchNets.denseFlops(dense, net, batch);
        contestant = NetContestant.stock(baseline.id(), dense, new Batches(BenchNets.shape(net), batch, seed));
        requireHelpers();
    }

    /**
     * Answers standard input.
     *
     * @param args baseline, net, batch, seed, threads
     * @throws IOException if standard input cannot be read
     */
    public static void main(String[] args) throws IOException {
        PrintStream out = System.out;
        System.setOut(System.err); // libraries print there
        try {
            BaselineMain main = new BaselineMain(
                    Baseline.byId(args[0]),
                    args[1],
                    Integer.parseInt(args[2]),
                    Long.parseLong(args[3]),
                    Integer.parseInt(args[4]));
            out.println(Child.MARK + "ready");
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                out.println(Child.MARK + main.answer(line));
            }
        } catch (RuntimeException | Error e) {
            out.println(Child.MARK + Child.ERROR + OneLine.of(e));
        }
    }

    private String answer(String line) {
        switch (line) {
            case Answers.WARM -> {
                contestant.warmUp();
                return "";
            }
            case Answers.STEP -> {
                return Double.toString(contestant.step());
            }
            default -> {
                requireHelpers();
                return Json.line(contestant.stockFacts(threads, flopsPerStep));
            }
        }
    }

    /** Speed would not tell for sure, and DL4J drops a helper that fails without a word. */
    private void requireHelpers() {
        boolean wanted = baseline == Baseline.ONEDNN;
        boolean library =
                NativeOpsHolder.getInstance().getDeviceNativeOps().buildInfo().contains("ONEDNN");
        ComputationGraph net = contestant.net();
        long without = Arrays.stream(net.getLayers())
                .filter(layer -> layer instanceof ConvolutionLayer && (layer.getHelper() == null) == wanted)
                .count();
        if ((wanted && !library) || without > 0) {
            throw new RunException(
                    wanted
                            ? "DL4J does not use oneDNN here (native library with it: " + library
                                    + ", convolutions without: " + without + ")"
                            : "DL4J uses helpers that were switched off");
        }
    }
}
