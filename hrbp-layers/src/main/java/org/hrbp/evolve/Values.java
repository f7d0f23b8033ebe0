/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.evolve;

import java.util.function.IntToDoubleFunction;

/** Numbers to be read by index: a view of a layer's storage, in float or double. */
public interface Values {
    /**
     * How many numbers there are.
     *
     * @return 0 or more
     */
    int length();

    /**
     * One of them.
     *
     * @param index in {@code 0 .. length() - 1}
     * @return the number
     */
    double get(int index);

    /**
     * A view of an array.
     *
     * @param array the numbers, not copied
     * @return the view
     */
    static Values of(float[] array) {
        return of(array.length, i -> array[i]);
    }

    /**
     * A view of an array.
     *
     * @param array the numbers, not copied
     * @return the view
     */
    static Values of(double[] array) {
        return of(array.length, i -> array[i]);
    }

    /**
     * A view of anything.
     *
     * @param length how many numbers there are, 0 or more
     * @param get gives the number of an index
     * @return the view
     */
    static Values of(int length, IntToDoubleFunction get) {
        return new Values() {
            @Override
            public int length() {
                return length;
            }

            @Override
            public double get(int index) {
                return get.applyAsDouble(index);
            }
        };
    }
}
