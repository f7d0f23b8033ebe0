/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.hrbp.kernel.KernelChoice;

/**
 * What a network stores and computes, layer by layer. A row stands for each layer with weights: sparse layers with their
 * patterns, DL4J's own as dense. Biases and batch normalisation do not count.
 */
public final class HrbpSummary {
    private final List<Row> rows;
    private final String kernel;

    /**
     * One layer.
     *
     * @param name name of the layer
     * @param structure structure of its pattern; {@code dense} of DL4J's own layers
     * @param shape shape of the dense weights, such as {@code [64, 32, 3, 3]}: output channels, input channels, kernel; DL4J's
     *     own order for layers that are neither a 2D convolution nor fully connected
     * @param weights weights of the dense layer
     * @param kept weights that exist
     * @param densityTarget density aimed at
     * @param densityActual kept / all weights
     * @param groups blocks of the pattern: groups of rows for HRBP, rows for unstructured
     * @param minChannels fewest channels that a group keeps
     * @param maxChannels most channels that a group keeps
     * @param minPositions fewest kernel positions that a group keeps
     * @param maxPositions most kernel positions that a group keeps
     * @param deadChannels input channels without any weight
     * @param zeroKernelShare share of the (row, channel) kernels without any weight
     * @param weightBytes memory of the kept weights, unused slots included
     * @param indexBytes memory of the parameter {@code I}, header included
     * @param updaterBytes memory of the updater's state for the weights
     * @param forwardFlops two per multiply-add of one example's forward pass, taps on padding included; empty if unknown
     * @param kernelTiles register tiles of forward pass, input gradient and weight gradient, see {@link KernelChoice}; {@code
     *     loops} if the layer does not run on the vector kernels, {@code stock} of DL4J's own layers
     */
    public record Row(
            String name,
            String structure,
            String shape,
            long weights,
            long kept,
            double densityTarget,
            double densityActual,
            int groups,
            int minChannels,
            int maxChannels,
            int minPositions,
            int maxPositions,
            int deadChannels,
            double zeroKernelShare,
            long weightBytes,
            long indexBytes,
            long updaterBytes,
            OptionalLong forwardFlops,
            String kernelTiles) {
        /**
         * The row for a CSV file.
         *
         * @return one value for each of {@link HrbpSummary#columns()}; empty if unknown
         */
        public List<String> values() {
            List<String> values = new ArrayList<>(List.of(name, structure, shape));
            for (Number number : new Number[] {
                weights,
                kept,
                densityTarget,
                densityActual,
                groups,
                minChannels,
                maxChannels,
                minPositions,
                maxPositions,
                deadChannels,
                zeroKernelShare,
                weightBytes,
                indexBytes,
                updaterBytes
            }) {
                values.add(number.toString());
            }
            values.add(forwardFlops.isPresent() ? Long.toString(forwardFlops.getAsLong()) : "");
            values.add(kernelTiles);
            return values;
        }
    }

    private HrbpSummary(List<Row> rows, String kernel) {
        this.rows = List.copyOf(rows);
        this.kernel = kernel;
    }

    /**
     * Summarises a network.
     *
     * @param model an initialised MultiLayerNetwork or ComputationGraph
     * @param inputTypes one type per input of the network; without them the FLOPs are unknown
     * @return the summary
     * @throws IllegalArgumentException if the model is of another class or the number of types is wrong
     * @throws IllegalStateException if it is not initialised
     */
    public static HrbpSummary of(Model model, InputType... inputTypes) {
        SummaryRows rows = new SummaryRows(model, inputTypes);
        return new HrbpSummary(rows.rows(), rows.kernel());
    }

    /**
     * The layers with weights in forward order.
     *
     * @return an unmodifiable list
     */
    public List<Row> rows() {
        return rows;
    }

    /**
     * The kernel provider that the sparse layers run on.
     *
     * @return its name; {@code none} if there is no sparse layer
     */
    public String kernel() {
        return kernel;
    }

    /**
     * Weights of the dense network.
     *
     * @return sum over the rows
     */
    public long weights() {
        return rows.stream().mapToLong(Row::weights).sum();
    }

    /**
     * Weights that exist.
     *
     * @return sum over the rows
     */
    public long kept() {
        return rows.stream().mapToLong(Row::kept).sum();
    }

    /**
     * Density of the network.
     *
     * @return kept / all weights, or 1 if there are none
     */
    public double density() {
        return weights() == 0 ? 1 : (double) kept() / weights();
    }

    /**
     * Memory of the kept weights.
     *
     * @return bytes
     */
    public long weightBytes() {
        return rows.stream().mapToLong(Row::weightBytes).sum();
    }

    /**
     * Memory of the patterns.
     *
     * @return bytes
     */
    public long indexBytes() {
        return rows.stream().mapToLong(Row::indexBytes).sum();
    }

    /**
     * Memory of the updater's state for the weights.
     *
     * @return bytes
     */
    public long updaterBytes() {
        return rows.stream().mapToLong(Row::updaterBytes).sum();
    }

    /**
     * Work of one example's forward pass in the layers of the table.
     *
     * @return two per multiply-add; empty if it is unknown of a layer
     */
    public OptionalLong forwardFlops() {
        if (rows.stream().anyMatch(row -> row.forwardFlops().isEmpty())) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(
                rows.stream().mapToLong(row -> row.forwardFlops().getAsLong()).sum());
    }

    /**
     * The header of a CSV file.
     *
     * @return a name for each of {@link Row#values()}
     */
    public static List<String> columns() {
        return List.of(
                "layer",
                "structure",
                "shape",
                "weights",
                "kept",
                "density_target",
                "density_actual",
                "groups",
                "channels_min",
                "channels_max",
                "positions_min",
                "positions_max",
                "dead_channels",
                "zero_kernel_share",
                "weight_bytes",
                "index_bytes",
                "updater_bytes",
                "forward_flops",
                "kernel_tiles");
    }

    /**
     * The table for people.
     *
     * @return a line per layer, one of totals and one about the kernels
     */
    @Override
    public String toString() {
        String unknown = forwardFlops().isPresent() ? "" : "; FLOPs: ? = unknown without the network's input type";
        return SummaryTable.format(this) + String.format(Locale.ROOT, "Kernels: %s%s%n", kernel, unknown);
    }
}
