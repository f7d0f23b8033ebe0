/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.ui;

import java.util.List;
import java.util.Map;

/**
 * A network after a step.
 *
 * @param session session id
 * @param worker worker id
 * @param time milliseconds since 1970, made to increase from record to record
 * @param step finished steps
 * @param nanos parts of the step's time in order; empty if it was not measured
 * @param layers the sparse layers in forward order
 */
record StepStats(
        String session, String worker, long time, long step, Map<String, Long> nanos, List<LayerStats> layers) {}
