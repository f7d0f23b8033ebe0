/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel;

import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * The work between convolutions, on batch-innermost tensors. Tensors of one call have equal batch, channels, height and
 * width unless said otherwise; their planes may differ. Outputs are overwritten. An output may be the same tensor as an
 * input in the elementwise operations. One value per channel is given in double.
 */
public interface TensorKernels {
    /**
     * Copies c-order {@code [N, C, H, W]} memory to batch-innermost.
     *
     * @param source contiguous c-order memory
     * @param target target tensor
     */
    void fromStandard(Memory source, Tensor target);

    /**
     * Copies batch-innermost to c-order {@code [N, C, H, W]} memory.
     *
     * @param source source tensor
     * @param target contiguous c-order memory
     */
    void toStandard(Tensor source, Memory target);

    /**
     * Sum over batch and pixels.
     *
     * @param x tensor
     * @param sums one value per channel, overwritten
     */
    void channelSums(Tensor x, double[] sums);

    /**
     * Mean and biased variance over batch and pixels.
     *
     * @param x tensor
     * @param mean one value per channel, overwritten
     * @param variance one value per channel, overwritten
     */
    void moments(Tensor x, double[] mean, double[] variance);

    /**
     * {@code y = scale[c] * (x - mean[c]) + shift[c]}, then {@code max(y, 0)} if relu. The mean is taken off first because
     * float loses a shift of {@code -scale * mean} where the mean is far above the deviation.
     *
     * @param x input
     * @param mean one value per channel
     * @param scale one value per channel
     * @param shift one value per channel
     * @param relu whether negative results become 0
     * @param y output
     */
    void affine(Tensor x, double[] mean, double[] scale, double[] shift, boolean relu, Tensor y);

    /**
     * Sums for the batch-normalisation gradient: {@code sum dy'} and {@code sum dy' * (x - mean[c])}, where dy' is dy, or with
     * relu only the dy at which {@code scale[c] * (x - mean[c]) + shift[c] > 0}.
     *
     * @param x input of the affine map
     * @param dy gradient of its output
     * @param mean one value per channel
     * @param scale one value per channel
     * @param shift one value per channel
     * @param relu whether the forward pass had a ReLU
     * @param sumDy one value per channel, overwritten
     * @param sumDyX one value per channel, overwritten
     */
    void affineGradientSums(
            Tensor x,
            Tensor dy,
            double[] mean,
            double[] scale,
            double[] shift,
            boolean relu,
            double[] sumDy,
            double[] sumDyX);

    /**
     * {@code dx = a[c] * dy' + b[c] * (x - mean[c]) + d[c]} with dy' as in {@link #affineGradientSums}.
     *
     * @param x input of the affine map
     * @param dy gradient of its output
     * @param mean one value per channel
     * @param scale one value per channel
     * @param shift one value per channel
     * @param relu whether the forward pass had a ReLU
     * @param a factor of dy'
     * @param b factor of the centred input
     * @param d constant
     * @param dx gradient of the input
     */
    void affineGradient(
            Tensor x,
            Tensor dy,
            double[] mean,
            double[] scale,
            double[] shift,
            boolean relu,
            double[] a,
            double[] b,
            double[] d,
            Tensor dx);

    /**
     * {@link #moments}, then {@link #affine}, channel by channel, so that the second reads what the first has left in the cache.
     *
     * @param x input
     * @param mean one value per channel, overwritten
     * @param variance one value per channel, overwritten
     * @param between called for every channel between the two, on the thread that works on it: sets its scale and shift
     * @param scale one value per channel
     * @param shift one value per channel
     * @param relu whether negative results become 0
     * @param y output
     */
    default void normalize(
            Tensor x,
            double[] mean,
            double[] variance,
            IntConsumer between,
            double[] scale,
            double[] shift,
            boolean relu,
            Tensor y) {
        moments(x, mean, variance);
        IntStream.range(0, x.layout().channels()).forEach(between);
        affine(x, mean, scale, shift, relu, y);
    }

    /**
     * {@link #affineGradientSums}, then {@link #affineGradient}, channel by channel.
     *
     * @param x input of the affine map
     * @param dy gradient of its output
     * @param mean one value per channel
     * @param scale one value per channel
     * @param shift one value per channel
     * @param relu whether the forward pass had a ReLU
     * @param sumDy one value per channel, overwritten
     * @param sumDyX one value per channel, overwritten
     * @param between called for every channel between the two, on the thread that works on it: sets its a, b and d
     * @param a factor of dy'
     * @param b factor of the centred input
     * @param d constant
     * @param dx gradient of the input
     */
    default void normalizeGradient(
            Tensor x,
            Tensor dy,
            double[] mean,
            double[] scale,
            double[] shift,
            boolean relu,
            double[] sumDy,
            double[] sumDyX,
            IntConsumer between,
            double[] a,
            double[] b,
            double[] d,
            Tensor dx) {
        affineGradientSums(x, dy, mean, scale, shift, relu, sumDy, sumDyX);
        IntStream.range(0, x.layout().channels()).forEach(between);
        affineGradient(x, dy, mean, scale, shift, relu, a, b, d, dx);
    }

    /**
     * One step of Nesterov momentum over contiguous parameters, as DL4J defines it: {@code g = scale * gradient + decay * w},
     * {@code v' = momentum * v - rate * g}, {@code gradient' = momentum * v - (1 + momentum) * v'}. The parameters themselves
     * are only read; DL4J takes gradient' off them.
     *
     * @param gradient as long as the parameters, overwritten with the step
     * @param velocity v, as long as the parameters, overwritten
     * @param params w
     * @param scale factor of the gradient, such as 1 / batch size
     * @param decay L2 coefficient
     * @param rate learning rate
     * @param momentum momentum
     */
    void nesterovs(
            Memory gradient, Memory velocity, Memory params, double scale, double decay, double rate, double momentum);

    /**
     * {@code y = a + b}, then {@code max(y, 0)} if relu.
     *
     * @param a first summand
     * @param b second summand
     * @param relu whether negative sums become 0
     * @param y sum
     */
    void add(Tensor a, Tensor b, boolean relu, Tensor y);

    /**
     * {@code y = max(x, 0)}.
     *
     * @param x input
     * @param y output
     */
    void relu(Tensor x, Tensor y);

    /**
     * {@code dx = y > 0 ? dy : 0}.
     *
     * @param y output of a ReLU
     * @param dy gradient of that output
     * @param dx gradient of the input
     */
    void reluGradient(Tensor y, Tensor dy, Tensor dx);

    /**
     * {@code y = x}.
     *
     * @param x source
     * @param y target
     */
    void copy(Tensor x, Tensor y);

    /**
     * Pooling over windows. Pixels outside the image do not take part: a maximum ignores them, and so does the divisor of a
     * mean unless {@code countPadding}.
     *
     * @param x input
     * @param window how the window moves
     * @param pooling maximum, mean or sum
     * @param countPadding whether a mean divides by the whole window at the border
     * @param y output, of other height and width
     */
    void pool(Tensor x, ConvGeometry window, Pooling pooling, boolean countPadding, Tensor y);

    /**
     * Gradient of {@link #pool}. A maximum that stands several times in a window gets its gradient once, at the first place in
     * row order.
     *
     * @param x input of the forward pass
     * @param dy gradient of its output
     * @param window how the window moves
     * @param pooling maximum, mean or sum
     * @param countPadding as in the forward pass
     * @param dx gradient of the input
     */
    void poolGradient(Tensor x, Tensor dy, ConvGeometry window, Pooling pooling, boolean countPadding, Tensor dx);
}
