/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.ui;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** {@link StepStats} as bytes: a version and the fields in order, compressed. */
final class StepStatsCodec {
    private static final int VERSION = 1;
    private static final int MOST_ENTRIES = 100_000;
    private static final int MOST_CELLS = 1 << 26;

    private StepStatsCodec() {}

    static byte[] encode(StepStats stats) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(new GZIPOutputStream(bytes))) {
            out.writeInt(VERSION);
            out.writeUTF(stats.session());
            out.writeUTF(stats.worker());
            out.writeLong(stats.time());
            out.writeLong(stats.step());
            out.writeInt(stats.nanos().size());
            for (Map.Entry<String, Long> part : stats.nanos().entrySet()) {
                out.writeUTF(part.getKey());
                out.writeLong(part.getValue());
            }
            out.writeInt(stats.layers().size());
            for (LayerStats layer : stats.layers()) {
                write(layer, out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The record of step " + stats.step() + " cannot be encoded", e);
        }
        return bytes.toByteArray();
    }

    private static void write(LayerStats layer, DataOutputStream out) throws IOException {
        out.writeUTF(layer.name());
        out.writeUTF(layer.structure());
        out.writeInt(layer.kept());
        out.writeInt(layer.weights());
        out.writeInt(layer.channels());
        out.writeInt(layer.positions());
        out.writeInt(layer.deadChannels());
        out.writeDouble(layer.churn());
        out.writeLong(layer.lastUpdate());
        ChannelMap map = layer.map();
        out.writeInt(map == null ? 0 : map.blocks());
        if (map != null) {
            for (int rows : map.rowCounts()) {
                out.writeInt(rows);
            }
            for (short taps : map.taps()) {
                out.writeShort(taps);
            }
        }
    }

    /** Throws IllegalArgumentException for bytes that are no record. */
    static StepStats decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new GZIPInputStream(new ByteArrayInputStream(bytes)))) {
            int version = in.readInt();
            if (version != VERSION) {
                throw new IllegalArgumentException(
                        "HRBP record of version " + version + "; this library reads version " + VERSION);
            }
            String session = in.readUTF();
            String worker = in.readUTF();
            long time = in.readLong();
            long step = in.readLong();
            Map<String, Long> nanos = new LinkedHashMap<>();
            for (int i = count(in, MOST_ENTRIES); i > 0; i--) {
                nanos.put(in.readUTF(), in.readLong());
            }
            List<LayerStats> layers = new ArrayList<>();
            for (int i = count(in, MOST_ENTRIES); i > 0; i--) {
                layers.add(layer(in));
            }
            return new StepStats(session, worker, time, step, nanos, layers);
        } catch (IOException e) {
            throw new IllegalArgumentException(bytes.length + " bytes are no HRBP record: " + e, e);
        }
    }

    private static LayerStats layer(DataInputStream in) throws IOException {
        String name = in.readUTF();
        String structure = in.readUTF();
        int kept = in.readInt();
        int weights = in.readInt();
        int channels = count(in, MOST_CELLS);
        return new LayerStats(
                name,
                structure,
                kept,
                weights,
                channels,
                in.readInt(),
                in.readInt(),
                in.readDouble(),
                in.readLong(),
                map(in, channels));
    }

    private static @Nullable ChannelMap map(DataInputStream in, int channels) throws IOException {
        int blocks = count(in, MOST_CELLS / Math.max(1, channels));
        if (blocks == 0) {
            return null;
        }
        int[] rowCounts = new int[blocks];
        for (int i = 0; i < blocks; i++) {
            rowCounts[i] = in.readInt();
        }
        short[] taps = new short[blocks * channels];
        for (int i = 0; i < taps.length; i++) {
            taps[i] = in.readShort();
        }
        return new ChannelMap(channels, rowCounts, taps);
    }

    private static int count(DataInputStream in, int most) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > most) {
            throw new IOException("a count of " + count + " is not in 0.." + most);
        }
        return count;
    }
}
