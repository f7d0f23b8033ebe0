/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel.vector;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.hrbp.kernel.Memory;

/**
 * Vector access to memory outside the heap. The API's way changed between Java 17 (byte buffers) and later versions (memory
 * segments); constant method handles let one class file use either at full speed.
 */
final class Lanes {
    static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    /** Floats of a vector. */
    static final int LENGTH = SPECIES.length();
    /** Bytes of a vector. */
    static final int BYTES = 4 * LENGTH;

    /** x86 before AVX-512 has 16 vector registers, which 16 sums and their operands do not fit in; others have 32. */
    static final boolean FEW_REGISTERS =
            LENGTH < 16 && List.of("amd64", "x86_64").contains(System.getProperty("os.arch"));

    private static final MethodHandle WRAP;
    private static final MethodHandle LOAD;
    private static final MethodHandle STORE;

    static {
        Access access = access(MethodHandles.publicLookup());
        WRAP = access.wrap.asType(MethodType.methodType(Object.class, ByteBuffer.class));
        LOAD = longOffset(access.load).asType(MethodType.methodType(FloatVector.class, Object.class, long.class));
        STORE = longOffset(access.store)
                .asType(MethodType.methodType(void.class, FloatVector.class, Object.class, long.class));
    }

    private Lanes() {}

    /** load(memory, offset) and store(vector, memory, offset), for what wrap makes of a buffer. */
    private record Access(MethodHandle wrap, MethodHandle load, MethodHandle store) {}

    private static Access access(Lookup lookup) {
        try {
            Class<?> segment = Class.forName("java.lang.foreign.MemorySegment");
            return new Access(
                    lookup.findStatic(segment, "ofBuffer", MethodType.methodType(segment, Buffer.class)),
                    load(lookup, "fromMemorySegment", segment, long.class),
                    store(lookup, "intoMemorySegment", segment, long.class));
        } catch (ReflectiveOperationException notYet) {
            try {
                return new Access(
                        MethodHandles.identity(ByteBuffer.class),
                        load(lookup, "fromByteBuffer", ByteBuffer.class, int.class),
                        store(lookup, "intoByteBuffer", ByteBuffer.class, int.class));
            } catch (ReflectiveOperationException e) {
                throw new LinkageError("The Vector API of this Java version is not known", e);
            }
        }
    }

    private static MethodHandle load(Lookup lookup, String name, Class<?> memory, Class<?> offset)
            throws ReflectiveOperationException {
        MethodHandle h = lookup.findStatic(
                FloatVector.class,
                name,
                MethodType.methodType(FloatVector.class, VectorSpecies.class, memory, offset, ByteOrder.class));
        return MethodHandles.insertArguments(MethodHandles.insertArguments(h, 3, ByteOrder.nativeOrder()), 0, SPECIES);
    }

    private static MethodHandle store(Lookup lookup, String name, Class<?> memory, Class<?> offset)
            throws ReflectiveOperationException {
        MethodHandle h = lookup.findVirtual(
                FloatVector.class, name, MethodType.methodType(void.class, memory, offset, ByteOrder.class));
        return MethodHandles.insertArguments(h, 3, ByteOrder.nativeOrder());
    }

    /** Narrows the offset, the last parameter, where it is an int: memory has at most 2^31 - 1 bytes. */
    private static MethodHandle longOffset(MethodHandle h) {
        MethodType type = h.type();
        return MethodHandles.explicitCastArguments(h, type.changeParameterType(type.parameterCount() - 1, long.class));
    }

    /** What {@link #load} and {@link #store} take. */
    static Object of(Memory memory) {
        try {
            return (Object) WRAP.invokeExact(memory.bytes());
        } catch (Throwable t) {
            throw failure(t);
        }
    }

    static FloatVector load(Object memory, long offset) {
        try {
            return (FloatVector) LOAD.invokeExact(memory, offset);
        } catch (Throwable t) {
            throw failure(t);
        }
    }

    static void store(FloatVector v, Object memory, long offset) {
        try {
            STORE.invokeExact(v, memory, offset);
        } catch (Throwable t) {
            throw failure(t);
        }
    }

    private static RuntimeException failure(Throwable t) {
        if (t instanceof Error e) {
            throw e;
        }
        return t instanceof RuntimeException e ? e : new IllegalStateException(t);
    }
}
