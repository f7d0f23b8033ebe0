/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel;

import java.util.List;
import org.hrbp.kernel.reference.ReferenceKernels;
import org.hrbp.kernel.scalar.ScalarKernels;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses the kernel provider, once: {@code vector} where the JVM has the module {@code jdk.incubator.vector}, else
 * {@code scalar} with a warning. {@code -Dhrbp.kernel=vector|scalar|reference} forces one. Every provider given out here
 * checks its arguments.
 */
public final class Kernels {
    /** System property that forces a provider. */
    public static final String PROPERTY = "hrbp.kernel";

    private static final Logger LOG = LoggerFactory.getLogger(Kernels.class);
    private static final String MODULE = "jdk.incubator.vector";
    private static final String FLAG = "--add-modules " + MODULE;

    /** Compiled apart from this class, with the incubator module, so known by name only. */
    private static final String VECTOR_CLASS = "org.hrbp.kernel.vector.VectorKernels";

    private static final KernelProvider REFERENCE = new CheckedKernels(new ReferenceKernels());
    private static final KernelProvider SCALAR = new CheckedKernels(new ScalarKernels());

    private static @Nullable KernelProvider vector;
    private static volatile @Nullable KernelProvider chosen;

    private Kernels() {}

    /**
     * The provider for networks of a data type.
     *
     * @param type FLOAT or DOUBLE
     * @return the provider in use; DOUBLE is always served by {@code reference}
     * @throws IllegalArgumentException for any other data type, or if {@code -Dhrbp.kernel} names no provider
     * @throws IllegalStateException if {@code -Dhrbp.kernel=vector} but the JVM lacks the module
     */
    public static KernelProvider of(DataType type) {
        return Memory.isDouble(type) ? REFERENCE : chosen();
    }

    /**
     * A provider by name, whatever is in use.
     *
     * @param name one of {@link #names()}
     * @return the provider
     * @throws IllegalArgumentException if the name is unknown
     * @throws IllegalStateException for {@code vector} if the JVM lacks the module
     */
    public static synchronized KernelProvider byName(String name) {
        return switch (name) {
            case "reference" -> REFERENCE;
            case "scalar" -> SCALAR;
            case "vector" -> {
                KernelProvider v = vector == null ? loadVector() : vector;
                vector = v;
                yield v;
            }
            default ->
                throw new IllegalArgumentException(
                        "Kernel provider \"" + name + "\" (-D" + PROPERTY + ") is unknown; allowed are " + names());
        };
    }

    /**
     * The provider in use for FLOAT networks.
     *
     * @return its name
     */
    public static String active() {
        return chosen().name();
    }

    /**
     * What results of FLOAT networks depend on to the last bit.
     *
     * @return the {@linkplain KernelProvider#signature() signature} of the provider in use
     */
    public static String signature() {
        return chosen().signature();
    }

    /**
     * The names that {@code -Dhrbp.kernel=} takes.
     *
     * @return vector, scalar, reference
     */
    public static List<String> names() {
        return List.of("vector", "scalar", "reference");
    }

    private static KernelProvider chosen() {
        KernelProvider provider = chosen;
        return provider == null ? chooseOnce() : provider;
    }

    private static synchronized KernelProvider chooseOnce() {
        KernelProvider provider = chosen;
        if (provider == null) {
            provider = choose(System.getProperty(PROPERTY));
            chosen = provider;
        }
        return provider;
    }

    static KernelProvider choose(@Nullable String forced) {
        if (forced != null) {
            return byName(forced);
        }
        try {
            return byName("vector");
        } catch (IllegalStateException e) {
            LOG.warn(
                    "HRBP runs its slow scalar kernels: {} Start the JVM with {} for full speed.",
                    e.getMessage(),
                    FLAG);
            return SCALAR;
        }
    }

    private static KernelProvider loadVector() {
        if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
            throw new IllegalStateException(
                    "The vector kernels need the module " + MODULE + "; the JVM was started without " + FLAG + ".");
        }
        try {
            return new CheckedKernels(Class.forName(VECTOR_CLASS)
                    .asSubclass(KernelProvider.class)
                    .getDeclaredConstructor()
                    .newInstance());
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new IllegalStateException(
                    "The vector kernels do not load on Java "
                            + Runtime.version().feature() + ": " + e + ".",
                    e);
        }
    }
}
