/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.UndeclaredThrowableException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HrbpThreadsTest {
    private final int threads = HrbpThreads.threads();

    @AfterEach
    void restore() {
        HrbpThreads.setThreads(threads);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void everyTaskRunsOnce(int count) {
        HrbpThreads.setThreads(count);
        for (int round = 0; round < 200; round++) {
            int tasks = round % 40;
            AtomicIntegerArray runs = new AtomicIntegerArray(40);
            HrbpThreads.run(tasks, (task, thread) -> {
                assertThat(thread).isBetween(0, count - 1);
                runs.incrementAndGet(task);
            });
            for (int i = 0; i < 40; i++) {
                assertThat(runs.get(i)).isEqualTo(i < tasks ? 1 : 0);
            }
        }
    }

    @Test
    void nestedRunsDoNotWaitForEachOther() {
        HrbpThreads.setThreads(3);
        AtomicInteger sum = new AtomicInteger();
        HrbpThreads.run(6, (task, thread) -> HrbpThreads.run(5, (inner, t) -> sum.incrementAndGet()));
        assertThat(sum).hasValue(30);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void exceptionsReachTheCallerAndThePoolGoesOn(int count) {
        HrbpThreads.setThreads(count);
        for (int bad = 0; bad < 9; bad++) {
            int failing = bad;
            assertThatThrownBy(() -> HrbpThreads.run(9, (task, thread) -> {
                        if (task == failing) {
                            throw new IllegalStateException("task " + task);
                        }
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("task " + failing);
            AtomicInteger runs = new AtomicInteger();
            HrbpThreads.run(9, (task, thread) -> runs.incrementAndGet());
            assertThat(runs).hasValue(9);
        }
    }

    @Test
    void refusesBadCounts() {
        assertThatThrownBy(() -> HrbpThreads.setThreads(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0; allowed is 1 to 1024");
        assertThatThrownBy(() -> HrbpThreads.configured("many"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-Dhrbp.threads=many");
        assertThat(HrbpThreads.configured(" 3 ")).isEqualTo(3);
        assertThat(HrbpThreads.configured(null)).isEqualTo(Runtime.getRuntime().availableProcessors());
    }

    @Test
    void threadsAreNotSetFromInsideATask() {
        HrbpThreads.setThreads(2);
        AtomicInteger refused = new AtomicInteger();
        HrbpThreads.run(20, (task, thread) -> {
            assertThatThrownBy(() -> HrbpThreads.setThreads(3))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("inside a kernel task");
            refused.incrementAndGet();
        });
        assertThat(refused).hasValue(20);
        assertThat(HrbpThreads.threads()).isEqualTo(2);
    }

    @Test
    void checkedExceptionsReachTheCallerToo() {
        HrbpThreads.setThreads(2);
        IOException failure = new IOException("disk");
        assertThatThrownBy(() -> HrbpThreads.run(9, (task, thread) -> HrbpThreadsTest.<RuntimeException>hurl(failure)))
                .isInstanceOf(UndeclaredThrowableException.class)
                .hasCause(failure);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Exception> void hurl(Exception e) throws E {
        throw (E) e;
    }

    /** Ends with an exception when the test's timeout interrupts it. */
    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            assertThat(Thread.currentThread().isInterrupted()).as("timed out").isFalse();
            Thread.onSpinWait();
        }
    }

    /** A worker that spins for ever never comes to rest. */
    @Test
    @Timeout(30)
    void anInterruptedWorkerSleepsAgain() {
        HrbpThreads.setThreads(2);
        AtomicReference<Thread> worker = new AtomicReference<>();
        await(() -> {
            HrbpThreads.run(2, (task, thread) -> {
                if (thread > 0) {
                    worker.set(Thread.currentThread());
                }
            });
            return worker.get() != null;
        });
        Thread helper = Objects.requireNonNull(worker.get());
        await(() -> helper.getState() == Thread.State.WAITING);
        helper.interrupt();
        await(() -> !helper.isInterrupted() && helper.getState() == Thread.State.WAITING);
        AtomicInteger runs = new AtomicInteger();
        HrbpThreads.run(9, (task, thread) -> runs.incrementAndGet());
        assertThat(runs).hasValue(9);
    }

    /** In a JVM whose address space ends after some stacks: the caller hears of it, and the next runs are whole. */
    @Test
    @EnabledOnOs(OS.LINUX)
    @Timeout(60)
    void threadsThatDoNotStartLeaveNothingBehind() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String limited = "ulimit -v 8388608 && exec \"$0\" \"$@\"";
        ProcessBuilder builder = new ProcessBuilder(
                "sh",
                "-c",
                limited,
                java,
                "-Xmx64m",
                "-Xss256m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "org.hrbp.kernel.ThreadsProbe");
        builder.environment().put("MALLOC_ARENA_MAX", "1");
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(output)
                .contains("refused: unable to create native thread")
                .contains("no helper is left", "sum 45 on 1", "sum 45 on 2", "sum 45 on 3");
        assertThat(process.waitFor()).isZero();
    }
}
