/* SPDX-License-Identifier: Apache-2.0 */
/** What a round of training on Spark sends, measured, and what it would cost on larger clusters, calculated. */
@NullMarked
package org.hrbp.examples.scaling;

import org.jspecify.annotations.NullMarked;
