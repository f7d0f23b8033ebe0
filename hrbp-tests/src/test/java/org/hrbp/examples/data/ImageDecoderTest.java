/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {
    private static final int COLOR = 0x4080c0;

    /** All pixels of a uniform image. */
    private static void assertUniform(byte[] file, int width, int height, int color, int tolerance) throws IOException {
        RgbImage image = ImageDecoder.decode(file);
        assertThat(image.width()).isEqualTo(width);
        assertThat(image.height()).isEqualTo(height);
        assertThat(image.pixels()).hasSize(3 * width * height);
        for (int i = 0; i < 3 * width * height; i++) {
            int wanted = color >> (16 - 8 * (i % 3)) & 0xff;
            assertThat(image.pixels()[i] & 0xff).as("value " + i).isCloseTo(wanted, within(tolerance));
        }
    }

    @Test
    void colour() throws IOException {
        assertUniform(TestJpegs.file(TestJpegs.uniform(19, 7, COLOR), "jpeg"), 19, 7, COLOR, 3);
        assertUniform(TestJpegs.file(TestJpegs.uniform(1, 1, COLOR), "jpeg"), 1, 1, COLOR, 3);
    }

    @Test
    void greyIsTheSameInAllChannels() throws IOException {
        assertUniform(TestJpegs.file(TestJpegs.grey(9, 17, 77), "jpeg"), 9, 17, 0x4d4d4d, 1);
    }

    @Test
    void inksAreInverted() throws IOException {
        byte[] inks = TestJpegs.raw(16, 8, 200, 100, 50, 128);
        int color = 0x643219; // each times 128 / 255
        assertUniform(inks, 16, 8, color, 2);
        assertUniform(TestJpegs.adobe(inks, 0), 16, 8, color, 2);
    }

    @Test
    void inksStoredAsLuminanceAndColour() throws IOException {
        // a grey: luminance 200 is an inverted ink of 55, black is left out
        assertUniform(TestJpegs.adobe(TestJpegs.raw(8, 8, 200, 128, 128, 255), 2), 8, 8, 0x373737, 2);
        // red, as libjpeg has it: R = 76 + 1.402 * 127 = 254, G = B = 0
        assertUniform(TestJpegs.adobe(TestJpegs.raw(8, 8, 76, 85, 255, 255), 2), 8, 8, 0x01ffff, 3);
    }

    @Test
    void adobesMarkerSaysWhatThreeChannelsMean() throws IOException {
        byte[] three = TestJpegs.raw(8, 8, 76, 85, 255);
        assertUniform(TestJpegs.adobe(three, 0), 8, 8, 0x4c55ff, 2);
        assertUniform(TestJpegs.adobe(three, 1), 8, 8, 0xff0000, 3);
    }

    @Test
    void aPngThatIsNamedJpeg() throws IOException {
        assertUniform(TestJpegs.file(TestJpegs.uniform(5, 4, COLOR), "png"), 5, 4, COLOR, 0);
        assertUniform(TestJpegs.file(TestJpegs.grey(5, 4, 77), "png"), 5, 4, 0x4d4d4d, 0);
        BufferedImage alpha = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
        alpha.setRGB(0, 0, 0x10000000 | COLOR);
        alpha.setRGB(1, 0, 0xff000000 | COLOR);
        assertUniform(TestJpegs.file(alpha, "png"), 2, 1, COLOR, 0);
        byte[] channel = {0x40, (byte) 0x80, (byte) 0xc0};
        IndexColorModel palette =
                new IndexColorModel(8, 1, new byte[] {channel[0]}, new byte[] {channel[1]}, new byte[] {channel[2]});
        BufferedImage indexed = new BufferedImage(3, 3, BufferedImage.TYPE_BYTE_INDEXED, palette);
        assertUniform(TestJpegs.file(indexed, "png"), 3, 3, COLOR, 0);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.01, 0.3, 0.6, 0.95})
    void aFileThatIsCutOffIsCorrupt(double share) {
        byte[] file = TestJpegs.file(TestJpegs.rgb(64, 64, COLOR, 1), "jpeg");
        assertThatThrownBy(() -> ImageDecoder.decode(TestJpegs.cut(file, share)))
                .isInstanceOf(IOException.class);
        byte[] grey = TestJpegs.file(TestJpegs.rgb(64, 64, COLOR, 1), "png");
        assertThatThrownBy(() -> ImageDecoder.decode(TestJpegs.cut(grey, share)))
                .isInstanceOf(IOException.class);
    }

    @Test
    void whatIsNoImageIsCorrupt() {
        assertThatThrownBy(() -> ImageDecoder.decode(new byte[] {1, 2, 3}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not an image of a known format");
    }
}
