/* SPDX-License-Identifier: Apache-2.0 */
/** The hrbp command line. */
package org.hrbp.examples.cli;
