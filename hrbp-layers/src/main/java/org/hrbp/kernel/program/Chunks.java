/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel.program;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hrbp.kernel.ConvGeometry;
import org.hrbp.kernel.ConvPlan;
import org.hrbp.kernel.TensorLayout;

/** Destination pixels of a pass, in chunks of rows, by border class. */
final class Chunks {
    private final Axis rows;
    private final Axis columns;
    private final ConvGeometry geometry;
    private final TensorLayout source;

    private Chunks(Axis rows, Axis columns, ConvGeometry geometry, TensorLayout source) {
        this.rows = rows;
        this.columns = columns;
        this.geometry = geometry;
        this.source = source;
    }

    static Chunks forward(ConvPlan p) {
        ConvGeometry g = p.geometry();
        TensorLayout in = p.input();
        TensorLayout out = p.output();
        return new Chunks(
                Axis.forward(
                        out.height(), in.height(), g.kernelHeight(), g.strideHeight(), g.padTop(), g.dilationHeight()),
                Axis.forward(out.width(), in.width(), g.kernelWidth(), g.strideWidth(), g.padLeft(), g.dilationWidth()),
                g,
                in);
    }

    static Chunks backward(ConvPlan p) {
        ConvGeometry g = p.geometry();
        TensorLayout in = p.input();
        TensorLayout out = p.output();
        return new Chunks(
                Axis.backward(
                        in.height(), out.height(), g.kernelHeight(), g.strideHeight(), g.padTop(), g.dilationHeight()),
                Axis.backward(
                        in.width(), out.width(), g.kernelWidth(), g.strideWidth(), g.padLeft(), g.dilationWidth()),
                g,
                out);
    }

    /** Chunks of whole image rows. */
    List<List<RunGroup>> split(int count) {
        return split(count, 1, 1);
    }

    /** Chunks of image rows, columns and examples. */
    List<List<RunGroup>> split(int heights, int widths, int batches) {
        List<List<RunGroup>> chunks = new ArrayList<>();
        for (int h = 0; h < heights; h++) {
            for (int w = 0; w < widths; w++) {
                for (int n = 0; n < batches; n++) {
                    chunks.add(chunk(
                            Range.of(rows.size(), h, heights),
                            Range.of(columns.size(), w, widths),
                            Range.of(source.batch(), n, batches)));
                }
            }
        }
        return chunks;
    }

    private record Range(int first, int end) {
        /** One of some parts of about equal size. */
        static Range of(int size, int part, int parts) {
            return new Range(size * part / parts, size * (part + 1) / parts);
        }
    }

    private List<RunGroup> chunk(Range height, Range width, Range examples) {
        Map<Integer, RunGroup> groups = new TreeMap<>();
        int batch = source.batch();
        for (int h = height.first; h < height.end; h++) {
            for (int w = width.first; w < width.end; w++) {
                int row = rows.classOf(h);
                int column = columns.classOf(w);
                groups.computeIfAbsent(
                                row * columns.classCount() + column, k -> new RunGroup(offsets(row, column, batch)))
                        .add(
                                (rows.base(h) * source.width() + columns.base(w)) * batch + examples.first,
                                (h * columns.size() + w) * batch + examples.first,
                                examples.end - examples.first);
            }
        }
        return List.copyOf(groups.values());
    }

    private int[] offsets(int rowClass, int columnClass, int batch) {
        int[] offsets = new int[geometry.kernelHeight() * geometry.kernelWidth()];
        for (int p = 0; p < offsets.length; p++) {
            int row = rows.offset(rowClass, p / geometry.kernelWidth());
            int column = columns.offset(columnClass, p % geometry.kernelWidth());
            boolean outside = row == Axis.OUTSIDE || column == Axis.OUTSIDE;
            offsets[p] = outside ? Axis.OUTSIDE : (row * source.width() + column) * batch;
        }
        return offsets;
    }

    /**
     * The pixels of some image rows that read inside the image through one kernel position, as runs whose offset is already
     * added.
     */
    RunGroup through(int position, int firstRow, int endRow) {
        RunGroup runs = new RunGroup(new int[0]);
        int batch = source.batch();
        for (int h = firstRow; h < endRow; h++) {
            int row = rows.offset(rows.classOf(h), position / geometry.kernelWidth());
            for (int w = 0; w < columns.size() && row != Axis.OUTSIDE; w++) {
                int column = columns.offset(columns.classOf(w), position % geometry.kernelWidth());
                if (column != Axis.OUTSIDE) {
                    runs.add(
                            ((rows.base(h) + row) * source.width() + columns.base(w) + column) * batch,
                            (h * columns.size() + w) * batch,
                            batch);
                }
            }
        }
        return runs;
    }
}
