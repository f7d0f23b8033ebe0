/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Training runs: recipe, run folder, checkpoints, resuming. A run folder is all that a run leaves behind, and all that
 * resuming needs.
 */
package org.hrbp.examples.run;
