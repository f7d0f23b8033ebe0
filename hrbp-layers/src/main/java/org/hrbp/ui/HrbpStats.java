/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.ui;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.deeplearning4j.core.storage.Persistable;
import org.jspecify.annotations.Nullable;

/** What {@link HrbpStatsListener} puts into a StatsStorage, one record for a reported step. */
public final class HrbpStats implements Persistable {
    /** Type of these records in a StatsStorage. */
    public static final String TYPE_ID = "HrbpStats";

    private static final long serialVersionUID = 1;

    /** @serial what {@link #encode} gives */
    private byte[] encoded = {};

    private transient @Nullable StepStats content;

    /** An empty record; storages make one and then decode into it. */
    public HrbpStats() {}

    HrbpStats(StepStats content) {
        this.encoded = StepStatsCodec.encode(content);
        this.content = content;
    }

    StepStats content() {
        StepStats known = content;
        if (known == null) {
            known = StepStatsCodec.decode(encoded);
            content = known;
        }
        return known;
    }

    @Override
    public String getSessionID() {
        return content().session();
    }

    @Override
    public String getTypeID() {
        return TYPE_ID;
    }

    @Override
    public String getWorkerID() {
        return content().worker();
    }

    @Override
    public long getTimeStamp() {
        return content().time();
    }

    @Override
    public int encodingLengthBytes() {
        return encoded.length;
    }

    @Override
    public byte[] encode() {
        return encoded.clone();
    }

    @Override
    public void encode(ByteBuffer buffer) {
        buffer.put(encoded);
    }

    @Override
    public void encode(OutputStream stream) throws IOException {
        stream.write(encoded);
    }

    /**
     * Replaces the content.
     *
     * @param bytes what {@link #encode()} gave
     * @throws IllegalArgumentException if they are no record of a version that is known; nothing is changed then
     */
    @Override
    public void decode(byte[] bytes) {
        content = StepStatsCodec.decode(bytes);
        encoded = bytes.clone();
    }

    @Override
    public void decode(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        decode(bytes);
    }

    @Override
    public void decode(InputStream stream) throws IOException {
        decode(stream.readAllBytes());
    }
}
