/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.hrbp.kernel.InputGradientForm;
import org.hrbp.kernel.Kernels;
import org.hrbp.model.HrbpSummary;
import org.hrbp.nn.conf.HrbpConvolutionLayer;
import org.hrbp.nn.layers.NamedLayer;
import org.hrbp.nn.layers.SparseLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.NoOp;

/** Grouping in FLOAT: the gradients of a layer in front depend on the input gradient, which has two forms. */
class InputGradientFormLayerTest {
    private static HrbpConvolutionLayer conv(String name, int stride) {
        return new HrbpConvolutionLayer.Builder(3, 3)
                .name(name)
                .nOut(32)
                .stride(stride, stride)
                .convolutionMode(ConvolutionMode.Same)
                .activation(Activation.TANH)
                .structure("grouping")
                .density(0.4)
                .groupRows(16)
                .build();
    }

    private static Model net(String kind, DataType type) {
        var base = Nets.base(type).updater(new NoOp());
        InputType input = InputType.convolutional(6, 5, 4);
        HrbpConvolutionLayer[] layers = {conv("a", 1), conv("b", 1), conv("c", 2)};
        return kind.equals("mln") ? Nets.mln(base, input, layers) : Nets.graph(base, input, layers);
    }

    private static INDArray gradient(Model net, DataSet data) {
        if (net instanceof MultiLayerNetwork mln) {
            mln.setInput(data.getFeatures());
            mln.setLabels(data.getLabels());
            mln.computeGradientAndScore();
        } else if (net instanceof ComputationGraph graph) {
            graph.setInputs(data.getFeatures());
            graph.setLabels(data.getLabels());
            graph.computeGradientAndScore();
        }
        return net.gradient().gradient().dup();
    }

    private static List<SparseLayer> layers(Model net) {
        List<SparseLayer> all = new ArrayList<>();
        for (NamedLayer named : NamedLayer.of(net)) {
            if (NamedLayer.unwrap(named.layer()) instanceof SparseLayer layer) {
                all.add(layer);
            }
        }
        return all;
    }

    @ParameterizedTest
    @ValueSource(strings = {"mln", "graph"})
    void eachFormHasTheGradientsOfDoubles(String kind) {
        Model doubles = net(kind, DataType.DOUBLE);
        DataSet data = Nets.data(DataType.DOUBLE, 7, 5, 4, 6, 5);
        INDArray expected = gradient(doubles, data);
        Model floats = net(kind, DataType.FLOAT);
        floats.setParams(doubles.params().castTo(DataType.FLOAT));
        assertThat(layers(floats).get(1).pattern())
                .isEqualTo(layers(doubles).get(1).pattern());
        DataSet same = Nets.data(DataType.FLOAT, 7, 5, 4, 6, 5);
        List<INDArray> forms = new ArrayList<>();
        for (InputGradientForm form : InputGradientForm.values()) {
            layers(floats).forEach(layer -> layer.setInputGradientForm(form));
            INDArray actual = gradient(floats, same);
            assertThat(Nets.difference(actual.castTo(DataType.DOUBLE), expected))
                    .as("%s", form)
                    .isLessThan(1e-5);
            forms.add(actual);
        }
        assertThat(forms.get(0)).as("blocks of 16 rows are scattered").isEqualTo(forms.get(2));
    }

    @Test
    void theSummaryShowsTheFormThatWasAskedFor() {
        Model net = net("mln", DataType.FLOAT);
        boolean vector = Kernels.active().equals("vector");
        SparseLayer layer = layers(net).get(1);
        assertThat(layer.inputGradientForm()).isEqualTo(InputGradientForm.AUTO);
        assertThat(tiles(net)).isEqualTo(vector ? "4x4 4x4(A) 4x4" : "loops");
        layer.setInputGradientForm(InputGradientForm.GATHER);
        assertThat(layer.inputGradientForm()).isEqualTo(InputGradientForm.GATHER);
        assertThat(tiles(net)).isEqualTo(vector ? "4x4 1x4 4x4" : "loops");
    }

    private static String tiles(Model net) {
        return HrbpSummary.of(net).rows().get(1).kernelTiles();
    }
}
