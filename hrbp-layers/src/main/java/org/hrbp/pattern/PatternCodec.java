/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.pattern;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * Encodes a pattern as small non-negative integers, to be stored as floating point numbers in a layer's parameter
 * {@code I}, and decodes it.
 *
 * <p>Header, {@value #HEADER_LENGTH} words: magic, format version, structure code, rows, channels, kernel height, kernel
 * width, number of blocks; then numbers in pieces of 12 bits, low piece first: kept weights (3 words), last update step + 1
 * (4), bits of the scalar (3), checksum of the payload (2). Pieces are that small because replicas are averaged in
 * {@code float}, where a wide number comes back wrong.
 *
 * <p>Payload, per block: kind (0 product, 1 taps); number of rows; number of channels, or of taps; number of positions
 * (product only); the rows; the channels, or the taps as {@code channel * positions + position}; the positions (product
 * only). Orders are kept. Behind the payload there may be zeros, which are no part of the pattern.
 */
public final class PatternCodec {
    /** Words before the blocks. */
    public static final int HEADER_LENGTH = 20;

    /** Every word is below this, so that it is exact as a {@code float}. */
    public static final int WORD_LIMIT = 1 << 24;

    static final int MAGIC = 0x4B5;
    static final int VERSION = 1;
    static final int KEPT = 8;
    static final int STEP = 11;
    static final int SCALAR = 15;
    static final int CHECKSUM = 18;

    /** Words of a product block before its rows. */
    static final int PRODUCT_HEADER = 4;

    /** Words of a block of taps before its rows. */
    static final int TAPS_HEADER = 3;

    private static final int PIECE_BITS = 12;
    private static final double TOLERANCE = 0.01;

    private PatternCodec() {}

    /**
     * Encodes a pattern.
     *
     * @param state the pattern and what goes with it
     * @return words in {@code 0 .. 2^24 - 1}
     * @throws IllegalArgumentException if the layer is too large to index its rows or taps in 24 bits
     */
    public static int[] encode(PatternState state) {
        Pattern pattern = state.pattern();
        WeightShape shape = pattern.shape();
        PatternSpec.checkIndexable(shape);
        int[] words = new int[HEADER_LENGTH + pattern.indexEntries()];
        words[0] = MAGIC;
        words[1] = VERSION;
        words[2] = Structures.byId(state.structureId()).code();
        words[3] = shape.rows();
        words[4] = shape.channels();
        words[5] = shape.kernelHeight();
        words[6] = shape.kernelWidth();
        words[7] = pattern.blocks().size();
        putPieces(words, KEPT, STEP, pattern.keptCount());
        putPieces(words, STEP, SCALAR, state.lastUpdateStep() + 1);
        putPieces(words, SCALAR, CHECKSUM, Float.floatToRawIntBits(state.scalar()) & 0xFFFFFFFFL);
        int next = HEADER_LENGTH;
        for (Block block : pattern.blocks()) {
            next = putBlock(words, next, block, shape.positions());
        }
        putPieces(words, CHECKSUM, HEADER_LENGTH, payloadChecksum(words, words.length));
        return words;
    }

    private static int putBlock(int[] words, int start, Block block, int positions) {
        int[] rows = block.rows();
        int[] columns = block.channels();
        int[] last = block.isProduct() ? block.positions() : new int[0];
        int next = start;
        words[next++] = block.isProduct() ? 0 : 1;
        words[next++] = rows.length;
        words[next++] = columns.length;
        if (block.isProduct()) {
            words[next++] = last.length;
        } else {
            for (int t = 0; t < columns.length; t++) {
                columns[t] = block.channel(t) * positions + block.position(t);
            }
        }
        for (int[] part : new int[][] {rows, columns, last}) {
            System.arraycopy(part, 0, words, next, part.length);
            next += part.length;
        }
        return next;
    }

    /**
     * Decodes a pattern and checks everything.
     *
     * @param words the encoded pattern; zeros may follow it
     * @param expected shape of the layer's dense weights
     * @return the pattern and what goes with it
     * @throws InvalidPatternException if the words are not a valid pattern of that shape
     */
    public static PatternState decode(int[] words, WeightShape expected) {
        return new PatternReader(words, expected).read();
    }

    /**
     * The weight shape that an encoded pattern says it has; {@link #decode} checks the rest.
     *
     * @param words the encoded pattern
     * @return the shape
     * @throws InvalidPatternException if there is no header or the shape in it is none
     */
    public static WeightShape shape(int[] words) {
        if (words.length < HEADER_LENGTH) {
            throw new InvalidPatternException(
                    words.length + " entries are no pattern; its header alone takes " + HEADER_LENGTH);
        }
        try {
            return new WeightShape(words[3], words[4], words[5], words[6]);
        } catch (IllegalArgumentException e) {
            throw new InvalidPatternException("The encoded pattern has no valid shape: " + e.getMessage());
        }
    }

    /**
     * Rounds stored values to words.
     *
     * @param values the encoded pattern as stored or averaged over replicas, within 0.01 of integers
     * @return the words
     * @throws InvalidPatternException if a value is further from an integer, or not in {@code 0 .. 2^24 - 1}
     */
    public static int[] round(double[] values) {
        int[] words = new int[values.length];
        for (int i = 0; i < words.length; i++) {
            words[i] = round(values[i], i);
        }
        return words;
    }

    private static int round(double value, int index) {
        double nearest = Math.rint(value);
        if (!(Math.abs(value - nearest) <= TOLERANCE) || nearest < 0 || nearest >= WORD_LIMIT) {
            throw new InvalidPatternException("Value " + index + " of the encoded pattern is " + value
                    + "; allowed are integers in 0.." + (WORD_LIMIT - 1) + ", within " + TOLERANCE);
        }
        return (int) nearest;
    }

    private static void putPieces(int[] words, int from, int to, long value) {
        for (int i = from; i < to; i++) {
            words[i] = (int) (value >>> (PIECE_BITS * (i - from))) & ((1 << PIECE_BITS) - 1);
        }
    }

    static long getPieces(int[] words, int from, int to) {
        long value = 0;
        for (int i = from; i < to; i++) {
            if (words[i] >> PIECE_BITS != 0) {
                throw new InvalidPatternException(
                        "Word " + i + " of the encoded pattern is " + words[i] + "; allowed is 0..4095");
            }
            value |= (long) words[i] << (PIECE_BITS * (i - from));
        }
        return value;
    }

    /** A 24-bit checksum of the words between the header and an end. */
    static long payloadChecksum(int[] words, int end) {
        CRC32 crc = new CRC32();
        update(crc, Arrays.copyOfRange(words, HEADER_LENGTH, end));
        return crc.getValue() & (WORD_LIMIT - 1);
    }

    static void update(CRC32 crc, int... words) {
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * words.length);
        bytes.asIntBuffer().put(words);
        crc.update(bytes);
    }

    /** Number of words of a block. */
    static int length(Block block) {
        int fixed = block.isProduct() ? PRODUCT_HEADER + block.positions().length : TAPS_HEADER;
        return fixed + block.rowCount() + block.channels().length;
    }
}
