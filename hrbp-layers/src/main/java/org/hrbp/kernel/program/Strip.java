/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel.program;

/** Destination channels that share one list of taps: the unit of work of a pass. Their weights form a taps x rows panel. */
public final class Strip {
    private final int[] channels;
    private final int plane;
    private final boolean adds;
    final int firstTap;
    final int taps;
    final int firstWeight;

    Strip(int[] channels, int plane, boolean adds, int firstTap, int taps, int firstWeight) {
        this.channels = channels;
        this.plane = plane;
        this.adds = adds;
        this.firstTap = firstTap;
        this.taps = taps;
        this.firstWeight = firstWeight;
    }

    /**
     * Number of destination channels.
     *
     * @return 1 to {@link PassProgram#STRIP_ROWS}
     */
    public int rows() {
        return channels.length;
    }

    /**
     * A destination channel.
     *
     * @param row index in the strip
     * @return the channel
     */
    public int channel(int row) {
        return channels[row];
    }

    /**
     * Where a destination channel begins.
     *
     * @param row index in the strip
     * @return element offset
     */
    public int offset(int row) {
        return channels[row] * plane;
    }

    /**
     * Whether the result is added to what an earlier strip has left, instead of starting anew.
     *
     * @return true to add
     */
    public boolean adds() {
        return adds;
    }
}
