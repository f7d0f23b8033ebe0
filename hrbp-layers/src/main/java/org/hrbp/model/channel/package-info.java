/* SPDX-License-Identifier: Apache-2.0 */
/** Channel-wise sparsity of a whole network: which channels are tied together, which are kept, and the narrower dense network. */
@NullMarked
package org.hrbp.model.channel;

import org.jspecify.annotations.NullMarked;
