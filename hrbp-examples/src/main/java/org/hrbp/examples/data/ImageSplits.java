/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.data;

/**
 * The two official parts of a data set.
 *
 * @param name name of the set
 * @param train training images
 * @param test test images
 */
public record ImageSplits(String name, ImageData train, ImageData test) {}
