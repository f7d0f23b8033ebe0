/* SPDX-License-Identifier: Apache-2.0 */
/** Parameters of the sparse layers: packed weights, bias, and the pattern as a parameter that is not trained. */
package org.hrbp.nn.params;
