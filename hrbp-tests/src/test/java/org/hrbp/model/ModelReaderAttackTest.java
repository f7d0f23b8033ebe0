/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import foreign.LoadedActivation;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Files that are broken, or made to harm who reads them. */
class ModelReaderAttackTest {
    private static final String CONFIGURATION = ModelSerializer.CONFIGURATION_JSON;
    private static final String COEFFICIENTS = ModelSerializer.COEFFICIENTS_BIN;
    private static final String UPDATER = ModelSerializer.UPDATER_BIN;

    @TempDir
    Path folder;

    private Path file;
    private final MultiLayerNetwork network = HrbpWeightsTest.network();

    @BeforeEach
    void write() {
        file = ModelFiles.write(network, folder.resolve("model.zip"), true);
    }

    private void refused(ModelReader reader, Path refused, String... causes) {
        assertThatThrownBy(() -> reader.read(refused))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(refused + ": ")
                .hasMessageContainingAll(causes);
    }

    private void refused(String... causes) {
        refused(new ModelReader(), file, causes);
    }

    @Test
    void whatIsNoZipFile() throws IOException {
        refused(new ModelReader(), folder.resolve("none.zip"), "there is no such file");
        refused(new ModelReader(), folder, "it is not a file");
        Files.write(file, "no zip".getBytes(StandardCharsets.UTF_8));
        refused("it is not a zip file");
        Files.write(file, new byte[0]);
        refused("it is not a zip file");
    }

