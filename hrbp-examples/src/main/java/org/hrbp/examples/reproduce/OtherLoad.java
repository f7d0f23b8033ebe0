/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.reproduce;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** What other processes take of the processors, between the making of this object and {@link #isLow()}. */
final class OtherLoad {
    /** A share that daemons take; a build or another training takes far more. */
    private static final double LOW = 0.05;

    private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final long startNs = System.nanoTime();
    private final long startCpuNs = system.getProcessCpuTime();

    OtherLoad() {
        system.getCpuLoad(); // the next call tells the load since this one
    }

    /** Whether others took less than a twentieth of the processors; false where the system does not tell. */
    boolean isLow() {
        double all = system.getCpuLoad();
        double available = (double) (System.nanoTime() - startNs) * system.getAvailableProcessors();
        double own = (system.getProcessCpuTime() - startCpuNs) / available;
        return all >= 0 && all - own < LOW;
    }
}
