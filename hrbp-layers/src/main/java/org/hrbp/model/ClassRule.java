/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model;

import java.util.Set;
import java.util.regex.Pattern;
import org.nd4j.shade.jackson.databind.JavaType;
import org.nd4j.shade.jackson.databind.cfg.MapperConfig;
import org.nd4j.shade.jackson.databind.jsontype.PolymorphicTypeValidator;

/** Which classes a configuration may name. Jackson asks it before it loads a class. */
final class ClassRule extends PolymorphicTypeValidator.Base {
    /** No arrays and no type arguments, which would name further classes. */
    private static final Pattern NAME = Pattern.compile("[\\w$.]+");

    private final transient Set<String> packages;

    ClassRule(Set<String> packages) {
        this.packages = Set.copyOf(packages);
    }

    boolean allows(String className) {
        return NAME.matcher(className).matches()
                && packages.stream().anyMatch(allowed -> className.startsWith(allowed + "."));
    }

    String refusal(String className) {
        return "class " + className + " is refused; allowed packages are "
                + packages.stream().sorted().toList();
    }

    @Override
    public Validity validateSubClassName(MapperConfig<?> config, JavaType baseType, String className) {
        return allows(className) ? Validity.ALLOWED : Validity.DENIED;
    }
}
