/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.Set;
import org.nd4j.linalg.api.buffer.DataBuffer.AllocationMode;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.compression.CompressedDataBuffer;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A vector in the format of {@code Nd4j.write}: a buffer of shape, strides, type flags and order, then one of the values.
 * ND4J's reader allocates what the file claims and takes strides and flags as they are, which can point outside of the
 * values. Here the claim must match the bytes that are there, and nothing but the number of values is used of the rest.
 */
final class StoredArray {
    private static final Set<DataType> TYPES =
            Set.of(DataType.FLOAT, DataType.DOUBLE, DataType.FLOAT16, DataType.BFLOAT16);
    private static final int MAX_RANK = 32;
    /** Words beside shape and strides: rank, type flags, element stride, order. */
    private static final int OTHER_WORDS = 4;

    private StoredArray() {}

    /** The array as {@code [1, length]}. */
    static INDArray read(ModelEntries entries, String name) throws IOException {
        long size = entries.size(name);
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(entries.stream(name)))) {
            return read(in, size);
        } catch (IOException | RuntimeException e) {
            throw new IOException(name + " is not a sound array: " + (e.getMessage() == null ? e : e.getMessage()), e);
        }
    }

    private static INDArray read(DataInputStream in, long size) throws IOException {
        Header shape = Header.read(in);
        long length = length(in, shape);
        Header values = Header.read(in);
        if (values.length != length) {
            throw new IOException("its shape has " + length + " values, its data " + values.length);
        }
        if (!TYPES.contains(values.type)) {
            throw new IOException("values of type " + values.type + " are no parameters");
        }
        long left = size - shape.bytes - Long.BYTES * shape.length - values.bytes;
        if (left % values.type.width() != 0 || left / values.type.width() != length) {
            throw new IOException("it claims " + length + " values of " + values.type.width() + " bytes, and has "
                    + left + " bytes of them");
        }
        return Nd4j.create(
                CompressedDataBuffer.readUnknown(in, AllocationMode.MIXED_DATA_TYPES, length, values.type),
                new long[] {1, length});
    }

    /** Number of values of a shape, which must be a vector's: all sizes but one are 1. */
    private static long length(DataInputStream in, Header header) throws IOException {
        long rank = in.readLong();
        if (header.type != DataType.INT64 || rank < 1 || rank > MAX_RANK || header.length != 2 * rank + OTHER_WORDS) {
            throw new IOException("rank " + rank + " with " + header.length + " words of " + header.type
                    + " is not the shape of a vector");
        }
        long length = 1;
        for (int i = 0; i < rank; i++) {
            long dimension = in.readLong();
            if (dimension < 1 || (dimension > 1 && length > 1)) {
                throw new IOException("dimension " + i + " of size " + dimension + " is not that of a vector");
            }
            length *= dimension;
        }
        in.skipNBytes(Long.BYTES * (header.length - 1 - rank));
        return length;
    }

    /** What precedes a buffer; {@code bytes} long itself. */
    private record Header(long length, DataType type, long bytes) {
        static Header read(DataInputStream in) throws IOException {
            String mode = in.readUTF();
            if (!mode.equals(AllocationMode.MIXED_DATA_TYPES.name())) {
                throw new IOException("its format \"" + mode + "\" is unknown; DL4J 1.0.0-beta4 and later write "
                        + AllocationMode.MIXED_DATA_TYPES);
            }
            long length = in.readLong();
            String type = in.readUTF();
            // both names are ASCII, or they had been refused
            long bytes = 2L * Short.BYTES + mode.length() + Long.BYTES + type.length();
            return new Header(length, DataType.valueOf(type), bytes);
        }
    }
}
