/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.pattern;

/**
 * All sizes of an HRBP pattern; they follow from the spec alone. Every group has the same number of kept channels, but for
 * what the budget leaves: it goes into one channel more for some of the full groups, and then into further channels of the
 * smaller group. A budget below one channel of a full group may be better used by a block of fewer rows.
 *
 * @param fullGroups groups of exactly {@code groupRows} rows
 * @param groupRows rows of a full group
 * @param raggedRows rows of the last, smaller group; 0 if there is none
 * @param positions kept positions of a group
 * @param columns kept channels of a full group
 * @param extraFull how many full groups have one channel more
 * @param raggedColumns kept channels of the smaller group, at least {@code columns}; 0 if there is none
 * @param smallRows rows of the only block with taps if that keeps more than the groups would, else 0
 */
record HrbpSizes(
        int fullGroups,
        int groupRows,
        int raggedRows,
        int positions,
        int columns,
        int extraFull,
        int raggedColumns,
        int smallRows) {
    static HrbpSizes of(PatternSpec spec) {
        int rows = spec.shape().rows();
        int channels = spec.shape().channels();
        int full = rows / spec.groupRows();
        int ragged = rows % spec.groupRows();
        int n = spec.keptPositions();
        long layerColumn = (long) n * rows;
        int columns = (int) Math.min(channels, spec.budget() / layerColumn);
        long left = spec.budget() - columns * layerColumn;
        long unit = (long) n * spec.groupRows();
        int extraFull = columns < channels ? (int) Math.min(full, left / unit) : 0;
        left -= extraFull * unit;
        int raggedColumns = ragged > 0 ? (int) Math.min(channels, columns + left / ((long) n * ragged)) : 0;
        int small = 0;
        if (columns + extraFull == 0) {
            int positions = Math.min(n, spec.budget());
            int smallRows = spec.budget() / positions;
            if ((long) smallRows * positions > (long) raggedColumns * ragged * n) {
                small = smallRows;
                n = positions;
            }
        }
        return new HrbpSizes(full, spec.groupRows(), ragged, n, columns, extraFull, raggedColumns, small);
    }

    int rows() {
        return fullGroups * groupRows + raggedRows;
    }

    int groups() {
        return fullGroups + (raggedRows > 0 ? 1 : 0);
    }

    /** Kept channels over all groups. */
    long totalColumns() {
        return fullColumns() + raggedColumns;
    }

    private long fullColumns() {
        return (long) fullGroups * columns + extraFull;
    }

    int keptWeights() {
        if (smallRows > 0) {
            return smallRows * positions;
        }
        long kernels = fullColumns() * groupRows + (long) raggedColumns * raggedRows;
        return Math.toIntExact(kernels * positions);
    }

    int encodedLength() {
        long liveBlocks = columns > 0 ? groups() : (long) extraFull + (raggedColumns > 0 ? 1 : 0);
        return encodedLength(PatternCodec.PRODUCT_HEADER, (smallRows > 0 ? 1 : liveBlocks) * positions);
    }

    /** The length if each block lists its columns as taps. */
    int encodedTapsLength() {
        return encodedLength(PatternCodec.TAPS_HEADER, 0);
    }

    private int encodedLength(int blockHeader, long positionEntries) {
        long blocks = groups();
        long entries = totalColumns();
        if (smallRows > 0) {
            blocks = smallRows < rows() ? 2 : 1;
            entries = 1;
        }
        return Math.toIntExact(PatternCodec.HEADER_LENGTH + blockHeader * blocks + rows() + entries + positionEntries);
    }
}
