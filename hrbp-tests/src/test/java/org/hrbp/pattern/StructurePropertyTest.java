/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class StructurePropertyTest {
    @Provide
    Arbitrary<PatternSpec> specs() {
        return Specs.any();
    }

    @Provide
    Arbitrary<Structure> sparse() {
        return Arbitraries.of(Structures.byId("hrbp"), Structures.byId("unstructured"));
    }

    @Property(tries = 400, seed = "1")
    void sizesFollowFromTheSpecAlone(@ForAll("specs") PatternSpec spec, @ForAll("sparse") Structure structure) {
        for (Pattern pattern : new Pattern[] {
            structure.buildRandom(spec),
            structure.buildRandom(spec.withSeed(spec.seed() + 1)),
            structure.build(spec, Specs.scores(spec, 5))
        }) {
            assertThat(pattern.keptCount()).isEqualTo(structure.keptWeights(spec));
            assertThat(pattern.keptCount()).isBetween(1, spec.budget());
            int[] words = PatternCodec.encode(PatternState.initial(pattern, structure.id()));
            assertThat(words).hasSize(structure.encodedLength(spec));
            assertThat(words).hasSize(PatternCodec.HEADER_LENGTH + pattern.indexEntries());
        }
    }

    @Property(tries = 200, seed = "2")
    void sameSeedSamePattern(@ForAll("specs") PatternSpec spec, @ForAll("sparse") Structure structure) {
        assertThat(structure.buildRandom(spec)).isEqualTo(structure.buildRandom(spec));
        float[] scores = Specs.scores(spec, 3);
        assertThat(structure.build(spec, scores)).isEqualTo(structure.build(spec, scores.clone()));
    }

    @Property(tries = 300, seed = "3")
    void patternsAreOrderedAndPartitionTheRows(
            @ForAll("specs") PatternSpec spec, @ForAll("sparse") Structure structure) {
        Pattern pattern = structure.buildRandom(spec);
        int[] rows = pattern.blocks().stream()
                .flatMapToInt(b -> Arrays.stream(b.rows()))
                .sorted()
                .toArray();
        assertThat(rows).isEqualTo(IntStream.range(0, spec.shape().rows()).toArray());
        int[] taps = new int[0];
        for (Block block : pattern.blocks()) {
            assertThat(block.rows()).isSorted();
            taps = IntStream.range(0, block.tapCount())
                    .map(t -> block.channel(t) * spec.shape().positions() + block.position(t))
                    .toArray();
            assertThat(taps).isSorted().doesNotHaveDuplicates();
        }
    }

    @Property(tries = 300, seed = "4")
    void hrbpBlocksAreProductsOfTheGroupSize(@ForAll("specs") PatternSpec spec) {
        Pattern pattern = Structures.byId("hrbp").buildRandom(spec);
        HrbpSizes sizes = HrbpSizes.of(spec);
        for (Block block : pattern.blocks()) {
            assertThat(block.isProduct()).isTrue();
            if (block.tapCount() > 0) {
                assertThat(block.positions()).hasSize(sizes.positions());
                assertThat(block.rowCount()).isLessThanOrEqualTo(spec.groupRows());
            }
        }
        if (sizes.smallRows() == 0) {
            assertThat(pattern.blocks()).hasSize((spec.shape().rows() - 1) / spec.groupRows() + 1);
            assertThat(pattern.blocks().stream().limit(sizes.fullGroups()))
                    .allMatch(b -> b.rowCount() == spec.groupRows());
            int[] columns =
                    pattern.blocks().stream().mapToInt(b -> b.channels().length).toArray();
            assertThat(Arrays.stream(columns, 0, sizes.fullGroups()))
                    .allMatch(k -> k == sizes.columns() || k == sizes.columns() + 1);
            assertThat(columns[columns.length - 1]).isGreaterThanOrEqualTo(sizes.columns());
        }
    }

    @Property(tries = 300, seed = "5")
    void hrbpFallsShortByLessThanOneUnit(@ForAll("specs") PatternSpec spec) {
        int rows = spec.shape().rows();
        int channels = spec.shape().channels();
        int n = spec.keptPositions();
        int ragged = rows % spec.groupRows();
        Pattern pattern = Structures.byId("hrbp").buildRandom(spec);
        Block last = pattern.blocks().get(pattern.blocks().size() - 1);
        int reachable = Math.min(spec.budget(), rows * channels * n);
        boolean raggedIsOpen = ragged > 0 && last.rowCount() == ragged && last.channels().length < channels;
        int unit = n * (raggedIsOpen ? ragged : spec.groupRows());
        if (reachable < n * Math.min(spec.groupRows(), rows)) {
            unit = Math.min(n, spec.budget());
        }
        assertThat(reachable - pattern.keptCount()).isBetween(0, unit - 1);
    }

    @Property(tries = 300, seed = "6")
    void coverageLeavesNoDeadChannelWhereThereIsRoom(@ForAll("specs") PatternSpec spec) {
        Structure hrbp = Structures.byId("hrbp");
        Pattern plain = hrbp.buildRandom(spec.withCoverChannels(false));
        Pattern covered = hrbp.buildRandom(spec.withCoverChannels(true));
        int places = plain.blocks().stream().mapToInt(b -> b.channels().length).sum();
        assertThat(covered.keptCount()).isEqualTo(plain.keptCount());
        if (places >= spec.shape().channels()) {
            assertThat(covered.deadChannels()).isZero();
        } else {
            assertThat(covered).isEqualTo(plain);
        }
    }

    @Property(tries = 100, seed = "7")
    void densityOneKeepsEverything(@ForAll("specs") PatternSpec spec) {
        PatternSpec full =
                PatternSpec.of(spec.shape(), 1).withGroupRows(spec.groupRows()).withBlockDensity(spec.blockDensity());
        for (String id : Structures.ids()) {
            Structure structure = Structures.byId(id);
            assertThat(structure.keptWeights(full)).isEqualTo(spec.shape().size());
            Pattern pattern = structure.buildRandom(full);
            assertThat(pattern.keptCount()).isEqualTo(spec.shape().size());
            assertThat(pattern.zeroKernelShare()).isZero();
            assertThat(PatternCodec.encode(PatternState.initial(pattern, id))).hasSize(structure.encodedLength(full));
        }
    }

    @Property(tries = 200, seed = "8")
    void unstructuredKeepsTheHighestScores(@ForAll("specs") PatternSpec spec) {
        float[] scores = Specs.scores(spec, 11);
        boolean[] mask = Structures.byId("unstructured").build(spec, scores).toMask();
        double lowestKept = IntStream.range(0, mask.length)
                .filter(i -> mask[i])
                .mapToDouble(i -> scores[i])
                .min()
                .orElseThrow();
        double highestDropped = IntStream.range(0, mask.length)
                .filter(i -> !mask[i])
                .mapToDouble(i -> scores[i])
                .max()
                .orElse(Double.NEGATIVE_INFINITY);
        assertThat(lowestKept).isGreaterThanOrEqualTo(highestDropped);
    }
}
