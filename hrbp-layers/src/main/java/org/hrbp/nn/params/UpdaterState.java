/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.nn.params;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.Trainable;
import org.deeplearning4j.nn.api.Updater;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.hrbp.kernel.Memory;
import org.jspecify.annotations.Nullable;

/**
 * What a network's updater remembers of one parameter: {@link #parts()} numbers per element, one for Nesterovs, two for Adam.
 * DL4J stores them by block of parameters of equal updaters, each part contiguous over the whole block.
 *
 * @param owner the layer, or in a ComputationGraph its vertex
 * @param param key of the parameter
 * @param block memory of the block's state, not a copy
 * @param stride elements of the block
 * @param offset first element of the parameter within the block
 * @param length elements of the parameter
 */
public record UpdaterState(Trainable owner, String param, Memory block, int stride, int offset, int length) {
    /**
     * The states of all parameters that have one.
     *
     * @param model an initialised MultiLayerNetwork or ComputationGraph
     * @param make whether to make an updater if the network has none yet
     * @return the states, views of the updater's own memory; empty if there is no updater, or it remembers nothing
     */
    public static List<UpdaterState> of(Model model, boolean make) {
        Updater updater = updater(model, make);
        List<UpdaterState> states = new ArrayList<>();
        if (updater == null || updater.getStateViewArray() == null) {
            return states;
        }
        for (UpdaterBlock block : ((BaseMultiLayerUpdater<?>) updater).getUpdaterBlocks()) {
            if (block.getUpdaterView() != null) {
                addBlock(block, states);
            }
        }
        return states;
    }

    private static @Nullable Updater updater(Model model, boolean make) {
        return model instanceof ComputationGraph graph
                ? graph.getUpdater(make)
                : ((MultiLayerNetwork) model).getUpdater(make);
    }

    private static void addBlock(UpdaterBlock block, List<UpdaterState> states) {
        int first = block.getParamOffsetStart();
        Memory memory = Memory.of(block.getUpdaterView());
        for (UpdaterBlock.ParamState param : block.getLayersAndVariablesInBlock()) {
            states.add(new UpdaterState(
                    param.getLayer(),
                    param.getParamName(),
                    memory,
                    block.getParamOffsetEnd() - first,
                    param.getParamOffsetStart() - first,
                    param.getParamOffsetEnd() - param.getParamOffsetStart()));
        }
    }

    /**
     * How many numbers are remembered per element.
     *
     * @return at least 1
     */
    public int parts() {
        return block.length() / stride;
    }

    /**
     * One of the numbers of all elements.
     *
     * @param index in {@code 0 .. parts() - 1}
     * @return {@link #length()} elements of the updater's own memory
     */
    public Memory part(int index) {
        return block.slice(index * stride + offset, length);
    }

    /**
     * Name of the owner.
     *
     * @return layer name, or vertex name in a ComputationGraph
     */
    public String name() {
        return owner instanceof GraphVertex vertex
                ? vertex.getVertexName()
                : owner.getConfig().getLayerName();
    }

    /**
     * The layer.
     *
     * @return the owner, or the layer in it if it is a vertex that has one
     */
    public Trainable layer() {
        return owner instanceof GraphVertex vertex && vertex.hasLayer() ? vertex.getLayer() : owner;
    }
}
