/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.data;

/**
 * A file that a data set needs.
 *
 * @param name file name; on disk it may also carry {@code .gz}
 * @param bytes unpacked size
 * @param md5 published MD5 of the unpacked bytes, lower-case hex
 */
record DataFile(String name, long bytes, String md5) {}
