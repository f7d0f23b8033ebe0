/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.run;

/**
 * What is done of an epoch.
 *
 * @param steps steps
 * @param images images in them
 * @param loss sum of their losses
 * @param seconds time of the steps and of waiting for data
 */
record EpochPart(int steps, long images, double loss, double seconds) {
    static final EpochPart NONE = new EpochPart(0, 0, 0, 0);

    EpochPart plus(int moreImages, double meanLoss) {
        return new EpochPart(steps + 1, images + moreImages, loss + meanLoss * moreImages, seconds);
    }

    EpochPart plusSeconds(double more) {
        return new EpochPart(steps, images, loss, seconds + more);
    }
}
