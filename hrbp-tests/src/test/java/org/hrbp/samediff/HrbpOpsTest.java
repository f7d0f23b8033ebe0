/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.samediff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.hrbp.pattern.InvalidPatternException;
import org.hrbp.pattern.Pattern;
import org.hrbp.pattern.PatternState;
import org.hrbp.pattern.Structures;
import org.hrbp.pattern.WeightShape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.autodiff.validation.GradCheckUtil;
import org.nd4j.autodiff.validation.OpValidation;
import org.nd4j.autodiff.validation.TestCase;
import org.nd4j.imports.converters.ImportClassMapping;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/** The sparse ops compute, differentiate, train and survive what SameDiff does to graphs. */
class HrbpOpsTest {
    @TempDir
    Path folder;

    @AfterEach
    void restored() {
        HrbpOps.register();
        Nd4j.setDefaultDataTypes(DataType.FLOAT, DataType.FLOAT);
    }

    static Stream<SdCase> cases() {
        List<SdCase> cases = new ArrayList<>();
        for (String structure : Structures.ids()) {
            for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
                cases.add(new SdCase(structure, type, true, 3, 1, 0, 1, true, 2, 5, 7));
                cases.add(new SdCase(structure, type, true, 3, 2, 0, 1, false, 1, 6, 5));
                cases.add(new SdCase(structure, type, false, 3, 2, 1, 1, true, 17, 7, 4));
                cases.add(new SdCase(structure, type, false, 2, 1, 0, 2, false, 3, 4, 3));
                cases.add(new SdCase(structure, type, true, 1, 2, 0, 1, true, 4, 3, 3));
            }
        }
        return cases.stream();
    }

    private static SdCase some(DataType type) {
        return new SdCase("hrbp", type, true, 3, 1, 0, 1, true, 3, 5, 4);
    }

    /** Gradients of the kept weights are the dense ones' at their places; so are those of the rest. */
    @ParameterizedTest
    @MethodSource("cases")
    void equalsStockOpsOnMaskedWeights(SdCase c) {
        SameDiff ours = c.sparse();
        SameDiff stock = c.masked();
        double tolerance = c.type() == DataType.DOUBLE ? 1e-10 : 1e-5;
        assertThat(SdCase.difference(ours.outputSingle(c.data(), "fc"), stock.outputSingle(c.data(), "fc")))
                .isLessThan(tolerance);

        List<String> names = new ArrayList<>(List.of("x", "convW", "fcW"));
        if (c.bias()) {
            names.addAll(List.of("convB", "fcB"));
        }
        Map<String, INDArray> mine = ours.calculateGradients(c.data(), names);
        Map<String, INDArray> theirs = stock.calculateGradients(c.data(), names);
        theirs.put("convW", HrbpOps.pack(get(theirs, "convW"), c.convPattern().pattern()));
        theirs.put("fcW", HrbpOps.pack(get(theirs, "fcW"), c.densePattern().pattern()));
        for (String name : names) {
            INDArray expected = get(theirs, name);
            assertThat(SdCase.difference(get(mine, name).reshape(expected.shape()), expected))
                    .as(name)
                    .isLessThan(tolerance);
        }
    }

    private static INDArray get(Map<String, INDArray> arrays, String name) {
        return Objects.requireNonNull(arrays.get(name));
    }

    @ParameterizedTest
    @MethodSource("doubles")
    void gradientsAreRight(SdCase c) {
        Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE); // GradCheckUtil insists
        assertThat(GradCheckUtil.checkGradients(withData(c), c.data())).isTrue();
    }

    /** GradCheckUtil looks for the placeholders' arrays in the graph. */
    private static SameDiff withData(SdCase c) {
        SameDiff sd = c.sparse();
        c.data().forEach((name, array) -> sd.associateArrayWithVariable(array, name));
        return sd;
    }

    static Stream<SdCase> doubles() {
        return cases().filter(c -> c.type() == DataType.DOUBLE && c.batch() < 17);
    }

    @Test
    void passesNd4jsOpValidation() {
        Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
        SdCase c = some(DataType.DOUBLE);
        TestCase test = new TestCase(withData(c))
                .placeholderValues(c.data())
                .expectedOutput("fc", c.masked().outputSingle(c.data(), "fc"))
                .gradientCheck(true);
        assertThat(OpValidation.validate(test)).isNull();
    }

    private static void fit(SameDiff sd, SdCase c, int steps) {
        if (sd.getTrainingConfig() == null) {
            sd.setTrainingConfig(TrainingConfig.builder()
                    .updater(new Adam(1e-2))
                    .dataSetFeatureMapping("x")
                    .dataSetLabelMapping("y")
                    .build());
        }
        DataSet data = new DataSet(c.data().get("x"), c.data().get("y"));
        for (int i = 0; i < steps; i++) {
            sd.fit(data);
        }
    }

    @Test
    void trainsLikeMaskedWeights() {
        SdCase c = some(DataType.FLOAT);
        SameDiff ours = c.sparse();
        SameDiff stock = c.masked();
        double before = ours.outputSingle(c.data(), "loss").getDouble(0);
        fit(ours, c, 20);
        fit(stock, c, 20);
        assertThat(ours.outputSingle(c.data(), "loss").getDouble(0)).isLessThan(0.8 * before);
        INDArray expected =
                HrbpOps.pack(stock.getArrForVarName("convW"), c.convPattern().pattern());
        assertThat(SdCase.difference(ours.getArrForVarName("convW"), expected)).isLessThan(1e-4);
    }

    @Test
    void savedLoadedAndCopiedGraphsGoOnAlike() throws Exception {
        SdCase c = some(DataType.FLOAT);
        SameDiff sd = c.sparse();
        fit(sd, c, 3);
        Path file = folder.resolve("graph.fb");
        sd.save(file.toFile(), true);
        SameDiff loaded = SameDiff.load(file.toFile(), true);
        SameDiff copy = sd.dup();
        fit(sd, c, 3);
        fit(loaded, c, 3);
        assertThat(loaded.getArrForVarName("convW")).isEqualTo(sd.getArrForVarName("convW"));
        assertThat(HrbpOps.patternState(loaded.getVariable("convI"))).isEqualTo(c.convPattern());
        assertThat(copy.outputSingle(c.data(), "fc")).isEqualTo(copy.dup().outputSingle(c.data(), "fc"));
        fit(copy, c, 3);
        assertThat(copy.outputSingle(c.data(), "fc").sumNumber().doubleValue()).isFinite();
    }

    /** A graph that was executed and differentiated already sees the new pattern, whether replaced or overwritten. */
    @Test
    void aChangedPatternIsSeenAtOnce() {
        SdCase c = some(DataType.FLOAT);
        SameDiff sd = c.sparse();
        fit(sd, c, 2);
        PatternState other = SdCase.pattern("hrbp", c.convPattern().pattern().shape(), 99);
        Pattern before = c.convPattern().pattern();
        assertThat(other.pattern()).isNotEqualTo(before);
        INDArray weights = sd.getArrForVarName("convW").dup();
        INDArray was = sd.outputSingle(c.data(), "fc").dup();

        sd.setArrayForVariable("convI", HrbpOps.encode(other, c.type()));
        SameDiff fresh = sd.dup();
        assertThat(sd.outputSingle(c.data(), "fc")).isNotEqualTo(was).isEqualTo(fresh.outputSingle(c.data(), "fc"));
        assertThat(sd.calculateGradients(c.data(), "convW").get("convW"))
                .isEqualTo(fresh.calculateGradients(c.data(), "convW").get("convW"));
        sd.getArrForVarName("convI").assign(HrbpOps.encode(c.convPattern(), c.type()));
        assertThat(sd.outputSingle(c.data(), "fc")).isEqualTo(was);
        assertThat(sd.getArrForVarName("convW")).isEqualTo(weights);
    }

    @Test
    void aBrokenPatternIsRefusedByName() {
        SdCase c = some(DataType.FLOAT);
        SameDiff sd = c.sparse();
        sd.getArrForVarName("convI").putScalar(25, 1e5);
        assertThatThrownBy(() -> sd.outputSingle(c.data(), "fc"))
                .isInstanceOf(InvalidPatternException.class)
                .hasMessageContaining("convW");
        PatternState few = SdCase.pattern("unstructured", new WeightShape(7, 3, 3, 3), 1);
        sd.setArrayForVariable("convI", HrbpOps.encode(few, c.type()));
        assertThatThrownBy(() -> sd.outputSingle(c.data(), "fc"))
                .isInstanceOf(InvalidPatternException.class)
                .hasMessageContaining("the op was made for hrbp");
    }

    /** ND4J's own message must tell what to do, both when a graph is loaded and when it is differentiated. */
    @Test
    void forgettingToRegisterSaysSo() throws Exception {
        SdCase c = some(DataType.FLOAT);
        SameDiff sd = c.sparse();
        Path file = folder.resolve("graph.fb");
        sd.save(file.toFile(), false);
        ImportClassMapping.getOpNameMapping().keySet().removeIf(name -> name != null && name.startsWith("hrbp_"));
        assertThatThrownBy(() -> SameDiff.load(file.toFile(), false)).hasStackTraceContaining("HrbpOps.register()");
        assertThatThrownBy(() -> sd.calculateGradients(c.data(), "convW"))
                .hasStackTraceContaining("HrbpOps.register()");
        HrbpOps.register();
        assertThat(Files.size(file)).isPositive();
        assertThat(SameDiff.load(file.toFile(), false).outputSingle(c.data(), "fc"))
                .isEqualTo(c.sparse().outputSingle(c.data(), "fc"));
    }

    @Test
    void badArgumentsAreRefusedAndLeaveTheGraph() {
        SameDiff sd = SameDiff.create();
        PatternState state = SdCase.pattern("hrbp", new WeightShape(7, 3, 3, 3), 1);
        SDVariable x = sd.placeHolder("x", DataType.FLOAT, -1, 3, 5, 5);
        SDVariable pattern = HrbpOps.pattern(sd, "I", state, DataType.FLOAT);
        int kept = state.pattern().keptCount();
        SDVariable w = sd.var("W", Nd4j.zeros(DataType.FLOAT, 1, kept));
        SDVariable little = sd.var("little", Nd4j.zeros(DataType.FLOAT, 1, kept - 1));
        SDVariable doubles = sd.var("doubles", Nd4j.zeros(DataType.DOUBLE, 1, kept));
        SDVariable trained = sd.var("trained", HrbpOps.encode(state, DataType.FLOAT));
        SDVariable garbage = sd.constant("garbage", Nd4j.ones(DataType.FLOAT, 1, 30));
        Conv2DConfig window = Conv2DConfig.builder().kH(3).kW(3).build();
        Conv2DConfig five = Conv2DConfig.builder().kH(5).kW(5).build();
        Conv2DConfig last =
                Conv2DConfig.builder().kH(3).kW(3).dataFormat("NHWC").build();
        assertThatThrownBy(() -> HrbpOps.conv2d(sd, "c", x, little, pattern, window))
                .hasMessageContaining("\"c\"")
                .hasMessageContaining("[1, " + kept + "]");
        assertThatThrownBy(() -> HrbpOps.conv2d(sd, "c", x, doubles, pattern, window))
                .hasMessageContaining("\"doubles\" is DOUBLE");
        assertThatThrownBy(() -> HrbpOps.conv2d(sd, "c", x, w, trained, window))
                .hasMessageContaining("must be a constant");
        assertThatThrownBy(() -> HrbpOps.conv2d(sd, "c", x, w, garbage, window)).hasMessageContaining("\"c\"");
        assertThatThrownBy(() -> HrbpOps.conv2d(sd, "c", x, w, pattern, five)).hasMessageContaining("kernel 5 x 5");
        assertThatThrownBy(() -> HrbpOps.conv2d(sd, "c", x, w, pattern, last)).hasMessageContaining("NHWC");
        assertThatThrownBy(() -> HrbpOps.dense(sd, "c", x, w, pattern)).hasMessageContaining("[nOut, nIn, 1, 1]");
        assertThat(sd.ops()).isEmpty();
        HrbpOps.conv2d(sd, "c", x, w, pattern, window);
        assertThatThrownBy(() -> sd.outputSingle(Map.of("x", Nd4j.zeros(DataType.FLOAT, 2, 4, 5, 5)), "c"))
                .hasMessageContaining("\"W\"")
                .hasMessageContaining("[minibatch, 3, height, width]");
        assertThatThrownBy(() -> sd.outputSingle(Map.of("x", Nd4j.zeros(DataType.FLOAT, 2, 3, 2, 5)), "c"))
                .hasMessageContaining("smaller than the kernel");
    }
}
