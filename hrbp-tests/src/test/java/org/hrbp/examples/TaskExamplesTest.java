/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.hrbp.examples.data.ImageSets;
import org.hrbp.examples.data.ImageSplits;
import org.hrbp.examples.plot.PatternView;
import org.hrbp.model.HrbpSummary;
import org.hrbp.score.RandomScore;
import org.hrbp.score.SnipScore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.factory.Nd4j;

/** The examples of the tasks do what they say. */
class TaskExamplesTest {
    @TempDir
    Path folder;

    private static ImageSplits images(int train) {
        ImageSplits all = ImageSets.load("fashion-mini", null);
        return new ImageSplits(all.name(), all.train().limit(train), all.test().limit(256));
    }

    @Test
    void sparsify() {
        SparsifyExample.Result result = SparsifyExample.run(2, 4, images(512));
        assertThat(result.kept()).isPositive().isLessThanOrEqualTo(result.weights() / 10);
        assertThat(result.dense()).isGreaterThan(0.2);
        assertThat(result.tuned()).isGreaterThan(0.2).isGreaterThan(result.pruned());
    }

    @Test
    void staticTraining() {
        StaticTrainingExample.Result random = StaticTrainingExample.run(new RandomScore(), 2, images(512));
        StaticTrainingExample.Result snip = StaticTrainingExample.run(new SnipScore(), 2, images(512));
        assertThat(snip.kept()).isEqualTo(random.kept()).isLessThanOrEqualTo(snip.weights() / 20);
        assertThat(snip.accuracy()).isGreaterThan(0.2).isNotEqualTo(random.accuracy());
    }

    @Test
    void dynamicTraining() {
        DynamicTrainingExample.Result result = DynamicTrainingExample.run(2, 4, images(512));
        // steps 4 and 8 of 16; updates end at step 12
        assertThat(result.dst().updates()).isEqualTo(2);
        assertThat(result.dst().layers())
                .containsExactlyElementsOf(result.before().keySet());
        result.before()
                .forEach((layer, pattern) -> assertThat(result.after().get(layer))
                        .isNotEqualTo(pattern)
                        .satisfies(after -> assertThat(after.keptCount()).isEqualTo(pattern.keptCount())));
        assertThat(result.accuracy()).isGreaterThan(0.2);
    }

    @Test
    void resume() throws IOException {
        ResumeExample.Result result = ResumeExample.run(4, 3, images(256), folder);
        assertThat(result.resumed().getIterationCount()).isEqualTo(16);
        assertThat(result.resumed().params()).isEqualTo(result.whole().params());
        assertThat(result.resumed().getUpdater().getStateViewArray())
                .isEqualTo(result.whole().getUpdater().getStateViewArray());
        assertThat(result.resumedRate()).isEqualTo(result.wholeRate());
    }

    @Test
    void inspect() {
        InspectExample.Result result = InspectExample.run(folder.resolve("pictures"));
        assertThat(result.summary().density()).isBetween(0.09, 0.1);
        assertThat(result.pictures())
                .hasSize(result.summary().rows().size() * PatternView.values().length)
                .allSatisfy(file -> assertThat(file).isNotEmptyFile());
        HrbpSummary.Row row = result.summary().rows().get(1);
        assertThat(row.name()).isEqualTo("conv2");
        assertThat(Nd4j.math().countNonZero(result.weights()).getLong()).isEqualTo(row.kept());
    }

    @Test
    void export() throws IOException {
        ExportExample.Exported dense = ExportExample.withZeros(1, images(128), folder);
        ExportExample.Exported narrow = ExportExample.narrow(1, images(128), folder);
        assertThat(dense.difference()).isLessThan(1e-5);
        assertThat(narrow.difference()).isLessThan(1e-5);
        assertThat(dense.parameters()).isEqualTo(FashionNet.dense().numParams());
        assertThat(narrow.parameters()).isLessThan(dense.parameters() / 3);
        assertThat(content(dense.file())).contains("ConvolutionLayer").doesNotContain("hrbp");
        assertThat(content(narrow.file())).contains("ConvolutionLayer").doesNotContain("hrbp");
    }

    private static String content(Path zip) throws IOException {
        StringBuilder text = new StringBuilder();
        try (ZipFile file = new ZipFile(zip.toFile())) {
            for (Enumeration<? extends ZipEntry> e = file.entries(); e.hasMoreElements(); ) {
                try (InputStream in = file.getInputStream(e.nextElement())) {
                    text.append(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1));
                }
            }
        }
        return text.toString();
    }
}
