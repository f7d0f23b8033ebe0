/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model.channel;

import java.util.Arrays;

/** Union-find over channel numbers; the smallest number stands for a class. */
final class Ties {
    private int[] parent = {ChannelFlow.WHOLE};

    /** New channels, tied to none. */
    int[] fresh(int count) {
        int[] channels = new int[count];
        int next = parent.length;
        parent = Arrays.copyOf(parent, next + count);
        for (int i = 0; i < count; i++) {
            channels[i] = next + i;
            parent[next + i] = next + i;
        }
        return channels;
    }

    void tie(int a, int... others) {
        for (int other : others) {
            int first = root(a);
            int second = root(other);
            parent[Math.max(first, second)] = Math.min(first, second);
        }
    }

    int[] roots(int[] channels) {
        return Arrays.stream(channels).map(this::root).toArray();
    }

    private int root(int channel) {
        int root = channel;
        while (parent[root] != root) {
            parent[root] = parent[parent[root]];
            root = parent[root];
        }
        return root;
    }
}
