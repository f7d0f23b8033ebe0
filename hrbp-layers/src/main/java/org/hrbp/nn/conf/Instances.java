/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.nn.conf;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What the configurations of the layers share. */
final class Instances {
    private Instances() {}

    static String name(org.deeplearning4j.nn.conf.layers.Layer layer) {
        return layer.getClass().getSimpleName() + " \"" + layer.getLayerName() + "\"";
    }

    /** DL4J's steps between a runtime layer's constructor and its use. */
    static Layer prepare(
            Layer layer,
            NeuralNetConfiguration conf,
            Collection<TrainingListener> listeners,
            int index,
            INDArray params,
            boolean initialize) {
        layer.setListeners(listeners);
        layer.setIndex(index);
        layer.setParamsViewArray(params);
        layer.setParamTable(conf.getLayer().initializer().init(conf, params, initialize));
        layer.setConf(conf);
        return layer;
    }

    /** Upper bound: input and epsilon each need one copy if a stock neighbour has another memory order. */
    static LayerMemoryReport memory(
            org.deeplearning4j.nn.conf.layers.Layer layer,
            InputType in,
            InputType out,
            long params,
            long updaterState) {
        long x = in.arrayElementsPerExample();
        return new LayerMemoryReport.Builder(layer.getLayerName(), layer.getClass(), in, out)
                .standardMemory(params, updaterState)
                .workingMemory(0, x, 0, x + out.arrayElementsPerExample())
                .cacheMemory(0, 0)
                .build();
    }
}
