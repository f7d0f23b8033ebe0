/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Image files in the layout of ImageNet, {@code train/<class>/*.JPEG} and {@code val/<class>/*.JPEG}, decoded while a network is
 * trained.
 *
 * @param train training images
 * @param test validation images
 * @param size rows and columns of what a network gets
 */
public record ImageFolders(ImageFolder train, ImageFolder test, int size) {
    /** ImageNet (ILSVRC 2012), complete. */
    public static final String IMAGENET = "imagenet";

    /** Any images in that layout. */
    public static final String ANY = "imagefolder";

    /** Channels of what a network gets: red, green and blue. */
    public static final int CHANNELS = RgbImage.CHANNELS;

    /** Training images of ImageNet. */
    public static final int IMAGENET_TRAIN = 1_281_167;

    private static final int IMAGENET_TEST = 50_000;
    private static final int IMAGENET_CLASSES = 1000;
    private static final int DEFAULT_SIZE = 224;
    private static final int LEAST_SIZE = 8;
    private static final int GREATEST_SIZE = 1024;
    private static final int FEWEST_CLASSES = 2;
    private static final int NAMED = 3;
    private static final Pattern NAME = Pattern.compile("(imagenet|imagefolder)(?:-(\\d{1,4}))?");

    /**
     * Returns the names that {@link #load} knows. A number of pixels may be added, as in {@code imagefolder-64}; else it is 224.
     *
     * @return the names
     */
    public static List<String> names() {
        return List.of(IMAGENET, ANY);
    }

    /**
     * Whether a data set is one of image files.
     *
     * @param name name of the set
     * @return true for the names of {@link #names()}, with or without a size
     */
    public static boolean has(String name) {
        return NAME.matcher(name).matches();
    }

    /**
     * Returns the size of the images that a network gets.
     *
     * @param name name of the set
     * @return rows and columns
     * @throws DataException if the name is unknown or the size out of range
     */
    public static int size(String name) {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            throw new DataException("There is no folder data set '" + name + "', choose one of " + names());
        }
        int size = matcher.group(2) == null ? DEFAULT_SIZE : Integer.parseInt(matcher.group(2));
        if (size < LEAST_SIZE || size > GREATEST_SIZE) {
            throw new DataException("Data set " + name + ": images of " + size
                    + " pixels are not possible, the size must be in [" + LEAST_SIZE + ", " + GREATEST_SIZE + "]");
        }
        return size;
    }

    /**
     * Lists the image files; none is opened.
     *
     * @param name name of the set
     * @param dir folder with {@code train} and {@code val}; null is the folder {@code imagenet} where data sets are
     * @return the images
     * @throws DataException if a folder is missing or not in the layout, training and validation have other classes, or
     *     {@code imagenet} is not complete: names the folder and says what to do
     */
    public static ImageFolders load(String name, @Nullable Path dir) {
        int size = size(name);
        Path root = dir == null ? DataHome.root(null).resolve(IMAGENET) : dir;
        try {
            ImageFolders folders = new ImageFolders(
                    ImageFolder.list(root.resolve("train")), ImageFolder.list(root.resolve("val")), size);
            folders.checkClasses();
            if (name.startsWith(IMAGENET)) {
                folders.checkComplete(IMAGENET_CLASSES, IMAGENET_TRAIN, IMAGENET_TEST);
            }
            return folders;
        } catch (DataException e) {
            throw new DataException(
                    e.getMessage() + "; data set " + name + " needs train/<class>/*.JPEG and val/<class>/*.JPEG in "
                            + (dir == null ? root + " or --data-dir" : root),
                    e);
        }
    }

    private void checkClasses() {
        List<String> missing = without(train.classes(), test.classes());
        List<String> extra = without(test.classes(), train.classes());
        if (!missing.isEmpty() || !extra.isEmpty()) {
            throw new DataException(
                    missing.isEmpty()
                            ? train.root() + " lacks " + some(extra) + ", which " + test.root() + " has"
                            : test.root() + " lacks " + some(missing) + ", which " + train.root() + " has");
        }
        if (train.classes().size() < FEWEST_CLASSES) {
            throw new DataException(train.root() + " has a single class");
        }
    }

    private static List<String> without(List<String> all, List<String> others) {
        List<String> left = new ArrayList<>(all);
        left.removeAll(List.copyOf(others));
        return left;
    }

    private static String some(List<String> classes) {
        String first = String.join(", ", classes.subList(0, Math.min(NAMED, classes.size())));
        return (classes.size() == 1 ? "class " : classes.size() + " classes (")
                + first
                + (classes.size() > NAMED ? ", ...)" : classes.size() == 1 ? "" : ")");
    }

    /** Whether all is there that should be. */
    void checkComplete(int classes, int trainImages, int testImages) {
        checkCount(train.root(), "classes", train.classes().size(), classes);
        checkCount(train.root(), "images", train.count(), trainImages);
        checkCount(test.root(), "images", test.count(), testImages);
    }

    private static void checkCount(Path folder, String what, int found, int wanted) {
        if (found != wanted) {
            throw new DataException(folder + " has " + found + " " + what + " instead of ImageNet's " + wanted
                    + ": complete it, or use what is there as data set " + ANY);
        }
    }
}
