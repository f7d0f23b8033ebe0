/* SPDX-License-Identifier: Apache-2.0 */
/** Scores: how much each weight of a network matters, from its weights and the gradients of a few batches. */
@NullMarked
package org.hrbp.score;

import org.jspecify.annotations.NullMarked;
