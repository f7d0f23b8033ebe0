/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.plot;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.hrbp.examples.run.AtomicFiles;

/** Writes PNG files atomically. */
public final class Png {
    private Png() {}

    /**
     * Writes a picture.
     *
     * @param file the file; replaced if it exists
     * @param image the picture
     * @throws org.hrbp.examples.run.RunException if it cannot be written; the file is then as it was before
     */
    public static void write(Path file, BufferedImage image) {
        AtomicFiles.write(file, temp -> {
            if (!ImageIO.write(image, "png", temp.toFile())) {
                throw new IOException("this Java writes no PNG");
            }
        });
    }
}
