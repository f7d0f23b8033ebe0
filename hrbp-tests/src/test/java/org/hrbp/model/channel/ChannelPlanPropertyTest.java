/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.nd4j.linalg.activations.Activation;

class ChannelPlanPropertyTest {
    private static final int INPUTS = 5;
    private static final int CLASSES = 3;

    @Property(tries = 100, seed = "11")
    void chainsOfAnyWidthKeepWhatTheNextLayerReads(
            @ForAll @Size(min = 1, max = 4) List<@IntRange(min = 1, max = 19) Integer> widths,
            @ForAll @DoubleRange(max = 0.95) double sparsity,
            @ForAll long seed) {
        MultiLayerConfiguration conf = chain(widths);
        long budget = (long) Math.floor((1 - sparsity) * total(widths) + 1e-6);
        if (INPUTS + widths.size() - 1 + CLASSES > budget) {
            assertThatThrownBy(() -> ChannelPlan.of(conf, sparsity, seed))
                    .hasMessageContaining("but the sparsity allows " + budget + ";");
            return;
        }
        ChannelPlan plan = ChannelPlan.of(conf, sparsity, seed);
        assertThat(plan.keptWeights()).isBetween(1L, budget);
        int before = INPUTS;
        for (int i = 0; i < widths.size(); i++) {
            String name = "d" + i;
            int[] rows = plan.keptOutputs(name);
            assertThat(rows).isNotEmpty().isSorted().doesNotHaveDuplicates();
            assertThat(plan.pattern(name).keptCount()).isEqualTo(rows.length * before);
            assertThat(plan.keptInputs(i + 1 < widths.size() ? "d" + (i + 1) : "out"))
                    .isEqualTo(rows);
            before = rows.length;
        }
        assertThat(plan.pattern("out").keptCount()).isEqualTo(before * CLASSES);
    }

    private static long total(List<Integer> widths) {
        long total = 0;
        int before = INPUTS;
        for (int width : widths) {
            total += (long) before * width;
            before = width;
        }
        return total + (long) before * CLASSES;
    }

    private static MultiLayerConfiguration chain(List<Integer> widths) {
        NeuralNetConfiguration.ListBuilder list = new NeuralNetConfiguration.Builder().list();
        int before = INPUTS;
        for (int i = 0; i < widths.size(); i++) {
            list.layer(new DenseLayer.Builder()
                    .name("d" + i)
                    .nIn(before)
                    .nOut(widths.get(i))
                    .build());
            before = widths.get(i);
        }
        OutputLayer out = new OutputLayer.Builder()
                .name("out")
                .nIn(before)
                .nOut(CLASSES)
                .activation(Activation.SOFTMAX)
                .build();
        return list.layer(out).build();
    }
}
