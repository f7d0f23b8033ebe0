/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.run;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** Looks at all parameters of a network at once: weights, biases, batch normalisation and patterns. */
final class Params {
    private static final int CHUNK = 1 << 14;

    private Params() {}

    /** SHA-256 of the parameters as little-endian floats in DL4J's order, in hex. */
    static String sha256(ComputationGraph net) {
        MessageDigest digest = sha256();
        float[] values = net.params().toFloatVector();
        ByteBuffer buffer = ByteBuffer.allocate(CHUNK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < values.length; i += CHUNK) {
            buffer.clear();
            buffer.asFloatBuffer().put(values, i, Math.min(CHUNK, values.length - i));
            digest.update(buffer.array(), 0, Math.min(CHUNK, values.length - i) * Float.BYTES);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    static boolean finite(ComputationGraph net) {
        for (float value : net.params().toFloatVector()) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
