/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopologyCommandTest {
    @TempDir
    Path dir;

    private static Cli.Result train(Path out, Object... more) {
        Object[] args = {
            "train",
            "--net",
            "small-cnn",
            "--data",
            "fashion-mini",
            "--epochs",
            2,
            "--limit",
            32,
            "--limit-test",
            8,
            "--batch",
            8,
            "--quiet",
            "--out",
            out
        };
        Object[] all = new Object[args.length + more.length];
        System.arraycopy(args, 0, all, 0, args.length);
        System.arraycopy(more, 0, all, args.length, more.length);
        return Cli.run(all);
    }

    @Test
    void runsAreSummedUpAndDrawn() throws IOException {
        for (String dst : new String[] {"hrbp", "set"}) {
            assertThat(train(dir.resolve(dst), "--dst", dst, "--interval", 2).code())
                    .isZero();
        }
        Path plot = dir.resolve("plot.png");
        Cli.Result result = Cli.run("topology", dir.resolve("hrbp"), dir.resolve("set"), "--plot", plot);
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).contains("| hrbp |       2 |", "| set  |       2 |");
        BufferedImage image = ImageIO.read(plot.toFile());
        assertThat(image.getWidth()).isEqualTo(800);
        assertThat(image.getHeight()).isEqualTo(800);

        Cli.Result twice =
                Cli.run("topology", dir.resolve("hrbp"), dir.resolve("set").resolve("../hrbp"));
        assertThat(twice.code()).isEqualTo(2);
        assertThat(twice.line()).contains("has the name of another run");
    }

    @Test
    void aStaticRunIsRefused() {
        assertThat(train(dir.resolve("static")).code()).isZero();
        Cli.Result result = Cli.run("topology", dir.resolve("static"));
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.line()).contains("static has no checkpoint with topology updates");
    }
}
