/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PatternCodecTest {
    private static final WeightShape SHAPE = new WeightShape(5, 7, 3, 2);

    /** One product block, one block of taps in an order of its own, one row without taps. */
    private static Pattern mixed() {
        return new Pattern(
                SHAPE,
                List.of(
                        Block.product(new int[] {3, 0}, new int[] {6, 1, 2}, new int[] {5, 0}),
                        Block.ofTaps(new int[] {1, 4}, new int[] {6, 0, 0}, new int[] {5, 2, 1}),
                        Block.product(new int[] {2}, new int[0], new int[0])));
    }

    private static int[] mixedWords() {
        return PatternCodec.encode(new PatternState(mixed(), "hrbp", 62_559, -1.5e-3f));
    }

    @Provide
    Arbitrary<PatternSpec> specs() {
        return Specs.any();
    }

    @Property(tries = 300, seed = "1")
    void decodesWhatItEncodes(
            @ForAll("specs") PatternSpec spec,
            @ForAll boolean product,
            @ForAll("steps") long step,
            @ForAll float scalar) {
        String id = product ? "hrbp" : "unstructured";
        PatternState state = new PatternState(Structures.byId(id).buildRandom(spec), id, step, scalar);
        int[] words = PatternCodec.encode(state);
        assertThat(Arrays.stream(words)).allMatch(word -> word >= 0 && word < PatternCodec.WORD_LIMIT);
        assertThat(PatternCodec.decode(words, spec.shape())).isEqualTo(state);
    }

    @Provide
    Arbitrary<Long> steps() {
        return Arbitraries.longs().between(-1, (1L << 48) - 3);
    }

    @Test
    void keepsOrdersAndHeader() {
        PatternState state = PatternCodec.decode(mixedWords(), SHAPE);
        assertThat(state).isEqualTo(new PatternState(mixed(), "hrbp", 62_559, -1.5e-3f));
        assertThat(mixedWords()).hasSize(PatternCodec.HEADER_LENGTH + (4 + 2 + 3 + 2) + (3 + 2 + 3) + (4 + 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 6, 7})
    void averagedCopiesDecodeExactly(int copies) {
        Pattern large = Structures.byId("hrbp").buildRandom(PatternSpec.of(new WeightShape(512, 512, 3, 3), 0.1));
        PatternState state = new PatternState(large, "hrbp", (1L << 40) + 12345, 0.1f);
        int[] words = PatternCodec.encode(state);
        float[] summed = new float[words.length];
        float[] shares = new float[words.length];
        for (int i = 0; i < words.length; i++) {
            for (int n = 0; n < copies; n++) {
                summed[i] += words[i];
                shares[i] += words[i] / (float) copies;
            }
            summed[i] *= 1f / copies;
        }
        for (float[] averaged : new float[][] {summed, shares}) {
            double[] values = IntStream.range(0, averaged.length)
                    .mapToDouble(i -> averaged[i])
                    .toArray();
            assertThat(PatternCodec.decode(PatternCodec.round(values), large.shape()))
                    .isEqualTo(state);
        }
    }

    @Test
    void refusesValuesThatAreNoIntegers() {
        double[] values = {0, 1.0099, 2.5};
        assertThatThrownBy(() -> PatternCodec.round(values))
                .isInstanceOf(InvalidPatternException.class)
                .hasMessageContaining("Value 2")
                .hasMessageContaining("2.5");
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, -1, 1 << 24, 0.5}) {
            assertThatThrownBy(() -> PatternCodec.round(new double[] {0, bad}))
                    .isInstanceOf(InvalidPatternException.class)
                    .hasMessageContaining("Value 1");
        }
        assertThat(PatternCodec.round(new double[] {-0.001, 16777215.009})).containsExactly(0, 16777215);
    }

    @Property(tries = 3000, seed = "2")
    void mutatedWordsDecodeOrAreRefused(
            @ForAll @Size(min = 1, max = 4) List<@IntRange(min = 0, max = 43) Integer> places,
            @ForAll @Size(4) List<@IntRange(min = -2, max = 50) Integer> small,
            @ForAll int any,
            @ForAll boolean repairChecksum) {
        int[] words = mixedWords();
        for (int i = 0; i < places.size(); i++) {
            words[places.get(i) % words.length] = i == 0 && any % 3 == 0 ? any : small.get(i);
        }
        decodeOrRefuse(repairChecksum ? repaired(words) : words);
    }

    @Property(tries = 500, seed = "3")
    void garbageIsRefused(@ForAll int[] words) {
        decodeOrRefuse(words);
    }

    @Property(tries = 200, seed = "4")
    void cutWordsAreRefusedAndZerosMayFollow(
            @ForAll @IntRange(min = 0, max = 90) int length, @ForAll @IntRange(min = 1, max = 50) int other) {
        int[] words = mixedWords();
        int[] changed = Arrays.copyOf(words, length);
        if (length >= words.length) {
            assertThat(PatternCodec.decode(changed, SHAPE)).isEqualTo(PatternCodec.decode(words, SHAPE));
        } else {
            assertThatThrownBy(() -> PatternCodec.decode(length < 20 ? changed : repaired(changed), SHAPE))
                    .isInstanceOf(InvalidPatternException.class)
                    .hasMessageMatching(".*(words|Length|magic).*");
        }
        if (length > words.length) {
            changed[length - 1] = other;
            assertThatThrownBy(() -> PatternCodec.decode(changed, SHAPE))
                    .hasMessageContainingAll("Word " + (length - 1), "behind the last block", String.valueOf(other));
        }
    }

    private static void decodeOrRefuse(int[] words) {
        try {
            PatternState state = PatternCodec.decode(words, SHAPE);
            assertThat(Arrays.copyOf(PatternCodec.encode(state), words.length)).isEqualTo(words);
        } catch (InvalidPatternException e) {
            assertThat(e).hasMessageMatching("(?s).*(pattern|block).*");
        }
    }

    private static int[] repaired(int[] words) {
        boolean positive = Arrays.stream(words).allMatch(word -> word >= 0);
        int end = positive ? new PatternReader(words, SHAPE).payloadEnd() : words.length;
        int checksum = (int) PatternCodec.payloadChecksum(words, end);
        words[PatternCodec.CHECKSUM] = checksum & 4095;
        words[PatternCodec.CHECKSUM + 1] = checksum >> 12;
        return words;
    }

    private static void assertRefused(Consumer<int[]> change, String... parts) {
        int[] words = mixedWords();
        change.accept(words);
        assertThatThrownBy(() -> PatternCodec.decode(repaired(words), SHAPE))
                .isInstanceOf(InvalidPatternException.class)
                .hasMessageContainingAll(parts);
    }

    @Test
    void saysWhatIsWrong() {
        int block = PatternCodec.HEADER_LENGTH;
        assertRefused(w -> w[0] = 7, "Magic number", "7", "1205");
        assertRefused(w -> w[1] = 2, "Format version", "2", "1");
        assertRefused(w -> w[2] = 99, "Structure code 99", "hrbp");
        assertRefused(w -> w[3] = 6, "rows", "6", "5");
        assertRefused(w -> w[4] = 6, "channels", "6", "7");
        assertRefused(w -> w[5] = 1, "Kernel height", "1", "3");
        assertRefused(w -> w[6] = 1, "Kernel width", "1", "2");
        assertRefused(w -> w[7] = 15, "Number of blocks", "15", "0..14");
        assertRefused(w -> w[7] = 6, "words");
        assertRefused(w -> w[7] = 2, "behind the last block");
        assertRefused(w -> w[PatternCodec.KEPT]++, "kept weights", "19", "18");
        assertRefused(w -> w[PatternCodec.STEP] = 4096, "Word 11", "4096", "0..4095");
        assertRefused(w -> w[PatternCodec.SCALAR + 2] = 4095, "32 bits");
        assertRefused(w -> w[block] = 2, "Kind", "2", "0..1");
        assertRefused(w -> w[block + 1] = 6, "Row count", "6", "0..5");
        assertRefused(w -> w[block + 1] = 0, "at least one row");
        assertRefused(w -> w[block + 2] = 8, "Channel count", "8", "0..7");
        assertRefused(w -> w[block + 3] = 7, "Position count", "7", "0..6");
        assertRefused(w -> w[block + 4] = 5, "Row 5", "0..4");
        assertRefused(w -> w[block + 5] = 3, "Row 3", "twice");
        assertRefused(w -> w[block + 6] = 7, "Channel 7", "0..6");
        assertRefused(w -> w[block + 9] = 6, "position 6", "0..5");
        assertRefused(w -> w[block + 10] = 5, "twice");
        assertRefused(w -> w[block + 13] = 43, "Tap count", "43", "0..42");
        assertRefused(w -> w[block + 13] = 42, "words");
        assertRefused(w -> w[block + 16] = 42, "Channel 7");
        assertRefused(w -> w[block + 4] = -1, "Word 24", "-1");
        assertRefused(w -> w[block + 4] = 1 << 24, "Word 24", "16777216");
        assertThatThrownBy(() -> PatternCodec.decode(new int[3], SHAPE)).hasMessageContaining("3 words");
        int[] words = mixedWords();
        words[block + 4] = 2;
        assertThatThrownBy(() -> PatternCodec.decode(words, SHAPE)).hasMessageContaining("checksum");
        assertThatThrownBy(() -> PatternCodec.decode(mixedWords(), new WeightShape(5, 7, 2, 3)))
                .hasMessageContaining("Kernel height");
    }

    @Test
    void stateRefusesBadValues() {
        assertThatThrownBy(() -> PatternState.initial(mixed(), "nope"))
                .hasMessageContaining("[dense, unstructured, hrbp, grouping, channel]");
        assertThatThrownBy(() -> new PatternState(mixed(), "hrbp", -2, 0)).hasMessageContaining("-2");
        assertThatThrownBy(() -> new PatternState(mixed(), "hrbp", 1L << 48, 0))
                .hasMessageContaining("281474976710656");
    }
}
