package dev.weir;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Every simple type name is declared once, tests and benchmark included. Cases of different sealed families may share a
 * name, as the family gives it its meaning.
 */
class TypeNamesTest {
    @Test
    void declaresEverySimpleTypeNameOnce() {
        Map<String, List<String>> byName = new ClassFileImporter()
                .importPackages("dev.weir").stream()
                        .filter(type -> !type.getSimpleName().isEmpty()
                                && !type.getSimpleName().equals("package-info")
                                && !type.isLocalClass())
                        .filter(type -> !isCaseOfAFamily(type))
                        .collect(groupingBy(
                                JavaClass::getSimpleName, TreeMap::new, mapping(JavaClass::getName, toList())));

        byName.values().removeIf(types -> types.size() == 1);

        assertThat(byName).isEmpty();
    }

    private static boolean isCaseOfAFamily(JavaClass type) {
        return type.getEnclosingClass()
                .map(family -> type.getRawInterfaces().contains(family))
                .orElse(false);
    }
}
