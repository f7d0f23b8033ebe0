/* SPDX-License-Identifier: Apache-2.0 */
/** Pictures of patterns. */
package org.hrbp.examples.plot;
