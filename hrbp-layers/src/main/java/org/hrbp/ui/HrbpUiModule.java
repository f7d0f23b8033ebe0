/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.ui;

import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.core.storage.StatsStorage;
import org.deeplearning4j.core.storage.StatsStorageEvent;
import org.deeplearning4j.ui.api.HttpMethod;
import org.deeplearning4j.ui.api.Route;
import org.deeplearning4j.ui.api.UIModule;
import org.deeplearning4j.ui.i18n.I18NResource;

/**
 * Page {@code /hrbp} of DL4J's own training UI, found through the service loader: {@code UIServer.getInstance().attach(storage)} is
 * all it needs. That server listens on all interfaces; {@link HrbpUi} serves the same page on the loopback interface only.
 */
public final class HrbpUiModule implements UIModule {
    private final HrbpPages pages = new HrbpPages();

    /** Made by DL4J's UI server. */
    public HrbpUiModule() {}

    @Override
    public List<String> getCallbackTypeIDs() {
        return List.of(HrbpStats.TYPE_ID);
    }

    @Override
    public List<Route> getRoutes() {
        return HrbpPages.PATHS.stream()
                .map(path -> new Route(path, HttpMethod.GET, (args, context) -> answer(path, context)))
                .toList();
    }

    private void answer(String path, RoutingContext context) {
        Map<String, String> query = new HashMap<>();
        context.request().params().forEach(entry -> query.put(entry.getKey(), entry.getValue()));
        Answer answer = pages.get(path, query);
        HttpServerResponse response = context.response();
        response.setStatusCode(answer.status())
                .putHeader("content-type", answer.type())
                .putHeader("content-security-policy", Answer.SECURITY_POLICY)
                .putHeader("x-content-type-options", "nosniff")
                .putHeader("cache-control", "no-store")
                .end(answer.body());
    }

    /** Does nothing: answers read the storages. */
    @Override
    public void reportStorageEvents(Collection<StatsStorageEvent> events) {}

    @Override
    public void onAttach(StatsStorage storage) {
        pages.attach(storage);
    }

    @Override
    public void onDetach(StatsStorage storage) {
        pages.detach(storage);
    }

    @Override
    public List<I18NResource> getInternationalizationResources() {
        return List.of();
    }
}
