/* SPDX-License-Identifier: Apache-2.0 */
/**
 * How a global density is spread over the layers of a network, in exact numbers of weights. Imports neither
 * DeepLearning4J nor ND4J.
 */
package org.hrbp.density;
