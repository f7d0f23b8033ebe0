/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.core.storage.StatsStorage;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.ui.model.storage.FileStatsStorage;
import org.deeplearning4j.ui.model.storage.InMemoryStatsStorage;
import org.hrbp.examples.run.RefusedException;
import org.hrbp.examples.run.RunFolder;
import org.hrbp.examples.run.RunOutput;
import org.hrbp.ui.HrbpStatsListener;
import org.hrbp.ui.HrbpUi;
import org.jspecify.annotations.Nullable;

/** The page of a training, in a class of its own because it needs DL4J's UI. */
final class UiPage extends RunPage {
    /** The file in the run folder. */
    static final String FILE = "ui.dl4j";

    private static final int FREQUENCY = 10;

    private final @Nullable HrbpUi ui;
    private final boolean file;
    private final List<StatsStorage> storages = new ArrayList<>();

    UiPage(RunOutput output, @Nullable Integer port, boolean file) {
        super(output);
        this.file = file;
        this.ui = port == null ? null : start(port);
        if (ui != null) {
            output.err().println("hrbp: the run's layers are shown on " + ui.address());
            output.err().flush();
        }
    }

    static HrbpUi start(int port) {
        try {
            return HrbpUi.start(port);
        } catch (IOException | IllegalArgumentException e) {
            throw new RefusedException("the page: " + e.getMessage());
        }
    }

    @Override
    RunOutput output() {
        return super.output().watchedBy(this::listeners);
    }

    private List<TrainingListener> listeners(RunFolder folder) {
        StatsStorage storage =
                file ? new FileStatsStorage(folder.path().resolve(FILE).toFile()) : new InMemoryStatsStorage();
        storages.add(storage);
        if (ui != null) {
            ui.attach(storage);
        }
        String session =
                folder.path().getFileName() + " " + (storage.listSessionIDs().size() + 1);
        return List.of(new HrbpStatsListener(storage, session, FREQUENCY));
    }

    @Override
    public void close() {
        if (ui != null) {
            ui.close();
        }
        for (StatsStorage storage : storages) {
            try {
                storage.close();
            } catch (IOException e) {
                throw new UncheckedIOException(FILE + " cannot be closed", e);
            }
        }
    }
}
