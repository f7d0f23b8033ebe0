/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.Objects;
import java.util.zip.CRC32;
import org.bytedeco.javacpp.BytePointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Float or double memory outside the Java heap, addressed by element. A view that holds on to the array that owns the
 * memory; who reads {@link #bytes()} must keep the view itself reachable meanwhile.
 */
public final class Memory {
    private final ByteBuffer bytes;
    private final boolean doubles;

    /** An array outside a workspace is freed when nobody holds it any more, even while its memory is read. */
    private final Object owner;

    private Memory(ByteBuffer bytes, boolean doubles, Object owner) {
        this.bytes = bytes;
        this.doubles = doubles;
        this.owner = owner;
    }

    /**
     * The memory behind an array, from its first element on.
     *
     * @param array a FLOAT or DOUBLE array; its offset is honoured, its strides are the caller's business
     * @param elements number of elements to make accessible, strides and padding included
     * @return the view
     * @throws IllegalArgumentException if the data type is neither FLOAT nor DOUBLE or the view exceeds 2 GB
     */
    public static Memory of(INDArray array, long elements) {
        boolean doubles = isDouble(array.dataType());
        long size = Math.multiplyExact(elements, doubles ? 8L : 4L);
        if (size > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "An array of " + size + " bytes is over the 2 GB that one buffer can address; use a smaller batch");
        }
        BytePointer pointer = new BytePointer(array.data().addressPointer());
        pointer.capacity(size);
        return new Memory(pointer.asByteBuffer().order(ByteOrder.nativeOrder()), doubles, array);
    }

    /** Bytes of an element. */
    int elementBytes() {
        return doubles ? Double.BYTES : Float.BYTES;
    }

    /**
     * The memory behind a contiguous array.
     *
     * @param array a FLOAT or DOUBLE array without gaps
     * @return the view of {@code array.length()} elements
     */
    public static Memory of(INDArray array) {
        return of(array, array.length());
    }

    /**
     * New zeroed memory.
     *
     * @param elements number of elements
     * @param doubles true for double, false for float
     * @return the memory
     */
    public static Memory allocate(int elements, boolean doubles) {
        return wrap(ByteBuffer.allocateDirect(Math.multiplyExact(elements, doubles ? 8 : 4)), doubles);
    }

    /**
     * A view of a direct buffer, from its position to its limit.
     *
     * @param buffer a direct buffer
     * @param doubles true for double, false for float
     * @return the view
     */
    public static Memory wrap(ByteBuffer buffer, boolean doubles) {
        if (!buffer.isDirect()) {
            throw new IllegalArgumentException("Kernels need a direct buffer");
        }
        return new Memory(buffer.slice().order(ByteOrder.nativeOrder()), doubles, buffer);
    }

    /**
     * The end of this memory.
     *
     * @param first index of the element at which the view begins, up to {@link #length()}
     * @return a view of the same memory
     */
    public Memory from(int first) {
        return slice(first, length() - first);
    }

    /**
     * Part of this memory.
     *
     * @param first index of the element at which the view begins
     * @param elements its length
     * @return a view of the same memory
     * @throws IndexOutOfBoundsException if the part is not within this memory
     */
    public Memory slice(int first, int elements) {
        Objects.checkFromIndexSize(first, elements, length());
        int size = doubles ? 8 : 4;
        ByteBuffer part = bytes.slice(first * size, elements * size).order(ByteOrder.nativeOrder());
        return new Memory(part, doubles, owner);
    }

    /**
     * Whether an array's elements lie one after the other in c-order.
     *
     * @param array any array
     * @return true if its memory can be read as it is
     */
    public static boolean isStandard(INDArray array) {
        long expected = 1;
        for (int d = array.rank() - 1; d >= 0; d--) {
            if (array.size(d) != 1 && array.stride(d) != expected) {
                return false;
            }
            expected *= array.size(d);
        }
        return true;
    }

    /**
     * Whether a data type is double; anything but FLOAT and DOUBLE is refused.
     *
     * @param type the data type of a network
     * @return true for DOUBLE, false for FLOAT
     * @throws IllegalArgumentException for any other type
     */
    public static boolean isDouble(DataType type) {
        if (type != DataType.FLOAT && type != DataType.DOUBLE) {
            throw new IllegalArgumentException("Data type " + type + " is not supported; use FLOAT or DOUBLE");
        }
        return type == DataType.DOUBLE;
    }

    /**
     * Whether the elements are doubles.
     *
     * @return true for double, false for float
     */
    public boolean isDouble() {
        return doubles;
    }

    /**
     * Number of elements.
     *
     * @return elements from the start of the view to its end
     */
    public int length() {
        return bytes.capacity() >> (doubles ? 3 : 2);
    }

    /**
     * Reads an element.
     *
     * @param index element index
     * @return its value
     */
    public double get(int index) {
        double value = doubles ? bytes.getDouble(index << 3) : bytes.getFloat(index << 2);
        keepAlive();
        return value;
    }

    /**
     * Writes an element.
     *
     * @param index element index
     * @param value the new value
     */
    public void set(int index, double value) {
        if (doubles) {
            bytes.putDouble(index << 3, value);
        } else {
            bytes.putFloat(index << 2, (float) value);
        }
        keepAlive();
    }

    /**
     * A checksum of the content.
     *
     * @return CRC-32 of all bytes
     */
    public long checksum() {
        CRC32 crc = new CRC32();
        crc.update(bytes.duplicate());
        keepAlive();
        return crc.getValue();
    }

    /** Keeps the owner of the memory reachable up to this call. */
    @SuppressWarnings("ReachabilityFenceUsage") // a kernel that failed reads no more
    void keepAlive() {
        Reference.reachabilityFence(owner);
    }

    /**
     * The raw bytes in native order.
     *
     * @return the buffer of this view, not a copy; use absolute access only
     */
    public ByteBuffer bytes() {
        return bytes;
    }

    /**
     * The elements as floats.
     *
     * @return a new buffer over the same memory
     */
    public FloatBuffer floats() {
        if (doubles) {
            throw new IllegalStateException("This memory holds doubles");
        }
        return bytes.asFloatBuffer();
    }

    /**
     * The elements as doubles.
     *
     * @return a new buffer over the same memory
     */
    public DoubleBuffer doubles() {
        if (!doubles) {
            throw new IllegalStateException("This memory holds floats");
        }
        return bytes.asDoubleBuffer();
    }
}
