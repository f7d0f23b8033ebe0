/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The networks of the kinds that the paper names, for CIFAR and ImageNet, and a small one for trying things out, as
 * ComputationGraph configurations. VGG-19, ResNet-32 at width 32 and the recipe follow GraSP's code, whose dense accuracies the paper quotes;
 * that the paper trained just these is inferred, and the width of ResNet-56 is our choice.
 */
package org.hrbp.zoo;
