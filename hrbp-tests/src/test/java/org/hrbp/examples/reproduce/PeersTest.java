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
        assertThat(BOTH.without(rows())).isEqualTo(BOTH);
        assertThat(BOTH.without(rows("pytorch-nchw", "pytorch-nhwc"))).isEqualTo(new Peers(null, JAR));
        assertThat(BOTH.without(rows("dl4j-onednn"))).isEqualTo(new Peers("python3", null));
        assertThat(BOTH.without(rows("dl4j-onednn", "pytorch-nchw"))).isEqualTo(new Peers(null, null));
    }
}
