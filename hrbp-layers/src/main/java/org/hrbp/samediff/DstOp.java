/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.samediff;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hrbp.evolve.DstMethod;
import org.hrbp.kernel.Memory;
import org.hrbp.kernel.StoredPattern;
import org.hrbp.pattern.DenseStructure;
import org.hrbp.pattern.PatternState;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An op whose weights topology updates move.
 *
 * @param name name of its output, the layer's name in updates
 * @param sd the graph
 * @param op the op
 * @param weights name of the weights
 * @param pattern name of the pattern
 */
record DstOp(String name, SameDiff sd, SparseOp op, String weights, String pattern) {
    /** The trained sparse ops of a graph that are not of structure dense; if names are given, exactly those. */
    static List<DstOp> of(SameDiff sd, Set<String> names) {
        List<DstOp> found = new ArrayList<>();
        Set<String> left = new HashSet<>(names);
        Set<String> seen = new HashSet<>();
        for (SameDiffOp candidate : sd.getOps().values()) {
            if (!(candidate.getOp() instanceof ForwardOp op)) {
                continue;
            }
            List<String> in = candidate.getInputsToOp();
            String weights = in.get(SparseOp.WEIGHTS);
            boolean trained = sd.getVariable(weights).getVariableType() == VariableType.VARIABLE;
            boolean dense = op.attributes().structure().equals(DenseStructure.ID);
            String name = candidate.getOutputsOfOp().get(0);
            if (!trained || (names.isEmpty() ? dense : !left.remove(name))) {
                continue;
            }
            if (!seen.add(weights) || !seen.add(in.get(SparseOp.PATTERN))) {
                throw new IllegalStateException(
                        "HRBP op \"" + name
                                + "\" shares its weights or its pattern with another; topology updates need ops with their own");
            }
            found.add(new DstOp(name, sd, op, weights, in.get(SparseOp.PATTERN)));
        }
        if (!left.isEmpty()) {
            throw new IllegalStateException("Dynamic sparse training is asked for ops "
                    + left.stream().sorted().toList() + ", which are no trained sparse ops; allowed are "
                    + of(sd, Set.of()).stream().map(DstOp::name).toList());
        }
        return found;
    }

    static void check(List<DstOp> ops, DstMethod method) {
        if (ops.isEmpty()) {
            throw new IllegalStateException("DST method \"" + method.id()
                    + "\" has nothing to update: the graph has no trained sparse op that is not of structure \""
                    + DenseStructure.ID + "\"");
        }
        for (DstOp op : ops) {
            String structure = op.op.attributes().structure();
            if (!structure.equals(method.unit().structureId())) {
                throw new IllegalStateException("HRBP op \"" + op.name + "\": DST method \"" + method.id()
                        + "\" updates structure \"" + method.unit().structureId() + "\", but this op has \""
                        + structure + "\"; name the ops to update, or take another method");
            }
            if (!method.keepsLayerCounts() && !op.op.attributes().spare()) {
                throw new IllegalStateException(
                        "HRBP op \"" + op.name + "\": DST method \"" + method.id()
                                + "\" moves weights between layers and needs weights and pattern arrays longer than what is kept");
            }
        }
    }

    INDArray weightArray() {
        return array(weights);
    }

    private INDArray array(String variable) {
        INDArray array = sd.getArrForVarName(variable);
        if (!Memory.isStandard(array)) {
            INDArray copy = array.dup('c');
            sd.setArrayForVariable(variable, copy);
            return copy;
        }
        return array;
    }

    PatternState state() {
        return StoredPattern.read(array(pattern), op.attributes().shape());
    }

    void checkState(PatternState state) {
        op.attributes().check(state, weightArray().length(), array(pattern).length());
    }

    void setState(PatternState state) {
        StoredPattern.write(state, array(pattern));
    }
}
