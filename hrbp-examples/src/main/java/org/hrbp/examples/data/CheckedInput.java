/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.data;

import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.util.HexFormat;

/** Reads a file of known size and MD5; {@link #finish} says whether it was that file. */
final class CheckedInput extends DigestInputStream {
    private final DataFile file;
    private long count;

    CheckedInput(InputStream in, DataFile file) {
        super(in, Md5.digest());
        this.file = file;
    }

    @Override
    public int read() throws IOException {
        int value = super.read();
        count += value < 0 ? 0 : 1;
        return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int got = super.read(buffer, offset, length);
        count += Math.max(got, 0);
        return got;
    }

    /** Reads on to the end, but not much further than the file should be long. */
    void finish(String where) throws IOException {
        byte[] rest = new byte[1 << 16];
        boolean more = true;
        while (more && count <= file.bytes()) {
            more = read(rest, 0, rest.length) >= 0;
        }
        if (count != file.bytes()) {
            String has = count > file.bytes() ? "more than " + file.bytes() : Long.toString(count);
            throw new DataException(where + " is corrupt: it has " + has + " bytes instead of " + file.bytes());
        }
        String md5 = HexFormat.of().formatHex(getMessageDigest().digest());
        if (!md5.equals(file.md5())) {
            throw new DataException(where + " is corrupt: its MD5 is " + md5 + " instead of " + file.md5());
        }
    }
}
