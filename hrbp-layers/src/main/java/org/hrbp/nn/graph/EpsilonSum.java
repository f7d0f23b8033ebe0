/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.nn.graph;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The epsilons of one fan-out, disguised as an array whose {@code addi} only takes note of its argument. No array that it
 * is given is ever changed. Every other method of the disguise works on a fresh sum.
 */
final class EpsilonSum {
    private final List<INDArray> terms = new ArrayList<>();
    private final INDArray array = (INDArray) Proxy.newProxyInstance(
            INDArray.class.getClassLoader(),
            new Class<?>[] {INDArray.class},
            (proxy, method, args) -> call(method, args));

    /** Whether an array is the disguise of this sum. */
    @SuppressWarnings("ReferenceEquality")
    boolean is(INDArray other) {
        return other == array;
    }

    INDArray asArray() {
        return array;
    }

    List<INDArray> terms() {
        return terms;
    }

    /** Forgets everything and starts with a term; a null term (a consumer without a gradient) counts as zero. */
    void reset(@Nullable INDArray term) {
        terms.clear();
        add(term);
    }

    private void add(@Nullable INDArray term) {
        if (term != null) {
            terms.add(term);
        }
    }

    /** A new array with the sum of at least one term. */
    INDArray total() {
        INDArray total = terms.get(0).dup();
        for (INDArray term : terms.subList(1, terms.size())) {
            total.addi(term);
        }
        return total;
    }

    private @Nullable Object call(Method method, Object @Nullable [] args) throws Throwable {
        if (args != null
                && args.length == 1
                && method.getName().equals("addi")
                && method.getParameterTypes()[0] == INDArray.class) {
            add((INDArray) args[0]);
            return array;
        }
        if (method.getDeclaringClass() == Object.class || terms.isEmpty()) {
            return ofObject(method, args);
        }
        try {
            return method.invoke(total(), args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @SuppressWarnings("ReferenceEquality")
    private Object ofObject(Method method, Object @Nullable [] args) {
        return switch (method.getName()) {
            case "toString" -> "sum of " + terms.size() + " epsilons";
            case "hashCode" -> System.identityHashCode(array);
            case "equals" -> args != null && args[0] == array;
            default -> throw new IllegalStateException(method.getName() + " of a sum without epsilons");
        };
    }
}
