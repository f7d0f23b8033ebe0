/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Which weights of a layer exist. Knows shapes, blocks, structures and the grouping of rows; imports neither
 * DeepLearning4J nor ND4J.
 */
package org.hrbp.pattern;
