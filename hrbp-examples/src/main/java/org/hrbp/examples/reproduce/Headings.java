/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.reproduce;

import java.util.Map;

/** Names of nets and data sets for people. */
final class Headings {
    private static final Map<String, String> NAMES = Map.of(
            "resnet32", "ResNet-32, width 16 (half the width of the deck's)",
            "resnet32-wide", "ResNet-32",
            "resnet56-wide", "ResNet-56",
            "vgg19", "VGG-19",
            "resnet50", "ResNet-50",
            "cifar10", "CIFAR-10",
            "cifar100", "CIFAR-100",
            "imagenet", "ImageNet");

    private Headings() {}

    static String of(String id) {
        return NAMES.getOrDefault(id, id);
    }

    static String of(String net, String data) {
        return of(net) + " on " + of(data);
    }
}
