/* SPDX-License-Identifier: Apache-2.0 */
/** Whole models: their sparse layers as dense arrays, and a table of what they store and compute. */
package org.hrbp.model;
