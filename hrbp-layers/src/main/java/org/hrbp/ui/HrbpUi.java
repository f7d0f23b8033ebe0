/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.ui;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.deeplearning4j.core.storage.StatsStorage;
import org.jspecify.annotations.Nullable;

/**
 * Serves page {@code /hrbp} on the loopback interface, to browsers of this machine only. DL4J's own server, for which there is
 * {@link HrbpUiModule}, cannot be bound to one interface.
 */
public final class HrbpUi implements AutoCloseable {
    /** Port of DL4J's UI too. */
    public static final int DEFAULT_PORT = 9000;

    private static final int THREADS = 2;
    private static final int MOST_PORT = 0xFFFF;

    private final HrbpPages pages = new HrbpPages();
    private final HttpServer server;
    private final ExecutorService threads;

    private HrbpUi(HttpServer server) {
        this.server = server;
        this.threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "hrbp-ui");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        server.createContext("/", this::handle);
    }

    /**
     * Starts a server on 127.0.0.1.
     *
     * @param port 1 to 65535, or 0 for a free one
     * @return the server, to be closed
     * @throws IllegalArgumentException if the port is out of range
     * @throws IOException if it is in use or not allowed: names it
     */
    public static HrbpUi start(int port) throws IOException {
        if (port < 0 || port > MOST_PORT) {
            throw new IllegalArgumentException("Port " + port + " is not in 0.." + MOST_PORT);
        }
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        HttpServer server;
        try {
            server = HttpServer.create(new InetSocketAddress(loopback, port), 0);
        } catch (IOException e) {
            throw new IOException(
                    "The UI cannot listen on port " + port + " of 127.0.0.1 (" + e.getMessage()
                            + "); take another port, or 0 for a free one",
                    e);
        }
        HrbpUi ui = new HrbpUi(server);
        server.start();
        return ui;
    }

    /**
     * Shows the sessions of a storage, now and as they grow.
     *
     * @param storage any StatsStorage
     * @return this
     */
    public HrbpUi attach(StatsStorage storage) {
        pages.attach(storage);
        return this;
    }

    /**
     * Where the page is.
     *
     * @return its URL
     */
    public String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + HrbpPages.ROOT;
    }

    /**
     * Where the server listens.
     *
     * @return address and port
     */
    public InetSocketAddress socket() {
        return server.getAddress();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer = answer(exchange);
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", answer.type());
            exchange.getResponseHeaders().set("Content-Security-Policy", Answer.SECURITY_POLICY);
            exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private Answer answer(HttpExchange exchange) {
        if (!isLocal(exchange.getRequestHeaders().getFirst("Host"))) {
            return new Answer(403, "text/plain; charset=utf-8", "Only requests to 127.0.0.1 or localhost are answered");
        }
        if (!exchange.getRequestMethod().equals("GET")) {
            return new Answer(405, "text/plain; charset=utf-8", "Only GET is answered");
        }
        try {
            return pages.get(
                    exchange.getRequestURI().getPath(),
                    query(exchange.getRequestURI().getRawQuery()));
        } catch (RuntimeException e) {
            return new Answer(500, "text/plain; charset=utf-8", "The records cannot be read: " + e);
        }
    }

    /** A page of another site cannot read this one under a name of its own that leads here. */
    private static boolean isLocal(@Nullable String host) {
        return host != null && Set.of("127.0.0.1", "localhost").contains(host.replaceFirst(":\\d+$", ""));
    }

    private static Map<String, String> query(@Nullable String raw) {
        Map<String, String> query = new HashMap<>();
        for (String pair : raw == null ? new String[0] : raw.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                query.put(
                        URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return query;
    }
}
