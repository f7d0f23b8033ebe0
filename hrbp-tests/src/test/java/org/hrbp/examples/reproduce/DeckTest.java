/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.reproduce;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DeckTest {
    private final Deck deck = Deck.read();

    @Test
    void everyCellOfTheGridsHasAValue() {
        for (Target target : new Target[] {Target.TABLE1, Target.TABLE2, Target.TABLE3}) {
            for (Cell cell : target.grid().cells(1)) {
                boolean printed = deck.value(
                                cell.net(), cell.data(), cell.method().id(), cell.sparsity())
                        .isPresent();
                assertThat(printed).as(cell.folder()).isEqualTo(cell.method() != TableMethod.SMALL_DENSE);
            }
        }
    }

    @Test
    void valuesAreTheDecks() {
        assertThat(deck.value("resnet32-wide", "cifar100", "hrbp", 0.95))
                .hasValue(new Deck.Value(65.94, 0.25, null, 1.6));
        assertThat(deck.value("vgg19", "cifar10", "rigl", 0.9)).hasValue(new Deck.Value(93.15, 0.09, null, null));
        assertThat(deck.value("resnet50", "imagenet", "hrbp", 0.8)).hasValue(new Deck.Value(70.90, null, 89.93, 1.26));
        assertThat(deck.value("vgg19", "cifar10", "dense", 0)).hasValue(new Deck.Value(94.23, null, null, 1.0));
    }

    @Test
    void speedsOfResNet50AreThoseOnImageNet() {
        assertThat(deck.speed("resnet50", "hrbp", 0.6)).map(Deck.Value::speedup).hasValue(1.17);
        assertThat(deck.speed("vgg19", "hrbp", 0.95)).map(Deck.Value::speedup).hasValue(1.9);
    }

    @Test
    void theNarrowNetIsComparedWithTheWideOne() {
        assertThat(deck.value("resnet32", "cifar10", "lth", 0.9))
                .isEqualTo(deck.value("resnet32-wide", "cifar10", "lth", 0.9))
                .isPresent();
    }
}
