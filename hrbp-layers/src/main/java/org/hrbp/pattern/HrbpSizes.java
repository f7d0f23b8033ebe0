/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.pattern;

/**
 * All sizes of an HRBP pattern; they follow from the spec alone.
 *
 * @param fullGroups groups of exactly {@code groupRows} rows
 * @param groupRows rows of a full group
 * @param raggedRows rows of the last, smaller group; 0 if there is none
 * @param positions kept positions of a group
 * @param columns kept channels that every group has
 * @param extraFull how many full groups have one channel more
 * @param extraRagged 1 if the smaller group has one channel more, else 0
 * @param smallRows rows of the only block with taps if the budget is below one column of every group, else 0
 */
record HrbpSizes(
        int fullGroups,
        int groupRows,
        int raggedRows,
        int positions,
        int columns,
        int extraFull,
        int extraRagged,
        int smallRows) {
    static HrbpSizes of(PatternSpec spec) {
        int rows = spec.shape().rows();
        int channels = spec.shape().channels();
        int full = rows / spec.groupRows();
        int ragged = rows % spec.groupRows();
        int n = spec.keptPositions();
        long layerColumn = (long) n * rows;
        int columns = (int) Math.min(channels, spec.budget() / layerColumn);
        int extraFull = 0;
        int extraRagged = 0;
        if (columns < channels) {
            long left = spec.budget() - columns * layerColumn;
            long unit = (long) n * spec.groupRows();
            extraFull = (int) Math.min(full, left / unit);
            left -= extraFull * unit;
            extraRagged = ragged > 0 && left >= (long) ragged * n ? 1 : 0;
        }
        int small = 0;
        if (columns + extraFull + extraRagged == 0) {
            n = Math.min(n, spec.budget());
            small = spec.budget() / n;
        }
        return new HrbpSizes(full, spec.groupRows(), ragged, n, columns, extraFull, extraRagged, small);
    }

    int rows() {
        return fullGroups * groupRows + raggedRows;
    }

    int groups() {
        return fullGroups + (raggedRows > 0 ? 1 : 0);
    }

    /** Kept channels over all groups. */
    long totalColumns() {
        return (long) groups() * columns + extraFull + extraRagged;
    }

    int keptWeights() {
        if (smallRows > 0) {
            return smallRows * positions;
        }
        long unitRows = (long) columns * rows() + (long) extraFull * groupRows + (long) extraRagged * raggedRows;
        return Math.toIntExact(unitRows * positions);
    }

    int encodedLength() {
        long blocks = groups();
        long liveBlocks = columns > 0 ? blocks : extraFull + extraRagged;
        long channels = totalColumns();
        if (smallRows > 0) {
            blocks = smallRows < rows() ? 2 : 1;
            liveBlocks = 1;
            channels = 1;
        }
        return Math.toIntExact(PatternCodec.HEADER_LENGTH
                + PatternCodec.PRODUCT_HEADER * blocks
                + rows()
                + channels
                + liveBlocks * positions);
    }
}
