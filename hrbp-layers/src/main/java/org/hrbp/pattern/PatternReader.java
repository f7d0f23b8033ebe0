/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.pattern;

import java.util.ArrayList;
import java.util.List;

/** Decodes one pattern; never allocates more than the words themselves and the layer's shape warrant. */
final class PatternReader {
    private final int[] words;
    private final WeightShape shape;
    private int next = PatternCodec.HEADER_LENGTH;

    PatternReader(int[] words, WeightShape shape) {
        this.words = words;
        this.shape = shape;
    }

    PatternState read() {
        checkHeader();
        int code = words[2];
        Structure structure = Structures.all().stream()
                .filter(s -> s.code() == code)
                .findFirst()
                .orElseThrow(() -> new InvalidPatternException("Structure code " + code
                        + " of the encoded pattern is unknown; allowed are the codes of " + Structures.ids()));
        long step = PatternCodec.getPieces(words, PatternCodec.STEP, PatternCodec.SCALAR) - 1;
        long bits = PatternCodec.getPieces(words, PatternCodec.SCALAR, PatternCodec.CHECKSUM);
        long kept = PatternCodec.getPieces(words, PatternCodec.KEPT, PatternCodec.STEP);
        if (bits >>> 32 != 0) {
            throw new InvalidPatternException("Scalar of the encoded pattern has more than 32 bits");
        }
        try {
            Pattern pattern = new Pattern(shape, readBlocks());
            check("Number of kept weights", kept, pattern.keptCount());
            return new PatternState(pattern, structure.id(), step, Float.intBitsToFloat((int) bits));
        } catch (InvalidPatternException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new InvalidPatternException("The encoded pattern is wrong: " + e.getMessage());
        }
    }

    private void checkHeader() {
        if (words.length < PatternCodec.HEADER_LENGTH) {
            throw new InvalidPatternException("The encoded pattern has " + words.length
                    + " words; its header alone has " + PatternCodec.HEADER_LENGTH);
        }
        for (int i = 0; i < words.length; i++) {
            if (words[i] < 0 || words[i] >= PatternCodec.WORD_LIMIT) {
                throw new InvalidPatternException("Word " + i + " of the encoded pattern is " + words[i]
                        + "; allowed is 0.." + (PatternCodec.WORD_LIMIT - 1));
            }
        }
        check("Magic number", words[0], PatternCodec.MAGIC);
        check("Format version", words[1], PatternCodec.VERSION);
        check("Number of rows", words[3], shape.rows());
        check("Number of channels", words[4], shape.channels());
        check("Kernel height", words[5], shape.kernelHeight());
        check("Kernel width", words[6], shape.kernelWidth());
        check(
                "Payload checksum",
                PatternCodec.getPieces(words, PatternCodec.CHECKSUM, PatternCodec.HEADER_LENGTH),
                PatternCodec.payloadChecksum(words, payloadEnd()));
    }

    /** Where the payload ends if its counts are right; the end of the words if they cannot be. */
    int payloadEnd() {
        long end = PatternCodec.HEADER_LENGTH;
        for (int b = 0; b < words[7] && end < words.length; b++) {
            end += blockLength((int) end);
        }
        return (int) Math.min(end, words.length);
    }

    private long blockLength(int start) {
        boolean product = words[start] == 0;
        int fixed = product ? PatternCodec.PRODUCT_HEADER : PatternCodec.TAPS_HEADER;
        if (fixed > words.length - start) {
            return words.length;
        }
        long length = (long) fixed + words[start + 1] + words[start + 2];
        return product ? length + words[start + 3] : length;
    }

    private static void check(String what, long found, long allowed) {
        if (found != allowed) {
            throw new InvalidPatternException(what + " of the encoded pattern is " + found + "; allowed is " + allowed);
        }
    }

    private List<Block> readBlocks() {
        int count = bounded("Number of blocks", words[7], words.length / PatternCodec.TAPS_HEADER);
        List<Block> blocks = new ArrayList<>();
        for (int b = 0; b < count; b++) {
            blocks.add(readBlock());
        }
        for (int i = next; i < words.length; i++) {
            check("Word " + i + ", behind the last block,", words[i], 0);
        }
        return blocks;
    }

    private Block readBlock() {
        int kind = bounded("Kind of a block", take(), 1);
        int rowCount = bounded("Row count of a block", take(), shape.rows());
        if (kind == 0) {
            int channelCount = bounded("Channel count of a block", take(), shape.channels());
            int positionCount = bounded("Position count of a block", take(), shape.positions());
            return Block.product(take(rowCount), take(channelCount), take(positionCount));
        }
        int tapCount = bounded("Tap count of a block", take(), shape.channels() * shape.positions());
        int[] rows = take(rowCount);
        int[] channels = take(tapCount);
        int[] positions = new int[tapCount];
        for (int t = 0; t < tapCount; t++) {
            positions[t] = channels[t] % shape.positions();
            channels[t] /= shape.positions();
        }
        return Block.ofTaps(rows, channels, positions);
    }

    private static int bounded(String what, int found, int most) {
        if (found > most) {
            throw new InvalidPatternException(what + " is " + found + "; allowed is 0.." + most);
        }
        return found;
    }

    private int take() {
        return take(1)[0];
    }

    private int[] take(int count) {
        if (count > words.length - next) {
            throw new InvalidPatternException("The encoded pattern has " + words.length
                    + " words, but a block needs words up to " + ((long) next + count));
        }
        int[] taken = new int[count];
        System.arraycopy(words, next, taken, 0, count);
        next += count;
        return taken;
    }
}
