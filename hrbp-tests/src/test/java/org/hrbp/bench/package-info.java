/* SPDX-License-Identifier: Apache-2.0 */
/** JMH benchmarks of single kernels; CONTRIBUTING.md says how they run. */
package org.hrbp.bench;
