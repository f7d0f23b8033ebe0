/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.reproduce;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.hrbp.examples.run.RunConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GridTest {
    private static final Schedule FULL =
            Schedule.of(Scale.FULL, Target.TABLE1.grid().recipe(), null, null);

    @ParameterizedTest
    @EnumSource(Target.class)
    void everyRunHasAFolderOfItsOwn(Target target) {
        List<Cell> cells = target.grid().cells(3);
        assertThat(cells).extracting(Cell::folder).doesNotHaveDuplicates();
        assertThat(cells).extracting(Cell::seed).contains(1L, 2L, 3L);
    }

    @Test
    void denseRunsOnce() {
        assertThat(Target.TABLE1.grid().cells(1)).hasSize(4 * (1 + 2 * 8));
    }

    @Test
    void whatAMethodDoesNotHaveMakesNoSecondRun() {
        List<TableMethod> methods = List.of(TableMethod.DENSE, TableMethod.RU, TableMethod.HRBP);
        Grid block = Target.ABLATION_BLOCK.grid().with(List.of(), List.of(), methods, List.of(0.9));
        assertThat(block.cells(1)).hasSize(1 + 1 + 6);
        Grid init = Target.ABLATION_INIT.grid().with(List.of(), List.of(), methods, List.of(0.9));
        assertThat(init.cells(1)).hasSize(1 + 4 + 4);
    }

    @Test
    void theRecipeIsFollowed() {
        RunConfig config = new Cell("vgg19", "cifar100", TableMethod.RIGL, 0.95, 0, "", 2).config(FULL);
        assertThat(config.epochs()).isEqualTo(160);
        assertThat(config.batch()).isEqualTo(128);
        assertThat(config.dst()).isEqualTo("rigl");
        assertThat(config.structure()).isEqualTo("unstructured");
        assertThat(config.weightDecay()).isEqualTo(5e-4);
        assertThat(config.limit()).isZero();
        assertThat(config.seed()).isEqualTo(2);
    }

    @Test
    void imageNetHasARecipeOfItsOwn() {
        Schedule schedule = Schedule.of(Scale.EIGHTH, Target.TABLE2.grid().recipe(), null, null);
        assertThat(schedule.text()).isEqualTo("11 epochs **instead of the recipe's 90**");
        RunConfig config = new Cell("resnet50", "imagenet", TableMethod.HRBP, 0.8, 0, "", 1).config(schedule);
        assertThat(config.batch()).isEqualTo(32);
        assertThat(config.lr()).isEqualTo(0.0125);
        assertThat(config.schedule()).isEqualTo("imagenet");
    }

    @Test
    void theLotteryTicketMayHaveShorterRounds() {
        Schedule schedule = Schedule.of(Scale.EIGHTH, Target.TABLE1.grid().recipe(), 6, 2);
        Cell lth = new Cell("resnet32", "cifar10", TableMethod.LTH, 0.9, 0, "", 1);
        assertThat(lth.config(schedule).epochs()).isEqualTo(6);
        assertThat(lth.config(schedule).roundEpochs()).isEqualTo(2);
        assertThat(lth.trainings(schedule)).isEqualTo(12);
        assertThat(schedule.text())
                .isEqualTo("6 epochs **instead of the recipe's 160** (2 in each round of LTH before its last)");
        assertThat(FULL.text()).isEqualTo("160 epochs");
        assertThat(Schedule.of(Scale.FULL, Target.TABLE1.grid().recipe(), null, 20)
                        .text())
                .isEqualTo("160 epochs (20 in each round of LTH before its last)");
    }

    @Test
    void theTimeLeftGoesByRunsThatAreAlike() {
        TimeLeft left = new TimeLeft();
        Cell dense = new Cell("resnet32", "cifar10", TableMethod.DENSE, 0, 0, "", 1);
        Cell sparse = new Cell("resnet32", "cifar10", TableMethod.HRBP, 0.9, 0, "", 1);
        Cell other = new Cell("vgg19", "cifar10", TableMethod.HRBP, 0.9, 0, "", 1);
        assertThat(left.text(List.of(dense), FULL)).contains("not known");
        left.add(dense, 1, 600);
        left.add(sparse, 1, 300);
        assertThat(left.text(List.of(sparse, sparse), FULL)).isEqualTo("about 10 min left");
        assertThat(left.text(List.of(dense, other, other, other, other, other, other, other), FULL))
                .isEqualTo("about 1 h 2 min left");
    }
}
