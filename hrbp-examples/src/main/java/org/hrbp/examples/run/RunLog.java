/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.run;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.FileAppender;
import java.nio.file.Path;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/** {@code run.log}: what the libraries log while a run is on, and what the run itself says, with stack traces. */
final class RunLog implements AutoCloseable {
    private final Logger root;
    private final Logger run;
    private final FileAppender<ILoggingEvent> file;

    RunLog(Path path) {
        ILoggerFactory factory = LoggerFactory.getILoggerFactory();
        if (!(factory instanceof LoggerContext context)) {
            throw new IllegalStateException("logback is not the logging system in use");
        }
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern("%d{yyyy-MM-dd'T'HH:mm:ss.SSS} %-5level %logger{20} %msg%n");
        encoder.start();
        file = new FileAppender<>();
        file.setContext(context);
        file.setFile(path.toString());
        file.setEncoder(encoder);
        file.start();
        root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.addAppender(file);
        // for the file alone: the command line says the same on stdout and stderr
        run = context.getLogger("hrbp.run");
        run.setAdditive(false);
        run.setLevel(Level.INFO);
        run.addAppender(file);
    }

    void info(String line) {
        run.info(line);
    }

    void failure(Throwable e) {
        run.error(OneLine.of(e), e);
    }

    @Override
    public void close() {
        root.detachAppender(file);
        run.detachAppender(file);
        file.stop();
    }
}
