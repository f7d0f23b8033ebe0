/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.data;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;

/** Gets a file over HTTP, with a progress bar on a terminal. */
final class Downloader {
    private static final Duration CONNECT = Duration.ofSeconds(20);
    private static final Duration ANSWER = Duration.ofSeconds(60);

    private static final Duration SILENCE = Duration.ofSeconds(60);

    private final Duration silence;

    Downloader() {
        this(SILENCE);
    }

    /** Gives up when no byte of a file comes for so long. */
    Downloader(Duration silence) {
        this.silence = silence;
    }

    /**
     * Downloads a file.
     *
     * @return the MD5 of what came, lower-case hex
     * @throws IOException if the host cannot be reached, refuses, or stops or falls silent in the middle
     * @throws DataException if more than {@code maxBytes} come
     */
    String download(URI uri, Path file, long maxBytes) throws IOException {
        HttpResponse<InputStream> response = open(uri);
        try (InputStream body = response.body()) {
            if (response.statusCode() != 200) {
                throw new IOException("the host answers with status " + response.statusCode());
            }
            long length = response.headers().firstValueAsLong("Content-Length").orElse(-1);
            MessageDigest md5 = Md5.digest();
            InputStream limited = new LimitedInput(new StallGuard(body, silence), maxBytes, uri.toString());
            try (InputStream in = new DigestInputStream(Progress.show(limited, file, length), md5)) {
                long got = Files.copy(in, file);
                if (length >= 0 && got != length) {
                    throw new IOException("the transfer ended after " + got + " of " + length + " bytes");
                }
            }
            return HexFormat.of().formatHex(md5.digest());
        }
    }

    private static HttpResponse<InputStream> open(URI uri) throws IOException {
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        try {
            HttpRequest request = HttpRequest.newBuilder(uri).timeout(ANSWER).build();
            return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        } catch (ConnectException e) {
            throw new IOException("the host cannot be reached", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
