/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.bench;

/**
 * What one row measures of a network.
 *
 * @param structure structure of the patterns
 * @param sparsity share of the weights that do not exist; 0 for {@code dense}
 */
public record Variant(String structure, double sparsity) {
    static final Variant DENSE = new Variant("dense", 0);
}
