/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.data;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Labelled image files on disk, a folder for each class; classes and files are in the order of their names. */
public final class ImageFolder {
    private final Path root;
    private final List<String> classes;
    private final String[] files;
    private final int[] labels;

    private ImageFolder(Path root, List<String> classes, String[] files, int[] labels) {
        this.root = root;
        this.classes = classes;
        this.files = files;
        this.labels = labels;
    }

    /**
     * Lists a folder.
     *
     * @param root the folder with the folders of the classes
     * @return its images; none is opened
     * @throws DataException if it is missing or cannot be read, if images lie beside the classes, or if a class has none
     */
    static ImageFolder list(Path root) {
        if (!Files.isDirectory(root)) {
            throw new DataException(root + " is missing");
        }
        List<String> classes = names(root, true);
        List<String> files = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        for (int label = 0; label < classes.size(); label++) {
            Path folder = root.resolve(classes.get(label));
            List<String> images = names(folder, false);
            if (images.isEmpty()) {
                throw new DataException(folder + " has no image (.JPEG, .jpg, .png)");
            }
            labels.addAll(Collections.nCopies(images.size(), label));
            files.addAll(images);
        }
        if (classes.isEmpty()) {
            int loose = names(root, false).size();
            throw new DataException(
                    loose == 0
                            ? root + " is empty"
                            : root + " holds " + loose
                                    + " images without folders of classes, as the official archive of"
                                    + " the validation images does; make a folder for each class and move every image"
                                    + " into its own, which ILSVRC2012_validation_ground_truth.txt of the development kit"
                                    + " says (a line per image, numbers of the classes in meta.mat)");
        }
        return new ImageFolder(
                root,
                List.copyOf(classes),
                files.toArray(new String[0]),
                labels.stream().mapToInt(Integer::intValue).toArray());
    }

    private static List<String> names(Path folder, boolean folders) {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String name = String.valueOf(entry.getFileName());
                if (!name.startsWith(".") && (folders ? Files.isDirectory(entry) : isImage(name))) {
                    names.add(name);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            throw new DataException(folder + " cannot be read: " + e.getMessage(), e);
        }
        names.sort(null);
        return names;
    }

    private static boolean isImage(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".jpeg") || lower.endsWith(".jpg") || lower.endsWith(".png");
    }

    /**
     * Returns some of the images, spread evenly over the classes: first the first of each class, then the second ones.
     *
     * @param n number of images, at least 1
     * @return {@code n} images, or all if there are fewer
     * @throws IllegalArgumentException if {@code n} is below 1
     */
    public ImageFolder limit(int n) {
        if (n < 1) {
            throw new IllegalArgumentException(root + ": a limit of " + n + " images is below 1");
        }
        int[] rank = new int[labels.length];
        int[] seen = new int[classes.size()];
        Arrays.setAll(rank, i -> seen[labels[i]]++);
        return only(IntStream.range(0, labels.length)
                .boxed()
                .sorted(Comparator.comparingInt(i -> rank[i]))
                .limit(n)
                .mapToInt(Integer::intValue)
                .toArray());
    }

    /**
     * Returns randomly chosen images of every class, in random order.
     *
     * @param perClass images of each class, at least 1; all of a class that has fewer
     * @param seed seed of the choice
     * @return these images
     */
    public ImageFolder sample(int perClass, long seed) {
        IntStream.Builder chosen = IntStream.builder();
        for (int label = 0; label < classes.size(); label++) {
            int[] all = ofClass(label);
            SplittableRandom random = new SplittableRandom(seed + label);
            for (int i = 0; i < Math.min(perClass, all.length); i++) {
                int j = random.nextInt(i, all.length);
                chosen.add(all[j]);
                all[j] = all[i];
            }
        }
        int[] images = chosen.build().toArray();
        return only(Arrays.stream(Shuffler.order(images.length, seed, 0))
                .map(i -> images[i])
                .toArray());
    }

    private int[] ofClass(int label) {
        return IntStream.range(0, labels.length).filter(i -> labels[i] == label).toArray();
    }

    private ImageFolder only(int[] chosen) {
        String[] someFiles = new String[chosen.length];
        int[] someLabels = new int[chosen.length];
        for (int i = 0; i < chosen.length; i++) {
            someFiles[i] = files[chosen[i]];
            someLabels[i] = labels[chosen[i]];
        }
        return new ImageFolder(root, classes, someFiles, someLabels);
    }

    /**
     * Returns the names of the classes.
     *
     * @return the names in order
     */
    public List<String> classes() {
        return classes;
    }

    /**
     * Returns the number of images.
     *
     * @return the number
     */
    public int count() {
        return files.length;
    }

    /**
     * Returns the class of an image.
     *
     * @param i index of the image
     * @return index into {@link #classes()}
     */
    public int label(int i) {
        return labels[i];
    }

    /**
     * Returns the file of an image.
     *
     * @param i index of the image
     * @return its path
     */
    public Path file(int i) {
        return root.resolve(classes.get(labels[i])).resolve(files[i]);
    }

    /** Returns the folder. */
    Path root() {
        return root;
    }
}
