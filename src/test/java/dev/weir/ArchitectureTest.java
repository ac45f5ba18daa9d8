package dev.weir;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.onlyDependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The arrows between packages, as {@code docs/architecture.md} draws them, and where each technology may be used. */
@AnalyzeClasses(packages = "dev.weir", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    /** What each package may import of ours. */
    private static final Map<String, List<String>> ARROWS = Map.ofEntries(
            Map.entry("messages", List.of()),
            Map.entry("body", List.of()),
            Map.entry("headers", List.of()),
            Map.entry("reload", List.of()),
            Map.entry("simulator", List.of()),
            Map.entry("yaml", List.of()),
            Map.entry("pricing", List.of("messages", "reload", "yaml")),
            Map.entry("policy", List.of("messages", "pricing", "reload", "yaml")),
            Map.entry("auth", List.of("policy", "reload")),
            Map.entry("quota", List.of("auth", "messages", "policy", "pricing")),
            Map.entry("upstream", List.of("body", "headers")),
            Map.entry("relay", List.of("headers", "messages")),
            Map.entry("metering", List.of("messages", "pricing")),
            Map.entry(
                    "pipeline",
                    List.of("auth", "body", "messages", "metering", "policy", "pricing", "quota", "relay", "upstream")),
            Map.entry("http", List.of("body", "messages", "pipeline", "relay")));

    @ArchTest
    static final ArchRule ARROWS_HOLD = CompositeArchRule.of(ARROWS.entrySet().stream()
            .map(entry -> importsOnly(entry.getKey(), entry.getValue()))
            .toList());

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("dev.weir.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule EVERY_PACKAGE_HAS_ITS_ARROWS = classes()
            .that()
            .resideOutsideOfPackages(Stream.concat(
                            ARROWS.keySet().stream().map(ArchitectureTest::packageOf),
                            Stream.of("dev.weir", "dev.weir.command..", "dev.weir.demo.."))
                    .toArray(String[]::new))
            .should()
            .bePackagePrivate()
            .andShould()
            .haveSimpleName("package-info")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule HTTP_SERVER_ONLY_AT_THE_EDGES = onlyIn(
            DescribedPredicate.describe(
                    "are the HTTP server",
                    type -> type.getName().startsWith("io.vertx.core.http.HttpServer")
                            || type.getPackageName().startsWith("io.vertx.ext.web")
                            || type.getPackageName().startsWith("jakarta.ws.rs")),
            "http",
            "simulator");

    @ArchTest
    static final ArchRule HTTP_CLIENT_ONLY_UPSTREAM = onlyIn(
            DescribedPredicate.describe(
                    "are the HTTP client",
                    type -> type.getName().startsWith("io.vertx.core.http.HttpClient")
                            || type.getPackageName().startsWith("java.net.http")),
            "upstream");

    @ArchTest
    static final ArchRule MICROMETER_ONLY_IN_METERING = noClasses()
            .that()
            .resideOutsideOfPackages("dev.weir.metering..", "dev.weir")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.micrometer..");

    @ArchTest
    static final ArchRule JSON_ONLY_WHERE_IT_IS_READ_OR_WRITTEN = noClasses()
            .that()
            .resideOutsideOfPackages(Stream.of("messages", "auth", "metering", "quota", "simulator")
                    .map(ArchitectureTest::packageOf)
                    .toArray(String[]::new))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.fasterxml.jackson..");

    @ArchTest
    static final ArchRule YAML_ONLY_IN_YAML = onlyIn(
            DescribedPredicate.describe(
                    "are a YAML parser",
                    type -> type.getPackageName().startsWith("org.yaml")
                            || type.getPackageName().startsWith("com.fasterxml.jackson.dataformat.yaml")),
            "yaml");

    @ArchTest
    static final ArchRule REDIS_ONLY_WHERE_LIMITS_ARE_COUNTED = noClasses()
            .that()
            .resideOutsideOfPackages("dev.weir", "dev.weir.quota..", "dev.weir.command..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.vertx.redis..");

    @ArchTest
    static final ArchRule FAULT_TOLERANCE_ONLY_WHERE_OTHERS_CAN_FAIL = noClasses()
            .that()
            .resideOutsideOfPackages("dev.weir.quota..", "dev.weir.upstream..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.smallrye.faulttolerance..");

    @ArchTest
    static final ArchRule TIME_IS_INJECTED = noClasses()
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis");

    @ArchTest
    static final ArchRule NOTHING_ON_THE_PATH_KNOWS_THE_SIMULATOR = noClasses()
            .that()
            .resideOutsideOfPackages("dev.weir", "dev.weir.simulator..", "dev.weir.demo..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.weir.simulator..");

    private static ArchRule importsOnly(String from, List<String> to) {
        String[] allowed = Stream.concat(Stream.of(from), to.stream())
                .map(ArchitectureTest::packageOf)
                .toArray(String[]::new);
        DescribedPredicate<JavaClass> ours = resideInAPackage("dev.weir..");
        return classes()
                .that()
                .resideInAPackage(packageOf(from))
                .should(onlyDependOnClassesThat(DescribedPredicate.not(ours).or(resideInAnyPackage(allowed))))
                .as(from + " imports only " + to);
    }

    private static ArchRule onlyIn(DescribedPredicate<JavaClass> technology, String... packages) {
        return noClasses()
                .that()
                .resideOutsideOfPackages(
                        Arrays.stream(packages).map(ArchitectureTest::packageOf).toArray(String[]::new))
                .should()
                .dependOnClassesThat(technology);
    }

    private static String packageOf(String name) {
        return "dev.weir." + name + "..";
    }
}
