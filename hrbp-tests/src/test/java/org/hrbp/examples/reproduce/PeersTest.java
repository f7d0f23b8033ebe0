/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.reproduce;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PeersTest {
    private static final Path JAR = Path.of("onednn.jar");
    private static final Peers BOTH = new Peers("python3", JAR);

    private static List<PeerRow> rows(String... peers) {
        return Stream.of(peers)
                .map(peer -> new PeerRow("vgg19", peer, 128, 1, 2, 0.5, "1", "c"))
                .toList();
    }

    @Test
    void onlyThePeersThatAreMissingAreMeasured() {
        assertThat(missing()).isEqualTo(BOTH);
        assertThat(missing("pytorch-nchw", "pytorch-nhwc")).isEqualTo(new Peers(null, JAR));
        assertThat(missing("dl4j-onednn")).isEqualTo(new Peers("python3", null));
        assertThat(missing("dl4j-onednn", "pytorch-nchw")).isEqualTo(new Peers(null, null));
    }

    @Test
    void rowsOfAnotherNetOrBatchDoNotCount() {
        List<PeerRow> rows = rows("dl4j-onednn", "pytorch-nchw");
        assertThat(BOTH.missing(rows, "resnet32", 128)).isEqualTo(BOTH);
        assertThat(BOTH.missing(rows, "vgg19", 64)).isEqualTo(BOTH);
    }

    private static Peers missing(String... there) {
        return BOTH.missing(rows(there), "vgg19", 128);
    }
}
