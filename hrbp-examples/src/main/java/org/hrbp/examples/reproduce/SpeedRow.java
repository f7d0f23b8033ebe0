/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.reproduce;

/**
 * Training steps of a net beside those of the dense one, in turns; a line of {@code speed.csv}.
 *
 * @param net name of the network
 * @param method line of the table, or a {@link SpeedVariant}, such as {@code rc-narrow} for RC as a net that really is narrower
 * @param sparsity share of the weights that do not exist
 * @param positions kernel positions that a block keeps, of 9
 * @param batch images per step
 * @param denseS median seconds of a step of the dense net on the same kernels, measured in turns with this one
 * @param medianS median seconds of a step
 * @param minS least seconds of a step
 * @param speedup {@code denseS / medianS}
 * @param minSpeedup the same of the least seconds
 * @param weightsKept weights that exist
 * @param weightsDense weights of the dense net
 * @param multiplyAddShare multiply-adds of a step as a share of the dense net's
 * @param steps timed steps of each
 * @param warmup steps of each before them
 * @param trained whether the net was a trained one
 * @param kernel kernels, see {@link org.hrbp.kernel.KernelProvider#signature()}
 * @param threads threads
 * @param java version of Java
 * @param cpu model of the processor
 * @param commit commit of the sources
 */
record SpeedRow(
        String net,
        String method,
        double sparsity,
        double positions,
        int batch,
        double denseS,
        double medianS,
        double minS,
        double speedup,
        double minSpeedup,
        long weightsKept,
        long weightsDense,
        double multiplyAddShare,
        int steps,
        int warmup,
        boolean trained,
        String kernel,
        int threads,
        String java,
        String cpu,
        String commit) {}
