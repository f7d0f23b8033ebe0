/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.reproduce;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.hrbp.examples.data.ImageFolders;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of the deck's tables 1 to 3, from the resource {@code deck.csv}. Those for ImageNet stand beside runs on all image
 * files in its layout, of whatever size; the tables' headings say what the data were.
 */
final class Deck {
    private static final String FILE = "deck.csv";

    /** The deck's ResNet-32 is the wide one; ours of half the width is compared with it where the wide one takes too long. */
    private static final String NARROW = "resnet32";

    private static final String WIDE = "resnet32-wide";

    private static final String IMAGENET_NET = "resnet50";

    private final List<NamedCsvRecord> lines;

    private Deck(List<NamedCsvRecord> lines) {
        this.lines = lines;
    }

    /**
     * A number of the deck.
     *
     * @param accuracy top-1 accuracy in per cent
     * @param deviation its standard deviation, as printed; null if none is
     * @param top5 top-5 accuracy in per cent; null if none is printed
     * @param speedup printed speed-up of a training step over dense; null if none is
     */
    record Value(
            double accuracy,
            @Nullable Double deviation,
            @Nullable Double top5,
            @Nullable Double speedup) {}

    static Deck read() {
        try (InputStream in = Deck.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException(FILE + " is not in the jar");
            }
            return new Deck(
                    CsvReader.builder().ofNamedCsvRecord(new InputStreamReader(in, StandardCharsets.UTF_8)).stream()
                            .toList());
        } catch (IOException e) {
            throw new IllegalStateException(FILE, e);
        }
    }

    /** The speed beside ours, if the deck has one; it is the same for all data of a size. */
    Optional<Value> speed(String net, String method, double sparsity) {
        return value(net, net.equals(IMAGENET_NET) ? ImageFolders.IMAGENET : "cifar10", method, sparsity);
    }

    /** The number beside ours, if the deck has one: dynamic HRBP is in table 3, static HRBP in table 1. */
    Optional<Value> value(String net, String data, String method, double sparsity) {
        String its = net.equals(NARROW) ? WIDE : net;
        String set = ImageFolders.has(data) ? ImageFolders.IMAGENET : data;
        return lines.stream()
                .filter(line -> line.getField("net").equals(its)
                        && line.getField("data").equals(set)
                        && line.getField("method").equals(method)
                        && Double.parseDouble(line.getField("sparsity")) == sparsity)
                .findFirst()
                .map(line -> new Value(
                        Double.parseDouble(line.getField("accuracy")),
                        number(line.getField("std")),
                        number(line.getField("top5")),
                        number(line.getField("speedup"))));
    }

    private static @Nullable Double number(String field) {
        return field.isEmpty() ? null : Double.valueOf(field);
    }
}
