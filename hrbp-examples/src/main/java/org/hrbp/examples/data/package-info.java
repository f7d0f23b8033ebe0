/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Image data for training: readers of the official files, seeded {@code DataSetIterator}s over images in memory and over image
 * files, and what fetches the files.
 */
package org.hrbp.examples.data;
