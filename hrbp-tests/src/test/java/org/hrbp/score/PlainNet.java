/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.score;

import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * softmax((W2 f(W1 x + b1) + b2) / T) with f tanh or ReLU and cross-entropy in plain doubles, its gradient, and the exact product
 * of its Hessian with a direction (Pearlmutter's R operator; of ReLU as automatic differentiation has it, without its kink).
 * Shares nothing with the code under test.
 */
final class PlainNet {
    private final double[][] w1;
    private final double[] b1;
    private final double[][] w2;
    private final double[] b2;
    private final double temperature;
    private final boolean relu;

    final double[][] gradient1;
    final double[][] gradient2;
    final double[][] product1;
    final double[][] product2;

    PlainNet(MultiLayerNetwork net, double temperature) {
        w1 = transposed(net.getLayer(0).getParam("W"));
        b1 = net.getLayer(0).getParam("b").toDoubleVector();
        w2 = transposed(net.getLayer(1).getParam("W"));
        b2 = net.getLayer(1).getParam("b").toDoubleVector();
        this.temperature = temperature;
        relu = ((BaseLayer) net.getLayer(0).conf().getLayer()).getActivationFn() instanceof ActivationReLU;
        gradient1 = new double[w1.length][w1[0].length];
        gradient2 = new double[w2.length][w2[0].length];
        product1 = new double[w1.length][w1[0].length];
        product2 = new double[w2.length][w2[0].length];
    }

    private static double[][] transposed(INDArray stock) {
        double[][] rows = new double[(int) stock.size(1)][(int) stock.size(0)];
        for (int o = 0; o < rows.length; o++) {
            for (int i = 0; i < rows[o].length; i++) {
                rows[o][i] = stock.getDouble(i, o);
            }
        }
        return rows;
    }

    /** Adds the gradient of the summed loss. */
    void addGradients(MultiDataSet batch, double scale) {
        eachExample(batch, scale, false);
    }

    /** Adds the Hessian of the summed loss times the gradient, which must be complete. */
    void addProducts(MultiDataSet batch, double scale) {
        eachExample(batch, scale, true);
    }

    private void eachExample(MultiDataSet batch, double scale, boolean products) {
        double[][] x = batch.getFeatures(0).toDoubleMatrix();
        double[][] y = batch.getLabels(0).toDoubleMatrix();
        for (int n = 0; n < x.length; n++) {
            example(x[n], y[n], scale, products);
        }
    }

    private void example(double[] x, double[] y, double scale, boolean products) {
        double[] a = times(w1, x, b1);
        double[] slope = new double[a.length];
        for (int j = 0; j < a.length; j++) {
            a[j] = relu ? Math.max(a[j], 0) : Math.tanh(a[j]);
            slope[j] = relu ? Math.signum(a[j]) : 1 - a[j] * a[j];
        }
        double[] p = softmax(times(w2, a, b2));
        double[] delta2 = new double[p.length];
        for (int k = 0; k < p.length; k++) {
            delta2[k] = (p[k] - y[k]) / temperature * scale;
        }
        double[] back = timesTransposed(w2, delta2);
        if (!products) {
            for (int j = 0; j < a.length; j++) {
                addScaled(gradient1[j], x, back[j] * slope[j]);
            }
            for (int k = 0; k < p.length; k++) {
                addScaled(gradient2[k], a, delta2[k]);
            }
            return;
        }
        double[] ra = times(gradient1, x, new double[a.length]);
        for (int j = 0; j < a.length; j++) {
            ra[j] *= slope[j];
        }
        double[] rz2 = times(gradient2, a, times(w2, ra, new double[p.length]));
        double mean = 0;
        for (int k = 0; k < p.length; k++) {
            rz2[k] /= temperature;
            mean += p[k] * rz2[k];
        }
        double[] rdelta2 = new double[p.length];
        for (int k = 0; k < p.length; k++) {
            rdelta2[k] = p[k] * (rz2[k] - mean) / temperature * scale;
            addScaled(product2[k], a, rdelta2[k]);
            addScaled(product2[k], ra, delta2[k]);
        }
        double[] rback1 = timesTransposed(gradient2, delta2);
        double[] rback2 = timesTransposed(w2, rdelta2);
        for (int j = 0; j < a.length; j++) {
            double curved = relu ? 0 : back[j] * 2 * a[j] * ra[j];
            double rdelta1 = (rback1[j] + rback2[j]) * slope[j] - curved;
            addScaled(product1[j], x, rdelta1);
        }
    }

    private double[] softmax(double[] z) {
        double sum = 0;
        double[] p = new double[z.length];
        for (int k = 0; k < z.length; k++) {
            p[k] = Math.exp(z[k] / temperature);
            sum += p[k];
        }
        for (int k = 0; k < z.length; k++) {
            p[k] /= sum;
        }
        return p;
    }

    private static double[] times(double[][] w, double[] x, double[] bias) {
        double[] z = bias.clone();
        for (int o = 0; o < z.length; o++) {
            for (int i = 0; i < x.length; i++) {
                z[o] += w[o][i] * x[i];
            }
        }
        return z;
    }

    private static double[] timesTransposed(double[][] w, double[] delta) {
        double[] back = new double[w[0].length];
        for (int o = 0; o < delta.length; o++) {
            addScaled(back, w[o], delta[o]);
        }
        return back;
    }

    private static void addScaled(double[] sum, double[] values, double factor) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += values[i] * factor;
        }
    }

    /** w times a value of the same place, row by row. */
    static double[] scores(double[][] w, double[][] values) {
        double[] scores = new double[w.length * w[0].length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = w[i / w[0].length][i % w[0].length] * values[i / w[0].length][i % w[0].length];
        }
        return scores;
    }

    double[][] weights1() {
        return w1;
    }

    double[][] weights2() {
        return w2;
    }
}
