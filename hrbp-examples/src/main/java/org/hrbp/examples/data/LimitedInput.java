/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.data;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Refuses to deliver more than a number of bytes: against archives that unpack to far more than they should. */
final class LimitedInput extends FilterInputStream {
    private final long limit;
    private final String what;
    private long count;

    LimitedInput(InputStream in, long limit, String what) {
        super(in);
        this.limit = limit;
        this.what = what;
    }

    @Override
    public int read() throws IOException {
        int value = super.read();
        count(value < 0 ? 0 : 1);
        return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int got = super.read(buffer, offset, length);
        count(got);
        return got;
    }

    @Override
    public long skip(long n) throws IOException {
        long skipped = super.skip(n);
        count(skipped);
        return skipped;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private void count(long got) {
        count += Math.max(got, 0);
        if (count > limit) {
            throw new DataException(what + " has more than the " + limit + " bytes that are expected at most");
        }
    }
}
