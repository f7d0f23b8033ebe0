/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.deeplearning4j.ui.model.storage.FileStatsStorage;
import org.hrbp.ui.HrbpUi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page of a training, through the command line. */
@Timeout(120)
class UiCommandTest {
    @TempDir
    Path dir;

    private static Object[] train(Path out, Object... more) {
        List<Object> args = new ArrayList<>(List.of("train", "--net", "small-cnn", "--data", "fashion-mini"));
        args.addAll(List.of("--limit", 48, "--limit-test", 40, "--batch", 32, "--epochs", 2, "--out", out));
        args.addAll(List.of(more));
        return args.toArray();
    }

    private static String get(String address) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address)).build();
        try {
            return HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Hands text on at every flush. */
    private static final class Watched extends StringWriter {
        private final Consumer<String> watcher;

        Watched(Consumer<String> watcher) {
            this.watcher = watcher;
        }

        @Override
        public void flush() {
            watcher.accept(toString());
        }
    }

    /** Runs {@code hrbp ui} until a client has seen its page. */
    private static void withPage(Path file, Consumer<String> client) throws IOException, InterruptedException {
        try (PipedWriter out = new PipedWriter();
                BufferedReader lines = new BufferedReader(new PipedReader(out))) {
            StringWriter err = new StringWriter();
            Thread command = new Thread(() -> Cli.execute(out, err, "ui", file, "--port", 0));
            command.start();
            try {
                String address = lines.readLine();
                assertThat(address).startsWith("http://127.0.0.1:");
                client.accept(address);
                command.interrupt();
                command.join();
                assertThatThrownBy(() -> get(address)).hasCauseInstanceOf(ConnectException.class);
            } finally {
                command.interrupt();
                command.join();
            }
        }
    }

    @Test
    void aRunIsShownWhileItLastsAndFromItsFile() throws IOException, InterruptedException {
        Path run = dir.resolve("run");
        List<String> pages = new ArrayList<>();
        List<String> addresses = new ArrayList<>();
        Pattern shown = Pattern.compile("shown on (http://127\\.0\\.0\\.1:\\d+/hrbp)");
        Watched err = new Watched(text -> {
            Matcher line = shown.matcher(text);
            if (addresses.isEmpty() && line.find()) {
                addresses.add(line.group(1));
                pages.add(get(line.group(1)));
            }
        });
        List<String> sessions = new ArrayList<>();
        Watched out = new Watched(text -> {
            if (sessions.isEmpty() && text.contains("epoch 1/2")) {
                sessions.add(get(addresses.get(0) + "/sessions"));
            }
        });
        int code = Cli.execute(out, err, train(run, "--ui", 0, "--ui-file"));
        assertThat(code).as(err.toString()).isZero();
        assertThat(pages).singleElement().asString().contains("<canvas");
        assertThat(sessions).containsExactly("[\"run 1\"]");
        assertThatThrownBy(() -> get(addresses.get(0))).hasCauseInstanceOf(ConnectException.class);

        assertThat(run.resolve("ui.dl4j")).isNotEmptyFile();
        for (Path given : List.of(run, run.resolve("ui.dl4j"))) {
            withPage(given, address -> {
                assertThat(get(address)).contains("<canvas");
                assertThat(get(address + "/sessions")).isEqualTo("[\"run 1\"]");
                assertThat(get(address + "/data?session=run+1&after=0")).contains("\"conv2\"");
            });
        }
    }

    @Test
    void withoutUiFileThereIsNoFile() {
        Path run = dir.resolve("run");
        assertThat(Cli.run(train(run, "--ui", 0)).code()).isZero();
        assertThat(run.resolve("ui.dl4j")).doesNotExist();
    }

    /** A resumed run adds a session of its own to the file. */
    @Test
    void aResumedRunGoesOnInItsFile() throws IOException {
        Path run = dir.resolve("run");
        AtomicInteger stops = new AtomicInteger();
        Watched out = new Watched(text -> {
            if (text.contains("epoch 1/2") && stops.getAndIncrement() == 0) {
                throw new IllegalStateException("stop");
            }
        });
        assertThat(Cli.execute(out, Writer.nullWriter(), train(run, "--ui-file")))
                .isNotZero();
        assertThat(run.resolve("report.json")).doesNotExist();
        Cli.Result resumed = Cli.run("train", "--resume", "--out", run, "--ui-file");
        assertThat(resumed.code()).as(resumed.err()).isZero();
        FileStatsStorage storage = new FileStatsStorage(run.resolve("ui.dl4j").toFile());
        try {
            assertThat(storage.listSessionIDs()).containsExactlyInAnyOrder("run 1", "run 2");
        } finally {
            storage.close();
        }
    }

    @Test
    void aMissingOrCorruptFileIsNamed() throws IOException {
        Path missing = dir.resolve("none.dl4j");
        Cli.Result none = Cli.run("ui", missing, "--port", 0);
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.line()).contains("there is no file " + missing, "--ui-file");
        assertThat(missing).doesNotExist();
        assertThat(Cli.run("ui", dir, "--port", 0).line()).contains("there is no file " + dir.resolve("ui.dl4j"));

        byte[] garbage = new byte[3000];
        Arrays.fill(garbage, (byte) 'x');
        Path corrupt = Files.write(dir.resolve("corrupt.dl4j"), garbage);
        Cli.Result result = Cli.run("ui", corrupt, "--port", 0);
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.line()).contains(corrupt + " is no stored training");
        assertThat(corrupt).hasBinaryContent(garbage);
    }

    @Test
    void aPortThatCannotBeUsedIsRefusedBeforeAnythingIsDone() throws IOException {
        Path run = dir.resolve("run");
        Path file = dir.resolve("ui.dl4j");
        new FileStatsStorage(file.toFile()).close();
        try (HrbpUi other = HrbpUi.start(0)) {
            int port = other.socket().getPort();
            for (Cli.Result result :
                    List.of(Cli.run(train(run, "--ui", port, "--ui-file")), Cli.run("ui", file, "--port", port))) {
                assertThat(result.code()).isEqualTo(2);
                assertThat(result.line()).contains("port " + port + " of 127.0.0.1", "0 for a free one");
            }
        }
        assertThat(Cli.run(train(run, "--ui", 70_000)).line()).contains("70000");
        assertThat(run).doesNotExist();
        // not left open
        new FileStatsStorage(file.toFile()).close();
    }
}
