/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ServiceLoader;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.ui.VertxUIServer;
import org.deeplearning4j.ui.api.Route;
import org.deeplearning4j.ui.api.UIModule;
import org.deeplearning4j.ui.model.storage.InMemoryStatsStorage;
import org.junit.jupiter.api.Test;

/** Who may ask the server what, and what it says. */
class HrbpUiTest {
    private static InMemoryStatsStorage trained() {
        InMemoryStatsStorage storage = new InMemoryStatsStorage();
        MultiLayerNetwork net = UiNets.net();
        net.setListeners(UiNets.dst(), new HrbpStatsListener(storage, "run <1>", 1));
        UiNets.fit(net, 0, 4);
        return storage;
    }

    private static HttpResponse<String> get(String address) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void theServerIsOnTheLoopbackInterfaceOnly() throws IOException {
        try (HrbpUi ui = HrbpUi.start(0)) {
            assertThat(ui.socket().getAddress().isLoopbackAddress()).isTrue();
        }
    }

    @Test
    void aPortThatCannotBeUsedIsNamed() throws IOException {
        try (HrbpUi ui = HrbpUi.start(0)) {
            int port = ui.socket().getPort();
            assertThatThrownBy(() -> HrbpUi.start(port))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("port " + port);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HrbpUi.start(70_000))
                .withMessageContaining("70000");
    }

    @Test
    void answersNameWhatIsNotThere() throws IOException, InterruptedException {
        try (HrbpUi ui = HrbpUi.start(0).attach(trained())) {
            String page = ui.address();
            assertThat(get(page).body()).contains("<canvas");
            assertThat(get(page + "/sessions").body()).isEqualTo("[\"run <1>\"]");
            assertThat(get(page + "/data?session=run+%3C1%3E&after=0").body())
                    .contains("\"conv1\"", "\"churn\"", "\"nanos\"");
            HttpResponse<String> session = get(page + "/data?session=none");
            assertThat(session.statusCode()).isEqualTo(404);
            assertThat(session.body()).contains("\"none\"", "run <1>");
            HttpResponse<String> time = get(page + "/data?session=run+%3C1%3E&after=x");
            assertThat(time.statusCode()).isEqualTo(400);
            assertThat(time.body()).contains("after \"x\"");
            assertThat(get(page + "/other").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void anUnknownLayerIsNamed() {
        InMemoryStatsStorage storage = trained();
        HrbpPages pages = new HrbpPages();
        pages.attach(storage);
        long time =
                storage.getLatestUpdate("run <1>", HrbpStats.TYPE_ID, "hrbp").getTimeStamp();
        Answer answer = pages.get(
                HrbpPages.MAP, java.util.Map.of("session", "run <1>", "layer", "conv9", "time", Long.toString(time)));
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body()).contains("\"conv9\"", "conv1", "conv2");
    }

    @Test
    void dl4jsOwnServerHasThePageToo() throws Exception {
        assertThat(ServiceLoader.load(UIModule.class)).hasAtLeastOneElementOfType(HrbpUiModule.class);
        assertThat(new HrbpUiModule().getRoutes().stream().map(Route::getRoute)).isEqualTo(HrbpPages.PATHS);
        VertxUIServer server = VertxUIServer.getInstance(0, false, null);
        try {
            server.attach(trained());
            assertThat(get(server.getAddress() + "/hrbp").body()).contains("<canvas");
            assertThat(get(server.getAddress() + "/hrbp/sessions").body()).contains("run <1>");
        } finally {
            VertxUIServer.stopInstance();
        }
    }
}
