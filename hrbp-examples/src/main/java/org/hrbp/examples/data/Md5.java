/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.data;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** MD5, the checksum that the data sets publish; it finds damage, not malice. */
final class Md5 {
    private Md5() {}

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }
}
