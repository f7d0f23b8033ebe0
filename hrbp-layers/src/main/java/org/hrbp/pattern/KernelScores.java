/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.pattern;

/** Score of each (row, channel) kernel: the sum over its positions. */
final class KernelScores {
    private final PatternSpec spec;
    private final int channels;
    private final float[] sums;

    KernelScores(PatternSpec spec, float[] scores) {
        this.spec = spec;
        this.channels = spec.shape().channels();
        this.sums = new float[spec.shape().rows() * channels];
        int positions = spec.shape().positions();
        for (int kernel = 0; kernel < sums.length; kernel++) {
            double sum = 0;
            for (int p = 0; p < positions; p++) {
                sum += scores[kernel * positions + p];
            }
            sums[kernel] = (float) sum;
        }
    }

    float get(int row, int channel) {
        return sums[row * channels + channel];
    }

    /** For each channel the sum over the rows. */
    float[] columnSums(int[] rows) {
        double[] columns = new double[channels];
        for (int row : rows) {
            for (int c = 0; c < channels; c++) {
                columns[c] += get(row, c);
            }
        }
        float[] result = new float[channels];
        for (int c = 0; c < channels; c++) {
            result[c] = (float) columns[c];
        }
        return result;
    }

    /** The kernels with the highest scores, as many as hold the density when each keeps the spec's positions. */
    RowMask topKernels(SeededRandom random) {
        long[] keys = new long[sums.length];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = TopK.key(sums[i]);
        }
        double wanted = spec.density() * spec.shape().size() / spec.keptPositions();
        int count = Math.max(1, (int) Math.min(keys.length, Math.round(wanted)));
        RowMask mask = new RowMask(spec.shape().rows(), channels);
        for (int kernel : TopK.select(keys, count, random)) {
            mask.set(kernel / channels, kernel % channels);
        }
        return mask;
    }

    /** The kernel with the highest score. */
    int bestKernel(SeededRandom random) {
        long[] keys = new long[sums.length];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = TopK.key(sums[i]);
        }
        return TopK.select(keys, 1, random)[0];
    }
}
