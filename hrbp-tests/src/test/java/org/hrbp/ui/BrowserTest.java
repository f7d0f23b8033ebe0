/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.ui.model.storage.InMemoryStatsStorage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.Select;
import org.openqa.selenium.support.ui.WebDriverWait;

/** The page in headless Chromium, during a training. Skipped where there is no browser. */
class BrowserTest {
    private static final Duration LONGEST = Duration.ofSeconds(30);

    @TempDir
    Path profile;

    private static @Nullable File program(String name) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Path::toFile)
                .orElse(null);
    }

    private ChromeDriver browser() {
        File chromium = program("chromium");
        File driver = program("chromedriver");
        assumeTrue(
                chromium != null && driver != null,
                "chromium and chromedriver are not on the PATH (Debian: chromium, chromium-driver)");
        ChromeOptions options = new ChromeOptions();
        options.setBinary(chromium);
        options.addArguments(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--window-size=1200,900",
                "--user-data-dir=" + profile);
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        return new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(Objects.requireNonNull(driver))
                        .build(),
                options);
    }

    private static String picture(ChromeDriver browser) {
        return String.valueOf(((JavascriptExecutor) browser)
                .executeScript("const c = document.getElementById('map'); return c.dataset.layer + c.toDataURL()"));
    }

    @Test
    void theMapOfALayerChangesWithItsTopology() throws Exception {
        InMemoryStatsStorage storage = new InMemoryStatsStorage();
        MultiLayerNetwork net = UiNets.net();
        net.setListeners(UiNets.dst(), new HrbpStatsListener(storage, "<b>run</b>", 1));
        UiNets.fit(net, 0, 1);
        ChromeDriver browser = browser();
        try (HrbpUi ui = HrbpUi.start(0).attach(storage)) {
            WebDriverWait wait = new WebDriverWait(browser, LONGEST);
            browser.get(ui.address());
            wait.until(b -> picture(browser).startsWith("conv1"));
            assertThat(new Select(browser.findElement(By.id("session")))
                            .getFirstSelectedOption()
                            .getText())
                    .isEqualTo("<b>run</b>");
            new Select(browser.findElement(By.id("layer"))).selectByVisibleText("conv2");
            wait.until(b -> picture(browser).startsWith("conv2"));
            String before = picture(browser);
            UiNets.fit(net, 1, 4);
            wait.until(b -> !picture(browser).equals(before));
            assertThat(browser.findElements(By.cssSelector("#churn rect"))).isNotEmpty();
            assertThat(browser.findElements(By.cssSelector("#parts li"))).isNotEmpty();
            assertThat(browser.manage().logs().get(LogType.BROWSER).getAll())
                    .as("console")
                    .isEmpty();
        } finally {
            browser.quit();
        }
    }
}
