/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.data;

import java.util.List;
import java.util.stream.Stream;

/** The data sets that the project knows. MD5s and sizes are those of the official files, unpacked. */
final class Catalogue {
    /** A slice of Fashion-MNIST that is in the jar, see NOTICE. */
    static final DataSpec FASHION_MINI = new DataSpec(
            "fashion-mini",
            "",
            new IdxReader(10, .2860f, .3530f),
            List.of(
                    new DataFile("fashion-mini-train-images-idx3-ubyte", 4704016, "cae7193a8e3dd75966f4b1f38d78ca94"),
                    new DataFile("fashion-mini-train-labels-idx1-ubyte", 6008, "1641b7f3205a263b146be7f1df295e66")),
            List.of(
                    new DataFile("fashion-mini-test-images-idx3-ubyte", 1568016, "4bb4107a89a38933fbbdd67584195c68"),
                    new DataFile("fashion-mini-test-labels-idx1-ubyte", 2008, "84e2038f7beda4c0f4093bde29339f63")));

    static final DataSpec FASHION_MNIST = new DataSpec(
            "fashion-mnist",
            "fashion-mnist",
            new IdxReader(10, .2860f, .3530f),
            List.of(
                    new DataFile("train-images-idx3-ubyte", 47040016, "f4a8712d7a061bf5bd6d2ca38dc4d50a"),
                    new DataFile("train-labels-idx1-ubyte", 60008, "9018921c3c673c538a1fc5bad174d6f9")),
            List.of(
                    new DataFile("t10k-images-idx3-ubyte", 7840016, "8181f5470baa50b63fa0f6fddb340f0a"),
                    new DataFile("t10k-labels-idx1-ubyte", 10008, "15d484375f8d13e6eb1aabb0c3f46965")));

    /** Mean and standard deviation are those of the GraSP configuration that the recipe follows. */
    static final DataSpec CIFAR10 = new DataSpec(
            "cifar10",
            "cifar-10-batches-bin",
            new CifarReader(1, 10, new float[] {.4914f, .4822f, .4465f}, new float[] {.2023f, .1994f, .2010f}),
            List.of(
                    cifar10File("data_batch_1.bin", "5dd7e06a14cb22eb9f671a540d1b7c25"),
                    cifar10File("data_batch_2.bin", "5ea93a67294ea407fff1d09f752e9692"),
                    cifar10File("data_batch_3.bin", "942cd6a4bcdd0dd3c604fbe906cb4421"),
                    cifar10File("data_batch_4.bin", "ae636b3ba5c66a11e91e8cb52e771fcb"),
                    cifar10File("data_batch_5.bin", "53f37980c15c3d472c316c40844f3f0d")),
            List.of(cifar10File("test_batch.bin", "803d5f7f4d78ea53de84dbe85f74fb6d")));

    /** Fine labels; mean and standard deviation as for {@link #CIFAR10}. */
    static final DataSpec CIFAR100 = new DataSpec(
            "cifar100",
            "cifar-100-binary",
            new CifarReader(2, 100, new float[] {.5071f, .4867f, .4408f}, new float[] {.2675f, .2565f, .2761f}),
            List.of(new DataFile("train.bin", 153700000, "6172c7755cfe09b2fe270c85cebc1b15")),
            List.of(new DataFile("test.bin", 30740000, "4499cfba6c016c1be1438163640a0898")));

    private static final List<DataSpec> ALL = List.of(FASHION_MINI, FASHION_MNIST, CIFAR10, CIFAR100);

    private Catalogue() {}

    static Stream<String> names() {
        return ALL.stream().map(DataSpec::name);
    }

    static DataSpec get(String name) {
        return ALL.stream()
                .filter(spec -> spec.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new DataException(
                        "There is no data set '" + name + "', choose one of " + String.join(", ", names().toList())));
    }

    private static DataFile cifar10File(String name, String md5) {
        return new DataFile(name, 30730000, md5);
    }
}
