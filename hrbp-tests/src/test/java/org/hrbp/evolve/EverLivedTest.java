/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.evolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import org.hrbp.pattern.Block;
import org.hrbp.pattern.Pattern;
import org.hrbp.pattern.WeightShape;
import org.junit.jupiter.api.Test;

class EverLivedTest {
    private static final WeightShape SHAPE = new WeightShape(1, 5, 1, 1);

    private static Pattern channels(int... channels) {
        return new Pattern(SHAPE, List.of(Block.product(new int[] {0}, channels, new int[] {0})));
    }

    private static EverLived twoLayers() {
        EverLived lived = new EverLived();
        lived.add("a", channels(0, 1));
        lived.add("b\u00e4", channels(4));
        lived.add("a", channels(1, 2));
        return lived;
    }

    @Test
    void countsEachWeightOnce() {
        assertThat(new EverLived().rate()).isZero();
        EverLived lived = twoLayers();
        assertThat(lived.rate("a")).isEqualTo(0.6);
        assertThat(lived.rate("b\u00e4")).isEqualTo(0.2);
        assertThat(lived.rate()).isEqualTo(0.4);
        assertThatIllegalArgumentException().isThrownBy(() -> lived.rate("c")).withMessageContaining("\"c\"");
    }

    @Test
    void comesBackFromBytes() {
        byte[] bytes = twoLayers().toBytes();
        EverLived back = EverLived.fromBytes(bytes);
        assertThat(back.toBytes()).isEqualTo(bytes);
        back.add("a", channels(3));
        assertThat(back.rate("a")).isEqualTo(0.8);
        assertThat(EverLived.fromBytes(new EverLived().toBytes()).rate()).isZero();
    }

    @Test
    void anotherShapeIsRefused() {
        EverLived lived = twoLayers();
        Pattern larger = new Pattern(
                new WeightShape(1, 6, 1, 1), List.of(Block.product(new int[] {0}, new int[] {5}, new int[] {0})));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> lived.add("a", larger))
                .withMessageContaining("Layer \"a\"")
                .withMessageContaining("6");
        assertThat(lived.rate("a")).isEqualTo(0.6);
    }

    @Test
    void damagedBytesAreRefused() {
        byte[] good = twoLayers().toBytes();
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= 4;
            refused(bad);
            refused(Arrays.copyOf(good, i));
        }
        refused(Arrays.copyOf(good, good.length + 1));
    }

    /** Whatever is in the bytes, with a right checksum: it is read or refused, nothing else. */
    @Test
    void wrongContentsAreRefused() {
        byte[] good = twoLayers().toBytes();
        for (int at = 0; at < good.length - 4; at++) {
            for (int change : new int[] {1, 0x80, 0xFF}) {
                byte[] bad = good.clone();
                bad[at] ^= (byte) change;
                sign(bad);
                try {
                    assertThat(EverLived.fromBytes(bad).toBytes()).isEqualTo(bad);
                } catch (IllegalArgumentException e) {
                    assertThat(e).hasMessageContaining("cannot be read");
                }
            }
        }
        byte[] longer = Arrays.copyOf(good, good.length + 3);
        sign(longer);
        refused(longer);
        refused(new byte[0]);
        byte[] random = new byte[100];
        new Random(1).nextBytes(random);
        refused(random);
    }

    private static void sign(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, bytes.length - 4);
        ByteBuffer.wrap(bytes).putInt(bytes.length - 4, (int) crc.getValue());
    }

    private static void refused(byte[] bytes) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EverLived.fromBytes(bytes))
                .withMessageContaining("cannot be read");
    }
}
