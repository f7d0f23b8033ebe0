/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.reproduce;

/**
 * A dense step of another framework beside ours; a line of {@code peers.csv}.
 *
 * @param net name of the network
 * @param peer who computed
 * @param batch images per step
 * @param peerS median seconds of its dense step
 * @param denseS median seconds of our dense step in the same measurement
 * @param ratio {@code peerS / denseS}: a speed-up over our dense step times this is one over the peer's
 * @param version version of the framework
 * @param commit commit of the sources
 */
record PeerRow(
        String net, String peer, int batch, double peerS, double denseS, double ratio, String version, String commit) {}
