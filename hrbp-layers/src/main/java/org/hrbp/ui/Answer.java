/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.ui;

/**
 * What a request gets.
 *
 * @param status HTTP status
 * @param type content type
 * @param body text
 */
record Answer(int status, String type, String body) {
    /** No page of others, no script of others: names of layers and sessions are data. */
    static final String SECURITY_POLICY =
            "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
}
