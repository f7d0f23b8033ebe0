/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Image data for training: readers of the official files, a seeded {@code DataSetIterator}, and what fetches the files.
 */
package org.hrbp.examples.data;
