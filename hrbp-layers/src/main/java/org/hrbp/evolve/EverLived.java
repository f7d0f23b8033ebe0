/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.evolve;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import org.hrbp.pattern.Pattern;

/**
 * All weights of a network that were ever kept, one bit per dense weight. Their share is the in-time over-parameterization
 * rate (Liu et al., ICML 2021).
 */
public final class EverLived {
    private static final int MAGIC = 0x48524245;
    private static final int VERSION = 1;

    /** The weights of one layer that ever lived. */
    private record Lives(int size, BitSet bits) {}

    private final Map<String, Lives> layers = new LinkedHashMap<>();

    /** Makes an empty record. */
    public EverLived() {}

    /**
     * Adds the kept weights of a layer. Meant to be called with the first pattern of each layer and after every update.
     *
     * @param layer name of the layer
     * @param pattern its pattern
     * @throws IllegalArgumentException if the layer had another number of weights before
     */
    public void add(String layer, Pattern pattern) {
        int size = pattern.shape().size();
        Lives lives = layers.getOrDefault(layer, new Lives(size, new BitSet(size)));
        if (lives.size != size) {
            throw new IllegalArgumentException("Layer \"" + layer + "\" has " + size + " dense weights, but had "
                    + lives.size + " when its living weights were recorded");
        }
        for (int index : pattern.denseIndices()) {
            lives.bits.set(index);
        }
        layers.put(layer, lives);
    }

    /**
     * Share of all weights of the added layers that ever lived.
     *
     * @return a number in [0, 1]; 0 if no layer was added
     */
    public double rate() {
        long lived = 0;
        long all = 0;
        for (Lives lives : layers.values()) {
            lived += lives.bits.cardinality();
            all += lives.size;
        }
        return all == 0 ? 0 : (double) lived / all;
    }

    /**
     * Share of one layer's weights that ever lived.
     *
     * @param layer name of the layer
     * @return a number in (0, 1]
     * @throws IllegalArgumentException if the layer was never added
     */
    public double rate(String layer) {
        Lives lives = layers.get(layer);
        if (lives == null) {
            throw new IllegalArgumentException("Layer \"" + layer + "\" is not one of " + layers.keySet());
        }
        return (double) lives.bits.cardinality() / lives.size;
    }

    /**
     * Writes the record: magic number, version, number of layers; per layer name length, name, weights, bits in bytes, lowest
     * first; CRC-32 of all that. Big-endian.
     *
     * @return the bytes, about one per 8 dense weights
     */
    public byte[] toBytes() {
        long length = 4L * Integer.BYTES;
        for (Map.Entry<String, Lives> layer : layers.entrySet()) {
            length += 2L * Integer.BYTES + utf8(layer.getKey()).length + byteCount(layer.getValue().size);
        }
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(length));
        bytes.putInt(MAGIC).putInt(VERSION).putInt(layers.size());
        layers.forEach((name, lives) -> {
            byte[] encoded = utf8(name);
            bytes.putInt(encoded.length).put(encoded).putInt(lives.size);
            int end = bytes.position() + byteCount(lives.size);
            bytes.put(lives.bits.toByteArray()).position(end);
        });
        bytes.putInt(checksum(bytes.array(), bytes.position()));
        return bytes.array();
    }

    /**
     * Reads a record and checks it.
     *
     * @param data what {@link #toBytes} made
     * @return the record
     * @throws IllegalArgumentException if the bytes are not such a record
     */
    public static EverLived fromBytes(byte[] data) {
        int end = data.length - Integer.BYTES;
        if (end < 3 * Integer.BYTES || ByteBuffer.wrap(data).getInt(end) != checksum(data, end)) {
            throw bad("its length or checksum is wrong");
        }
        ByteBuffer bytes = ByteBuffer.wrap(data, 0, end);
        if (bytes.getInt() != MAGIC) {
            throw bad("its magic number is wrong");
        }
        int version = bytes.getInt();
        if (version != VERSION) {
            throw bad("its version is " + version + "; allowed is " + VERSION);
        }
        EverLived record = new EverLived();
        try {
            record.read(bytes);
        } catch (BufferUnderflowException e) {
            throw bad("it ends too early");
        }
        return record;
    }

    private void read(ByteBuffer bytes) {
        int count = bytes.getInt();
        for (int i = 0; i < count; i++) {
            byte[] encoded = take(bytes, bytes.getInt());
            String name = new String(encoded, StandardCharsets.UTF_8);
            if (!Arrays.equals(utf8(name), encoded)) {
                throw bad("the name of layer " + i + " is not UTF-8");
            }
            int size = bytes.getInt();
            BitSet bits = BitSet.valueOf(take(bytes, size < 1 ? -1 : byteCount(size)));
            if (bits.length() > size) {
                throw bad(
                        "layer \"" + name + "\" has " + size + " weights, but bit " + (bits.length() - 1) + " is set");
            }
            if (layers.put(name, new Lives(size, bits)) != null) {
                throw bad("layer \"" + name + "\" stands in it twice");
            }
        }
        if (bytes.hasRemaining()) {
            throw bad(bytes.remaining() + " bytes are left over");
        }
    }

    /** Never allocates more than there is to read. */
    private static byte[] take(ByteBuffer bytes, int count) {
        if (count < 0 || count > bytes.remaining()) {
            throw bad("a length in it is " + count + ", but " + bytes.remaining() + " bytes are left");
        }
        byte[] taken = new byte[count];
        bytes.get(taken);
        return taken;
    }

    private static IllegalArgumentException bad(String message) {
        return new IllegalArgumentException("The record of weights that ever lived cannot be read: " + message);
    }

    private static byte[] utf8(String name) {
        return name.getBytes(StandardCharsets.UTF_8);
    }

    private static int byteCount(int bits) {
        return (int) (((long) bits + Byte.SIZE - 1) / Byte.SIZE);
    }

    private static int checksum(byte[] data, int end) {
        CRC32 crc = new CRC32();
        crc.update(data, 0, end);
        return (int) crc.getValue();
    }
}
