/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.evolve;

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
        return new Values() {
            @Override
            public int length() {
                return array.length;
            }

            @Override
            public double get(int index) {
                return array[index];
            }
        };
    }

    /**
     * A view of an array.
     *
     * @param array the numbers, not copied
     * @return the view
     */
    static Values of(double[] array) {
        return new Values() {
            @Override
            public int length() {
                return array.length;
            }

            @Override
            public double get(int index) {
                return array[index];
            }
        };
    }
}
