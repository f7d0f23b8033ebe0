/* SPDX-License-Identifier: Apache-2.0 */
/** Progress and terminals. */
package org.hrbp.examples.console;
