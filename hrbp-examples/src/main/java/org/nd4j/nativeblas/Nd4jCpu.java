/* SPDX-License-Identifier: Apache-2.0 */
package org.nd4j.nativeblas;

/**
 * The name under which DL4J 1.0.0-M2.1 asks whether ND4J may use oneDNN. The class moved to another package in that release
 * and DL4J was not told, so it takes oneDNN for absent. This puts the old name back, for {@code hrbp bench step --baseline
 * dl4j-onednn}: without it our networks would be compared with a DL4J that is slower than it needs to be. DL4J looks only
 * where its helpers are switched on, which by default they are not.
 */
public final class Nd4jCpu {
    private Nd4jCpu() {}

    /** The part of ND4J's environment that DL4J asks by reflection. */
    public static final class Environment {
        private static final Environment INSTANCE = new Environment();

        private Environment() {}

        /**
         * The environment.
         *
         * @return the only one
         */
        public static Environment getInstance() {
            return INSTANCE;
        }

        /**
         * Whether ND4J may use oneDNN, by its name before it was oneDNN.
         *
         * @return what ND4J says under the new names
         */
        public boolean isUseMKLDNN() {
            return org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu.Environment.getInstance()
                    .isUseONEDNN();
        }
    }
}
