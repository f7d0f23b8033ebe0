/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.data;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Ends a read that brings no byte for too long, by closing the stream under it; that stream must wake up from this. */
final class StallGuard extends FilterInputStream {
    private final Duration limit;

    StallGuard(InputStream in, Duration limit) {
        super(in);
        this.limit = limit;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        CompletableFuture<Boolean> inTime =
                new CompletableFuture<Boolean>().completeOnTimeout(false, limit.toMillis(), TimeUnit.MILLISECONDS);
        CompletableFuture<Void> closed = inTime.thenAccept(this::closeUnless);
        try {
            int got = in.read(buffer, offset, length);
            if (inTime.complete(true)) {
                return got;
            }
        } catch (IOException e) {
            if (inTime.complete(true)) {
                throw e;
            }
        }
        closed.join();
        throw new IOException("the host stopped sending in the middle");
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private void closeUnless(boolean inTime) {
        if (inTime) {
            return;
        }
        try {
            in.close();
        } catch (IOException e) {
            // the reader reports the stall
        }
    }
}
