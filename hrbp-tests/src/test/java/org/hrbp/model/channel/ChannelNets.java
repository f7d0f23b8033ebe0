/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model.channel;

import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.hrbp.nn.layers.NamedLayer;
import org.hrbp.nn.layers.SparseLayer;
import org.hrbp.nn.params.HrbpParamInitializer;
import org.hrbp.pattern.Pattern;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Networks and data of the channel tests, and the masked dense network that stands for a sparse one. */
final class ChannelNets {
    private ChannelNets() {}

    /** Convolutions with bias, batch normalisation, pooling, a flattening and two fully connected layers. */
    static MultiLayerConfiguration vggLike(IUpdater updater) {
        return new NeuralNetConfiguration.Builder()
                .seed(5)
                .dataType(DataType.DOUBLE)
                .updater(updater)
                .l2(1e-3)
                .list()
                .layer(conv("conv1", 10))
                .layer(new BatchNormalization.Builder().name("bn1").build())
                .layer(new ActivationLayer(Activation.RELU))
                .layer(conv("conv2", 13))
                .layer(new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX, new int[] {2, 2}).build())
                .layer(new DenseLayer.Builder()
                        .name("dense")
                        .nOut(21)
                        .activation(Activation.TANH)
                        .build())
                .layer(new BatchNormalization.Builder().name("bn2").build())
                .layer(new OutputLayer.Builder(LossFunction.MCXENT)
                        .name("out")
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(6, 8, 2))
                .build();
    }

    static MultiLayerConfiguration vggLike() {
        return vggLike(new Sgd(0.1));
    }

    private static ConvolutionLayer conv(String name, int nOut) {
        return new ConvolutionLayer.Builder(3, 3)
                .name(name)
                .nOut(nOut)
                .padding(1, 1)
                .biasInit(0.3)
                .activation(Activation.SIGMOID)
                .build();
    }

    static MultiLayerNetwork init(MultiLayerConfiguration conf) {
        MultiLayerNetwork network = new MultiLayerNetwork(conf);
        network.init();
        return network;
    }

    static INDArray images(DataType type, long... shape) {
        Nd4j.getRandom().setSeed(17);
        return Nd4j.randn(type, shape);
    }

    static INDArray labels(DataType type, int count, int classes) {
        INDArray labels = Nd4j.zeros(type, count, classes);
        for (int i = 0; i < count; i++) {
            labels.putScalar(i, i % classes, 1);
        }
        return labels;
    }

    /** Every parameter away from its initial value, so that a mistaken channel shows. */
    static void scatterParameters(Model model) {
        Nd4j.getRandom().setSeed(23);
        for (NamedLayer named : NamedLayer.of(model)) {
            named.layer().paramTable().forEach((key, param) -> {
                if (!key.equals(HrbpParamInitializer.PATTERN_KEY)) {
                    param.addi(Nd4j.rand(param.dataType(), param.shape()).muli(0.2));
                }
            });
        }
    }

    /** Zero where the patterns keep no weight, in a network of dense layers. */
    static void mask(Model model, Map<String, Pattern> patterns) {
        for (NamedLayer named : NamedLayer.of(model)) {
            Pattern pattern = patterns.get(named.name());
            if (pattern != null && named.layer() instanceof SparseLayer layer) {
                INDArray weights = layer.denseWeights();
                layer.setDenseWeights(weights.mul(flags(pattern, weights)));
            } else if (pattern != null) {
                INDArray weights = named.layer().getParam("W");
                weights.muli(flags(pattern, weights));
            }
        }
    }

    private static INDArray flags(Pattern pattern, INDArray weights) {
        boolean[] mask = pattern.toMask();
        double[] flags = new double[mask.length];
        for (int i = 0; i < mask.length; i++) {
            flags[i] = mask[i] ? 1 : 0;
        }
        INDArray all = Nd4j.createFromArray(flags).castTo(weights.dataType());
        return weights.rank() == 4
                ? all.reshape('c', weights.shape())
                : all.reshape('c', weights.size(1), weights.size(0)).transpose();
    }
}
