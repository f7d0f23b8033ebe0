/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.samediff;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A SameDiff op that runs Java code. ND4J 1.0.0-M2.1 knows native ops only, but asks every op for its hash right before the
 * native call: there the op computes, and answers with the hash of the native op that does nothing.
 */
abstract class JavaOp extends DynamicCustomOp {
    private static final String NOTHING = "noop";

    /** What SameDiff is about to execute: it asks for the output shapes first, and the op is told no context later. */
    private record Pending(JavaOp op, OpContext context) {}

    private static final ThreadLocal<Pending> PENDING = new ThreadLocal<>();

    JavaOp() {}

    JavaOp(SameDiff sd, SDVariable... args) {
        super(null, sd, args);
    }

    /** Name of the op in graphs. */
    abstract String shortName();

    abstract List<LongShapeDescriptor> shapes(List<INDArray> in);

    /** Computes the outputs, every element of them: they come uninitialised. */
    abstract void run(List<INDArray> in, List<INDArray> out);

    /** ND4J's message for an op that was not registered has this name in it and nothing else of ours. */
    @Override
    public final String opName() {
        return shortName() + " [call org.hrbp.samediff.HrbpOps.register() first]";
    }

    @Override
    @SuppressWarnings("NullAway") // both fields are null outside graphs and during construction
    protected void setInstanceId() {
        if (ownName == null && sameDiff != null) {
            setOwnNameSetWithDefault(true);
            ownName = sameDiff.getOpName(shortName());
            sameDiff.putOpForId(ownName, this);
        } else {
            super.setInstanceId();
        }
    }

    @Override
    public List<LongShapeDescriptor> calculateOutputShape() {
        return shapes(inputArguments());
    }

    @Override
    public List<LongShapeDescriptor> calculateOutputShape(@Nullable OpContext context) {
        if (context == null) {
            return calculateOutputShape();
        }
        PENDING.set(new Pending(this, context));
        return shapes(context.getInputArrays());
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // this very op, not an equal one
    public long opHash() {
        Pending pending = PENDING.get();
        if (pending != null && pending.op == this) {
            PENDING.remove();
            pending.context.shapeFunctionOverride(true);
            run(pending.context.getInputArrays(), pending.context.getOutputArrays());
        } else if (!outputArguments().isEmpty()) {
            run(inputArguments(), outputArguments());
        }
        return Objects.requireNonNull(
                        Nd4j.getExecutioner().getCustomOperations().get(NOTHING))
                .getHash();
    }

    @Override
    public List<DataType> calculateOutputDataTypes(List<DataType> inputTypes) {
        return Collections.nCopies(getNumOutputs(), inputTypes.get(0));
    }

    @Override
    public void assertValidForExecution() {}

    @Override
    public Map<String, Object> propertiesForFunction() {
        return Map.of();
    }

    @Override
    public void setPropertiesForFunction(Map<String, Object> properties) {}

    @Override
    public void configureFromArguments() {}
}
