/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.arch;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;

/** The floors of the house: each package imports only those below it. */
@AnalyzeClasses(packages = "org.hrbp", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule PATTERNS_KNOW_NO_DL4J = noClasses()
            .that()
            .resideInAnyPackage("org.hrbp.pattern..", "org.hrbp.density..", "org.hrbp.evolve..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.deeplearning4j..", "org.nd4j..", "org.bytedeco..");

    @ArchTest
    static final ArchRule KERNELS_AND_OPS_KNOW_NO_NETWORKS = noClasses()
            .that()
            .resideInAnyPackage("org.hrbp.kernel..", "org.hrbp.samediff..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.deeplearning4j..");

    @ArchTest
    static final ArchRule PATTERN_IS_THE_LOWEST_FLOOR = floor("pattern");

    @ArchTest
    static final ArchRule DENSITY_KNOWS_PATTERNS = floor("density", "pattern");

    @ArchTest
    static final ArchRule EVOLVE_KNOWS_PATTERNS = floor("evolve", "pattern");

    @ArchTest
    static final ArchRule KERNEL_KNOWS_PATTERNS = floor("kernel", "pattern");

    @ArchTest
    static final ArchRule NN_KNOWS_KERNELS = floor("nn", "pattern", "density", "kernel");

    @ArchTest
    static final ArchRule SCORE_KNOWS_LAYERS = floor("score", "pattern", "density", "kernel", "nn");

    @ArchTest
    static final ArchRule MODEL_KNOWS_SCORES =
            floor("model", "pattern", "density", "kernel", "nn", "score", "samediff");

    @ArchTest
    static final ArchRule SAMEDIFF_KNOWS_KERNELS_AND_UPDATES =
            floor("samediff", "pattern", "density", "kernel", "evolve");

    @ArchTest
    static final ArchRule ZOO_IS_THE_TOP_FLOOR =
            floor("zoo", "pattern", "density", "kernel", "nn", "score", "model", "evolve");

    @ArchTest
    static final ArchRule LISTENER_KNOWS_UPDATES_AND_LAYERS =
            floor("listener", "pattern", "density", "kernel", "nn", "evolve");

    @ArchTest
    static final ArchRule UI_LOOKS_AT_LAYERS = floor("ui", "pattern", "kernel", "nn");

    @ArchTest
    static final ArchRule NOTHING_BELOW_NEEDS_THE_UI = noClasses()
            .that()
            .resideOutsideOfPackages("org.hrbp.ui..", "org.hrbp.examples..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.hrbp.ui..", "org.deeplearning4j.ui..", "io.vertx..");

    @ArchTest
    static final ArchRule PARALLEL_IS_AN_OPTION_OF_ITS_OWN =
            floor("parallel", "pattern", "density", "kernel", "nn", "score", "evolve", "listener", "model");

    @ArchTest
    static final ArchRule PARALLEL_WRAPPER_STAYS_IN_ONE_PACKAGE = noClasses()
            .that()
            .resideOutsideOfPackages("org.hrbp.parallel..", "org.hrbp.examples..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.deeplearning4j.parallelism..");

    @ArchTest
    static final ArchRule SPARK_KNOWS_THE_LISTENER =
            floor("spark", "pattern", "density", "kernel", "nn", "evolve", "listener");

    @ArchTest
    static final ArchRule SPARK_STAYS_IN_ITS_PACKAGE = noClasses()
            .that()
            .resideOutsideOfPackages("org.hrbp.spark..", "org.hrbp.examples..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.spark..", "org.deeplearning4j.spark..", "org.hrbp.spark..");

    @ArchTest
    static final ArchRule INCUBATOR_STAYS_IN_ONE_PACKAGE = noClasses()
            .that(not(resideInAPackage("org.hrbp.kernel.vector..")))
            .should()
            .dependOnClassesThat(resideInAPackage("jdk.incubator..").or(resideInAPackage("org.hrbp.kernel.vector..")));

    @ArchTest
    static final ArchRule LIBRARY_DOES_NOT_PRINT = noClasses()
            .that()
            .resideOutsideOfPackage("org.hrbp.examples..")
            .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS)
            .because("the library logs through slf4j");

    private static ArchRule floor(String name, String... below) {
        String[] allowed = new String[below.length + 1];
        allowed[0] = "org.hrbp." + name + "..";
        for (int i = 0; i < below.length; i++) {
            allowed[i + 1] = "org.hrbp." + below[i] + "..";
        }
        return classes()
                .that()
                .resideInAPackage("org.hrbp." + name + "..")
                .should()
                .onlyDependOnClassesThat(not(resideInAPackage("org.hrbp..")).or(resideInAnyPackage(allowed)));
    }
}
