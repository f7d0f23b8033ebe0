/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Dynamic sparse training as pure functions: which weights of a layer are dropped and which are grown, from its pattern, its
 * kept weights, the gradients of the places that may grow, the step and a seed. Imports neither DeepLearning4J nor ND4J and
 * changes nothing it is given.
 */
@NullMarked
package org.hrbp.evolve;

import org.jspecify.annotations.NullMarked;
