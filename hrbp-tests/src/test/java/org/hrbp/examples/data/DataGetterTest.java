/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataGetterTest {
    @TempDir
    Path dir;

    private final Map<String, byte[]> files = TestFiles.cifar();
    private final DataSpec spec = TestFiles.cifarSpec(files);
    private final byte[] archive = new TestArchive()
            .file("tiny-bin/readme.html", new byte[99])
            .files("tiny-bin", files)
            .bytes();
    private final List<String> log = new ArrayList<>();
    private final AtomicInteger requests = new AtomicInteger();
    private HttpServer server = serve(this::sendArchive);
    private Path target = Path.of("");

    @BeforeEach
    void isolate() {
        target = dir.resolve("data/tiny-bin");
        System.setProperty("hrbp.data", dir.resolve("cache").toString());
    }

    @AfterEach
    void stop() {
        System.clearProperty("hrbp.data");
        server.stop(0);
    }

    private interface Answer {
        void send(HttpExchange exchange) throws IOException;
    }

    private HttpServer serve(Answer answer) {
        try {
            HttpServer made = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            made.createContext("/", exchange -> {
                requests.incrementAndGet();
                try (exchange) {
                    answer.send(exchange);
                }
            });
            made.start();
            return made;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void serveInstead(Answer answer) {
        server.stop(0);
        server = serve(answer);
    }

    private void sendArchive(HttpExchange exchange) throws IOException {
        send(exchange, archive, archive.length);
    }

    private static void send(HttpExchange exchange, byte[] body, int announced) throws IOException {
        exchange.sendResponseHeaders(200, announced);
        OutputStream out = exchange.getResponseBody();
        out.write(body);
        out.flush();
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    private DataGetter getter(DataSource... sources) {
        return new DataGetter(spec, List.of(sources), "the official host", log::add);
    }

    private DataSource web() {
        return web(archive);
    }

    private DataSource web(byte[] content) {
        return new ArchiveSource(spec, uri("/tiny.tar.gz"), TestFiles.md5(content));
    }

    private Path get(DataSource... sources) {
        return getter(sources).get(dir.resolve("data"), null);
    }

    private void assertComplete() throws IOException {
        try (Stream<Path> all = Files.list(target)) {
            assertThat(all.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(files.keySet());
        }
        assertThat(ImageSets.load(spec, dir.resolve("data")).train().count()).isEqualTo(4);
    }

    private void assertFails(String message, DataSource... sources) {
        assertThatThrownBy(() -> get(sources))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(message)
                .hasMessageEndingWith("by hand: put the files of the official host into " + target)
                .hasMessageNotContaining("\n");
        assertThat(target).doesNotExist();
    }

    @Test
    void getsTheOfficialArchiveOnce() throws IOException {
        assertThat(get(web())).isEqualTo(target);
        assertComplete();
        FileTime before = Files.getLastModifiedTime(target.resolve("test_batch.bin"));
        assertThat(get(web())).isEqualTo(target);
        assertThat(getter(web()).get(target, null)).isEqualTo(target);
        assertThat(requests).hasValue(1);
        assertThat(log).endsWith("tiny-cifar is complete, nothing to do");
        assertThat(Files.getLastModifiedTime(target.resolve("test_batch.bin"))).isEqualTo(before);
    }

    @Test
    void usesTheCacheIfNoFolderIsGiven() {
        Path cached = getter(web()).get(null, null);
        assertThat(cached).isEqualTo(dir.resolve("cache/tiny-bin"));
        assertThat(ImageSets.load(spec, null).test().count()).isEqualTo(2);
    }

    @Test
    void copiesFromALocalFolderOrTheCacheFirst() throws IOException {
        TestFiles.write(dir.resolve("have"), files);
        getter(web()).get(dir.resolve("data"), dir.resolve("have"));
        assertComplete();
        TestFiles.write(dir.resolve("cache/tiny-bin"), files);
        assertThat(getter(web()).get(dir.resolve("second"), null)).isEqualTo(dir.resolve("second/tiny-bin"));
        assertThat(requests).hasValue(0);
    }

    @Test
    void goesOnIfTheLocalFolderIsNotComplete() throws IOException {
        TestFiles.write(dir.resolve("have"), files);
        Files.delete(dir.resolve("have/data_batch_2.bin"));
        getter(web()).get(dir.resolve("data"), dir.resolve("have"));
        assertComplete();
        assertThat(log).contains("  no: " + dir.resolve("have/data_batch_2.bin") + " is missing");
        assertThat(requests).hasValue(1);
    }

    @Test
    void repairsADamagedSet() throws IOException {
        TestFiles.write(target, files);
        Files.write(target.resolve("data_batch_1.bin"), new byte[5]);
        Files.delete(target.resolve("test_batch.bin"));
        Files.write(target.resolve("test_batch.bin.gz"), new byte[5]);
        get(web());
        assertComplete();
    }

    @Test
    void removesWhatAnInterruptedTryLeft() throws IOException {
        Files.createDirectories(target.resolve(".download/npm"));
        Files.write(target.resolve(".download/npm/half"), new byte[5]);
        Files.write(target.resolve(".download.lock"), new byte[0]);
        get(web());
        assertComplete();
    }

    @Test
    void refusesWhileAnotherIsAtWork() throws IOException {
        Files.createDirectories(target);
        try (FileChannel other = FileChannel.open(
                target.resolve(".download.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            other.lock();
            assertThatThrownBy(() -> get(web()))
                    .hasMessage("another `hrbp data get` is at work in " + target + "; wait for it");
        }
        get(web());
        assertComplete();
    }

    @Test
    void refusesAWrongMd5AndTriesNoOtherSource() {
        DataSource never = new PackedFilesSource(spec, uri("/never/"));
        assertFails("the MD5 of the download is " + TestFiles.md5(archive) + " instead of", web(new byte[1]), never);
        assertThat(log).containsExactly("tiny-cifar: trying " + uri("/tiny.tar.gz"));
    }

    @Test
    void refusesBadArchives() {
        byte[] escape = new TestArchive()
                .files("tiny-bin", files)
                .file("../../evil", new byte[3])
                .bytes();
        serveInstead(exchange -> send(exchange, escape, escape.length));
        assertFails("entry '../../evil' leaves the folder", web(escape));
        assertThat(dir.resolve("evil")).doesNotExist();

        byte[] large = new TestArchive()
                .file("tiny-bin/data_batch_1.bin", new byte[6147])
                .bytes();
        serveInstead(exchange -> send(exchange, large, large.length));
        assertFails("has 6147 bytes, at most 6146 are expected", web(large));

        byte[] partial = new TestArchive()
                .file("tiny-bin/data_batch_1.bin", TestFiles.cifar(1, 2, 1))
                .bytes();
        serveInstead(exchange -> send(exchange, partial, partial.length));
        assertFails("data_batch_2.bin is missing", web(partial));
    }

    @Test
    void saysWhyTheHostDoesNotDeliver() {
        serveInstead(exchange -> send(exchange, Arrays.copyOf(archive, 100), archive.length));
        assertFails("tiny.tar.gz: ", web());
        serveInstead(exchange -> exchange.sendResponseHeaders(404, -1));
        assertFails("the host answers with status 404", web());
        DataSource gone = web();
        server.stop(0);
        assertFails("the host cannot be reached", gone);
    }

    @Test
    void takesTheNextSourceIfTheHostStopsInTheMiddle() throws IOException {
        TestFiles.write(dir.resolve("have"), files);
        serveInstead(exchange -> send(exchange, Arrays.copyOf(archive, 100), archive.length));
        get(web(), new LocalSource(spec, dir.resolve("have")));
        assertComplete();
    }

    @Test
    void takesTheNextSourceIfTheHostFallsSilent() throws IOException {
        TestFiles.write(dir.resolve("have"), files);
        CountDownLatch done = new CountDownLatch(1);
        serveInstead(exchange -> {
            send(exchange, Arrays.copyOf(archive, 100), archive.length);
            waitFor(done);
        });
        try {
            Downloader impatient = new Downloader(Duration.ofMillis(200));
            DataSource silent = new ArchiveSource(spec, uri("/tiny.tar.gz"), TestFiles.md5(archive), impatient);
            get(silent, new LocalSource(spec, dir.resolve("have")));
        } finally {
            done.countDown();
        }
        assertComplete();
        assertThat(log).contains("  no: the host stopped sending in the middle");
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void getsPackedFilesOneByOne() throws IOException {
        serveInstead(exchange -> {
            String path = exchange.getRequestURI().getPath();
            String name = path.substring(path.lastIndexOf('/') + 1).replace(".gz", "");
            byte[] packed = TestFiles.gzip(files.getOrDefault(name, new byte[0]));
            send(exchange, packed, packed.length);
        });
        get(new PackedFilesSource(spec, uri("/files/")));
        assertThat(target.resolve("test_batch.bin.gz")).exists();
        assertThat(ImageSets.load(spec, dir.resolve("data")).test().label(0)).isEqualTo(5);

        byte[] tooLong = new byte[100_000];
        serveInstead(exchange -> send(exchange, tooLong, tooLong.length));
        assertThatThrownBy(() -> getter(new PackedFilesSource(spec, uri("/"))).get(dir.resolve("other"), null))
                .hasMessageContaining("has more than the 71682 bytes that are expected at most");
        assertThat(dir.resolve("other/tiny-bin")).doesNotExist();
    }

    @Test
    void saysThatTheTargetCannotBeWritten() throws IOException {
        Files.write(dir.resolve("data"), new byte[1]);
        assertThatThrownBy(() -> get(web()))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("cannot write to " + target);
    }

    @Test
    void knowsTheOfficialSets() {
        assertThat(DataGetter.names()).containsExactly("cifar10", "cifar100", "fashion-mnist");
        assertThat(DataGetter.names()).allSatisfy(name -> DataGetter.official(name, log::add));
        assertThatThrownBy(() -> DataGetter.official("fashion-mini", log::add))
                .hasMessage("'fashion-mini' is built in, there is nothing to get");
        assertThatThrownBy(() -> DataGetter.official("mnist", log::add)).isInstanceOf(DataException.class);
    }
}
