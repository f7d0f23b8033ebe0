/* SPDX-License-Identifier: Apache-2.0 */
package foreign;

import org.nd4j.linalg.activations.impl.ActivationReLU;

/** A caller's class, which sets a system property of its name when it is loaded. */
public class LoadedActivation extends ActivationReLU {
    private static final long serialVersionUID = 1L;

    static {
        System.setProperty(LoadedActivation.class.getName(), "loaded");
    }
}
