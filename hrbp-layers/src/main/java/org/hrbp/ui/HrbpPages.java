/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.ui;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.deeplearning4j.core.storage.Persistable;
import org.deeplearning4j.core.storage.StatsStorage;
import org.jspecify.annotations.Nullable;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** Answers to requests, whoever serves them. */
final class HrbpPages {
    static final String ROOT = "/hrbp";
    static final String SCRIPT = "/hrbp/page.js";
    static final String STYLE = "/hrbp/page.css";
    static final String SESSIONS = "/hrbp/sessions";
    static final String DATA = "/hrbp/data";
    static final String MAP = "/hrbp/map";
    static final List<String> PATHS = List.of(ROOT, SCRIPT, STYLE, SESSIONS, DATA, MAP);

    /** Records of one answer; the page asks for the rest. */
    private static final int MOST_RECORDS = 400;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<StatsStorage> storages = new CopyOnWriteArrayList<>();

    /** A session of a storage. */
    private record Session(StatsStorage storage, String id) {
        List<String> workers() {
            return storage.listWorkerIDsForSessionAndType(id, HrbpStats.TYPE_ID);
        }
    }

    void attach(StatsStorage storage) {
        if (!storages.contains(storage)) {
            storages.add(storage);
        }
    }

    void detach(StatsStorage storage) {
        storages.remove(storage);
    }

    Answer get(String path, Map<String, String> query) {
        return switch (path) {
            case ROOT -> resource("page.html", "text/html; charset=utf-8");
            case SCRIPT -> resource("page.js", "text/javascript; charset=utf-8");
            case STYLE -> resource("page.css", "text/css; charset=utf-8");
            case SESSIONS -> json(sessions().stream().map(Session::id).toList());
            case DATA, MAP -> ofSession(path, query);
            default -> notFound("There is no page " + path + "; it is " + ROOT);
        };
    }

    private Answer ofSession(String path, Map<String, String> query) {
        String id = query.getOrDefault("session", "");
        Optional<Session> session =
                sessions().stream().filter(s -> s.id().equals(id)).findFirst();
        if (session.isEmpty()) {
            return notFound("There is no session \"" + id + "\"; there are "
                    + sessions().stream().map(Session::id).toList());
        }
        String name = path.equals(DATA) ? "after" : "time";
        String text = query.getOrDefault(name, "0");
        long time;
        try {
            time = Long.parseLong(text);
        } catch (NumberFormatException e) {
            return new Answer(400, "text/plain; charset=utf-8", name + " \"" + text + "\" is not a whole number");
        }
        return path.equals(DATA)
                ? data(session.get(), time)
                : map(session.get(), query.getOrDefault("layer", ""), time);
    }

    private List<Session> sessions() {
        List<Session> sessions = new ArrayList<>();
        for (StatsStorage storage : storages) {
            for (String id : storage.listSessionIDs()) {
                if (storage.listTypeIDsForSession(id).contains(HrbpStats.TYPE_ID)) {
                    sessions.add(new Session(storage, id));
                }
            }
        }
        return sessions;
    }

    private static Answer data(Session session, long after) {
        List<Map<String, Object>> records = new ArrayList<>();
        for (String worker : session.workers()) {
            session.storage().getAllUpdatesAfter(session.id(), HrbpStats.TYPE_ID, worker, after).stream()
                    .limit(MOST_RECORDS)
                    .forEach(update -> records.add(record(((HrbpStats) update).content())));
        }
        return json(records);
    }

    private static Map<String, Object> record(StepStats stats) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("time", stats.time());
        fields.put("step", stats.step());
        fields.put("nanos", stats.nanos());
        fields.put("layers", stats.layers().stream().map(HrbpPages::layer).toList());
        return fields;
    }

    private static Map<String, Object> layer(LayerStats layer) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", layer.name());
        fields.put("structure", layer.structure());
        fields.put("kept", layer.kept());
        fields.put("weights", layer.weights());
        fields.put("channels", layer.channels());
        fields.put("positions", layer.positions());
        fields.put("deadChannels", layer.deadChannels());
        fields.put("churn", layer.churn());
        fields.put("lastUpdate", layer.lastUpdate());
        fields.put("changed", layer.map() != null);
        return fields;
    }

    private static Answer map(Session session, String layer, long time) {
        for (String worker : session.workers()) {
            Persistable update = session.storage().getUpdate(session.id(), HrbpStats.TYPE_ID, worker, time);
            if (update instanceof HrbpStats stats) {
                for (LayerStats one : stats.content().layers()) {
                    if (one.name().equals(layer)) {
                        return map(one.map(), layer, time);
                    }
                }
                return notFound("There is no layer \"" + layer + "\"; there are "
                        + stats.content().layers().stream()
                                .map(LayerStats::name)
                                .toList());
            }
        }
        return notFound("Session \"" + session.id() + "\" has no record of time " + time);
    }

    private static Answer map(@Nullable ChannelMap map, String layer, long time) {
        if (map == null) {
            return notFound("The pattern of layer \"" + layer + "\" did not change at time " + time);
        }
        return json(Map.of("channels", map.channels(), "rows", map.rowCounts(), "taps", map.taps()));
    }

    private static Answer json(Object value) {
        try {
            return new Answer(200, "application/json; charset=utf-8", JSON.writeValueAsString(value));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Answer notFound(String message) {
        return new Answer(404, "text/plain; charset=utf-8", message);
    }

    private static Answer resource(String name, String type) {
        try (InputStream in = HrbpPages.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("Resource " + name + " is missing beside " + HrbpPages.class.getName());
            }
            return new Answer(200, type, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
