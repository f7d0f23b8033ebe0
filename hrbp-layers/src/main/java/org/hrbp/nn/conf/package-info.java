/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Layer configurations, named after the stock layers they replace.
 *
 * @serial exclude
 */
package org.hrbp.nn.conf;
