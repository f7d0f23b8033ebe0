/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.Loader;
import org.hrbp.examples.run.Names;
import org.hrbp.examples.run.RefusedException;
import org.jspecify.annotations.Nullable;

/** DL4J's own layers, as shipped and as fast as they go. */
public enum Baseline {
    /** As shipped. */
    STOCK("dl4j-stock"),
    /** OpenBLAS is told the CPU; the release that DL4J brings takes newer ones for an old one. */
    TUNED("dl4j-tuned"),
    /** The same, with the oneDNN helpers that DL4J still has and no longer finds. */
    ONEDNN("dl4j-onednn");

    private static final String HELPERS_OFF = "-Dorg.eclipse.deeplearning4j.helpers.disable=";

    private final String id;

    Baseline(String id) {
        this.id = id;
    }

    /**
     * The name for {@code --baseline} and for the row.
     *
     * @return the name
     */
    public String id() {
        return id;
    }

    /**
     * All names.
     *
     * @return an unmodifiable list
     */
    public static List<String> ids() {
        return Arrays.stream(values()).map(Baseline::id).toList();
    }

    /**
     * Finds a baseline.
     *
     * @param id one of {@link #ids()}
     * @return the baseline
     * @throws RefusedException if there is none of that name
     */
    public static Baseline byId(String id) {
        return values()[Names.index("--baseline", id, ids())];
    }

    /** Maven's coordinates of ND4J's library with oneDNN for this machine. */
    static String onednnArtifact() {
        return "org.nd4j:nd4j-native:1.0.0-M2.1:jar:" + Loader.getPlatform() + "-onednn-"
                + (BenchMachine.avx512() ? "avx512" : "avx2");
    }

    /** Environment of its JVM. */
    Map<String, String> environment(int threads) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("OMP_NUM_THREADS", Integer.toString(threads));
        if (this != STOCK) {
            environment.put("OPENBLAS_CORETYPE", BenchMachine.avx512() ? "SkylakeX" : "Haswell");
        }
        return environment;
    }

    List<String> jvmFlags() {
        return List.of(HELPERS_OFF + (this != ONEDNN));
    }

    /** Jars before those of this JVM; JavaCPP then takes the most specific library. */
    List<Path> jars(@Nullable Path onednnJar) {
        return this == ONEDNN && onednnJar != null ? List.of(onednnJar.toAbsolutePath()) : List.of();
    }
}