    @Test
    void aFileThatWasCutOff() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));
        refused("it is not a zip file, or a broken one");
    }

    @Test
    void aFlippedBitAnywhere() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        for (int i = 40; i < whole.length; i += 101) {
            byte[] flipped = whole.clone();
            flipped[i] ^= 0x10;
            Files.write(file, flipped);
            try {
                assertThat(new ModelReader().read(file).params())
                        .as("bit of byte %d", i)
                        .isEqualTo(network.params());
            } catch (IOException e) {
                assertThat(e).hasMessageStartingWith(file + ": ");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "preprocessor.bin",
                "normalizer.bin",
                "objects/gift",
                "hrbp-run.json",
                "../configuration.json",
                "/etc/configuration.json",
                "Configuration.json",
                "folder/"
            })
    void foreignEntries(String name) throws IOException {
        ModelFiles.set(file, name, new byte[0]);
        refused("entry " + name + " is refused");
        assertThat(new ModelReader().allowEntries(name).read(file)).isNotNull();
    }

    /** The object that DL4J's own reader would deserialise. */
    @Test
    void serialisedObjectsAreNotRead() throws IOException {
        ModelFiles.set(file, ModelSerializer.PREPROCESSOR_BIN, "no object at all".getBytes(StandardCharsets.UTF_8));
        refused("entry preprocessor.bin is refused");
        assertThatThrownBy(() -> ModelSerializer.restoreMultiLayerNetwork(file.toFile()))
                .as("DL4J reads it")
                .isInstanceOf(java.io.StreamCorruptedException.class);
        assertThat(new ModelReader().allowPreprocessor(true).read(file).params())
                .isEqualTo(network.params());
    }

    @Test
    void anEntryThatIsThereTwice() throws IOException {
        String other = "Coefficients.bin";
        ModelFiles.set(file, other, new byte[8]);
        byte[] bytes = Files.readAllBytes(file);
        byte[] name = other.getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i + name.length <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + name.length, name, 0, name.length)) {
                bytes[i] = 'c';
            }
        }
        Files.write(file, bytes);
        refused("entry coefficients.bin is there twice");
    }

    @Test
    void tooManyEntries() {
        refused(new ModelReader().maxEntries(2), file, "it has 3 entries; at most 2 are allowed");
    }

    @Test
    void aBomb() throws IOException {
        ModelFiles.set(file, COEFFICIENTS, new byte[3_000_000]);
        assertThat(Files.size(file)).isLessThan(30_000);
        refused(new ModelReader().maxEntryBytes(1_000_000), file, "coefficients.bin has more than the allowed 1000000");
        ModelFiles.set(file, COEFFICIENTS, new byte[8]);
        ModelFiles.set(file, CONFIGURATION, new byte[17 << 20]);
        refused("configuration.json has 17825792 bytes; at most 16777216 are allowed");
    }

    @Test
    void aBombWithASmallSizeInItsHeader() throws IOException {
        ModelFiles.zip(file, Map.of(COEFFICIENTS, new byte[3_000_000]));
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer zip = ByteBuffer.wrap(bytes).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        int central = zip.getInt(bytes.length - 6);
        zip.putInt(central + 24, 10);
        Files.write(file, bytes);
        refused(new ModelReader().maxEntryBytes(1_000_000), file, "coefficients.bin");
    }

    @Test
    void entriesThatAreMissing() throws IOException {
        ModelFiles.set(file, CONFIGURATION, null);
        refused("entry configuration.json is missing");
        write();
        ModelFiles.set(file, COEFFICIENTS, null);
        refused("entry coefficients.bin is missing");
        write();
        ModelFiles.set(file, COEFFICIENTS, new byte[0]);
        refused("coefficients.bin is empty");
    }

    @Test
    void aForeignClassIsNeverLoaded() throws IOException {
        String name = "foreign." + LoadedActivation.class.getSimpleName();
        ModelFiles.editConfiguration(
                file, json -> json.replaceFirst("org.nd4j.linalg.activations.impl.ActivationSigmoid", name));
        refused("configuration.json, /confs/0/layer/", "class " + name + " is refused; allowed packages are [org.d");
        refused(new ModelReader().allowPackages("foreign.Loaded", "foreig"), file, "class " + name + " is refused");
        assertThat(System.getProperty(name)).as("trace of loading").isNull();
        assertThat(new ModelReader().allowPackages("foreign").read(file).params())
                .isEqualTo(network.params());
        assertThat(System.getProperty(name)).as("trace of loading").isEqualTo("loaded");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "javax.swing.JEditorPane",
                "org.nd4jevil.X",
                "[Lorg.nd4j.X;",
                "org.nd4j.X<javax.swing.JTree>",
                "java.util.List<org.nd4j.X>",
                "Unpackaged",
                ""
            })
    void foreignClassNames(String name) throws IOException {
        ModelFiles.editConfiguration(
                file, json -> json.replaceFirst("org.nd4j.linalg.activations.impl.ActivationSigmoid", name));
        refused("class " + name + " is refused");
    }

    /** DL4J ignores fields that it does not know; a later version or a subclass may not. */
    @ParameterizedTest
    @ValueSource(strings = {"@class", "type"})
    void foreignClassesInUnknownPlaces(String field) throws IOException {
        String gift = "\"gift\" : [ { \"" + field + "\" : \"javax.swing.JEditorPane\" } ],\n\"confs\"";
        ModelFiles.editConfiguration(file, json -> json.replaceFirst("\"confs\"", gift));
        refused("/gift/0/" + field + ": class javax.swing.JEditorPane is refused");
    }

    /** Only Jackson knows that this word is a class; a walk cannot. */
    @Test
    void aClassWithoutAPackageWhereJacksonExpectsOne() throws IOException {
        ModelFiles.editConfiguration(
                file,
                json -> json.replaceFirst(
                        "\"@class\" : \"org.deeplearning4j.nn.weights.WeightInitXavier\"",
                        "\"@class\" : \"org.deeplearning4j.nn.weights.WeightInitDistribution\","
                                + " \"distribution\" : { \"type\" : \"Unpackaged\" }"));
        refused("configuration.json is not a MultiLayerConfiguration", "Unpackaged", "denied");
    }

    @Test
    void anotherClassBehindAnEqualName() throws IOException {
        ModelFiles.editConfiguration(
                file, json -> json.replaceFirst("\"@class\"", "\"@class\" : \"javax.swing.JEditorPane\", \"@class\""));
        refused("class javax.swing.JEditorPane is refused");
        write();
        ModelFiles.editConfiguration(file, json -> json.replaceFirst("\"confs\"", "\"confs\" : [], \"confs\""));
        refused("configuration.json is not sound JSON: Duplicate field 'confs'");
    }

    @Test
    void configurationsThatAreNone() throws IOException {
        for (String json : List.of("", "{}", "[]", "null", "{\"confs\" : [], \"vertices\" : {}}")) {
            ModelFiles.set(file, CONFIGURATION, json.getBytes(StandardCharsets.UTF_8));
            refused("configuration.json is neither that of a MultiLayerNetwork nor that of a ComputationGraph");
        }
        ModelFiles.set(file, CONFIGURATION, "{\"confs\" : ".getBytes(StandardCharsets.UTF_8));
        refused("configuration.json is not sound JSON");
        for (String json :
                List.of("{\"confs\" : []}", "{\"confs\" : [{}]}", "{\"vertices\" : {}}", "{\"confs\" : null}")) {
            ModelFiles.set(file, CONFIGURATION, json.getBytes(StandardCharsets.UTF_8));
            refused("configuration.json");
        }
        ModelFiles.set(file, CONFIGURATION, "[".repeat(100_000).getBytes(StandardCharsets.UTF_8));
        refused("configuration.json nests deeper than 100");
    }

    @Test
    void coefficientsThatAreCutOff() throws IOException {
        for (int left : new int[] {1, 17, 60, 100, 1000}) {
            write();
            ModelFiles.edit(file, COEFFICIENTS, bytes -> Arrays.copyOf(bytes, left));
            refused("coefficients.bin is not a sound array: ");
        }
        write();
        ModelFiles.edit(file, COEFFICIENTS, bytes -> Arrays.copyOf(bytes, bytes.length - 4));
        refused("coefficients.bin is not a sound array: it claims", "values of 4 bytes, and has");
        write();
        ModelFiles.edit(file, COEFFICIENTS, bytes -> Arrays.copyOf(bytes, bytes.length + 4));
        refused("coefficients.bin is not a sound array: it claims");
    }

    private static byte[] bytes(INDArray array) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Nd4j.write(array, new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    /** {@code Nd4j.read} would allocate them. */
    @ParameterizedTest
    @ValueSource(longs = {1L << 40, Long.MAX_VALUE, -1, 0})
    void sizesThatAreNotThere(long claim) throws IOException {
        byte[] array = bytes(Nd4j.create(1, 77));
        ByteBuffer buffer = ByteBuffer.wrap(array);
        for (int i = 0; i + 8 <= array.length; i++) {
            if (buffer.getLong(i) == 77) {
                buffer.putLong(i, claim);
            }
        }
        ModelFiles.set(file, COEFFICIENTS, array);
        refused("coefficients.bin is not a sound array: ", Long.toString(claim));
    }

    @Test
    void aShapeOfHugeRank() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeUTF("MIXED_DATA_TYPES");
        out.writeLong(1L << 40);
        out.writeUTF("LONG");
        out.writeLong((1L << 39) - 2);
        ModelFiles.set(file, COEFFICIENTS, bytes.toByteArray());
        refused("coefficients.bin is not a sound array: rank 549755813886");
    }

    @Test
    void arraysThatDoNotFit() throws IOException {
        long right = network.numParams();
        ModelFiles.set(file, COEFFICIENTS, bytes(Nd4j.create(1, right + 1)));
        refused("coefficients.bin does not fit configuration.json", Long.toString(right), Long.toString(right + 1));
        ModelFiles.set(file, COEFFICIENTS, bytes(Nd4j.create(2, 3)));
        refused("coefficients.bin is not a sound array: dimension 1 of size 3 is not that of a vector");
        ModelFiles.set(file, COEFFICIENTS, bytes(Nd4j.createFromArray(1, 2, 3)));
        refused("coefficients.bin is not a sound array: values of type INT are no parameters");
        write();
        ModelFiles.set(file, UPDATER, bytes(Nd4j.create(1, 5)));
        refused("updaterState.bin has 5 values; the configured updaters have "
                + network.getUpdater().getStateViewArray().length());
        ModelFiles.set(file, UPDATER, new byte[0]);
        refused("updaterState.bin is not a sound array");
    }

    /** The file has as many weights as before, so nothing may be allocated for those that it claims. */
    @Test
    void aLayerThatClaimsMoreThanThereIs() throws IOException {
        ModelFiles.editConfiguration(file, json -> json.replaceFirst("\"nout\" : 2,", "\"nout\" : 2000000000,"));
        refused("coefficients.bin does not fit configuration.json");
    }

    @Test
    void aWrongPattern() throws IOException {
        network.getLayer("dense").getParam("I").putScalar(25, 1e6);
        write();
        refused("Layer \"dense\": ");
    }

    @Test
    void aMissingPattern() throws IOException {
        network.getLayer("conv").getParam("I").assign(0);
        write();
        refused("Layer \"conv\": ");
        network.getLayer("conv").getParam("I").assign(Float.NaN);
        write();
        refused("Layer \"conv\": ");
    }
}
