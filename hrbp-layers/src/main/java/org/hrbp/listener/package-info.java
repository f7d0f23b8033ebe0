/* SPDX-License-Identifier: Apache-2.0 */
/** What is attached to a network in training: dynamic sparse training as a DeepLearning4J listener. */
@NullMarked
package org.hrbp.listener;

import org.jspecify.annotations.NullMarked;
