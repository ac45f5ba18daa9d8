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
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The arrows between packages, as {@code docs/architecture.md} draws them, and where each technology may be used. */
@AnalyzeClasses(packages = "dev.weir", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    private static final SliceAssignment EACH_PACKAGE = new SliceAssignment() {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return SliceIdentifier.of(type.getPackageName());
        }

        @Override
        public String getDescription() {
            return "each package";
        }
    };

    /** What each package, those below it included, may import of ours; the root is the empty name. */
    private static final Map<String, List<String>> ARROWS = Map.ofEntries(
            Map.entry("assets", List.of()),
            Map.entry("messages", List.of()),
            Map.entry("audit", List.of()),
            Map.entry("body", List.of()),
            Map.entry("headers", List.of()),
            Map.entry("reload", List.of()),
            Map.entry("simulator", List.of()),
            Map.entry("yaml", List.of()),
            Map.entry("pricing", List.of("messages", "reload", "yaml")),
            Map.entry("policy", List.of("messages", "pricing", "reload", "yaml")),
            Map.entry("auth", List.of("policy", "reload")),
            Map.entry("quota", List.of("auth", "messages", "policy", "pricing")),
            Map.entry("upstream", List.of("body", "headers", "messages")),
            Map.entry("relay", List.of("headers", "messages")),
            Map.entry("metering", List.of("messages", "pricing")),
            Map.entry("tracing", List.of("messages", "metering", "pricing")),
            Map.entry("usage", List.of("messages", "pricing")),
            Map.entry(
                    "pipeline",
                    List.of(
                            "audit",
                            "auth",
                            "body",
                            "messages",
                            "metering",
                            "policy",
                            "pricing",
                            "quota",
                            "relay",
                            "tracing",
                            "upstream")),
            Map.entry("http", List.of("assets", "body", "messages", "pipeline", "relay")),
            Map.entry(
                    "settings",
                    List.of(
                            "body",
                            "http",
                            "messages",
                            "metering",
                            "pipeline",
                            "pricing",
                            "quota",
                            "relay",
                            "reload",
                            "tracing",
                            "upstream",
                            "yaml")),
            Map.entry(
                    "check",
                    List.of(
                            "auth",
                            "body",
                            "http",
                            "messages",
                            "pipeline",
                            "policy",
                            "pricing",
                            "quota",
                            "reload",
                            "settings",
                            "upstream")),
            Map.entry(
                    "command",
                    List.of(
                            "audit",
                            "auth",
                            "check",
                            "policy",
                            "pricing",
                            "quota",
                            "reload",
                            "settings",
                            "simulator",
                            "training",
                            "upstream",
                            "usage")),
            Map.entry(
                    "console",
                    List.of(
                            "assets",
                            "auth",
                            "messages",
                            "metering",
                            "policy",
                            "pricing",
                            "quota",
                            "reload",
                            "settings",
                            "upstream")),
            Map.entry("training", List.of("auth", "reload")),
            Map.entry("demo", List.of("auth", "command", "pricing", "reload", "simulator")),
            Map.entry(
                    "wiring",
                    List.of(
                            "audit",
                            "auth",
                            "body",
                            "check",
                            "console",
                            "http",
                            "messages",
                            "metering",
                            "pipeline",
                            "policy",
                            "pricing",
                            "quota",
                            "relay",
                            "reload",
                            "settings",
                            "tracing",
                            "upstream")),
            Map.entry("", List.of("command", "demo", "training")));

    /**
     * The one direction inside {@code quota}: what each of its packages, without those below it, may import of the
     * others.
     */
    private static final Map<String, List<String>> ARROWS_IN_QUOTA = Map.of(
            "quota.identity", List.of("quota", "quota.store"),
            "quota", List.of("quota.estimate", "quota.response", "quota.store", "quota.store.memory"),
            "quota.estimate", List.of("quota.store"),
            "quota.response", List.of("quota.store"),
            "quota.store.memory", List.of("quota.store"),
            "quota.store.redis", List.of("quota.store"),
            "quota.store", List.of());

    @ArchTest
    static final ArchRule ARROWS_HOLD_IN_QUOTA = CompositeArchRule.of(ARROWS_IN_QUOTA.entrySet().stream()
            .map(entry -> importsOnlyInQuota(entry.getKey(), entry.getValue()))
            .toList());

    @ArchTest
    static final ArchRule ARROWS_HOLD = CompositeArchRule.of(ARROWS.entrySet().stream()
            .map(entry -> importsOnly(entry.getKey(), entry.getValue()))
            .toList());

    /** The root package too, and each package below another. */
    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().assignedFrom(EACH_PACKAGE).should().beFreeOfCycles();

    @ArchTest
    static final ArchRule EVERY_PACKAGE_HAS_ITS_ARROWS = classes()
            .that()
            .resideOutsideOfPackages(
                    ARROWS.keySet().stream().map(ArchitectureTest::packageOf).toArray(String[]::new))
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
            "console",
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
            .resideOutsideOfPackages("dev.weir.metering..", "dev.weir.wiring..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.micrometer..");

    @ArchTest
    static final ArchRule JSON_ONLY_WHERE_IT_IS_READ_OR_WRITTEN = noClasses()
            .that()
            .resideOutsideOfPackages(Stream.of("messages", "auth", "metering", "quota", "simulator", "usage")
                    .map(ArchitectureTest::packageOf)
                    .toArray(String[]::new))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.fasterxml.jackson..");

    @ArchTest
    static final ArchRule OPENTELEMETRY_ONLY_IN_TRACING = onlyIn(
            DescribedPredicate.describe(
                    "are OpenTelemetry", type -> type.getPackageName().startsWith("io.opentelemetry")),
            "tracing");

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
            .resideOutsideOfPackages("dev.weir.wiring..", "dev.weir.quota..", "dev.weir.check..", "dev.weir.settings..")
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
    static final ArchRule PICOCLI_ONLY_IN_COMMANDS = noClasses()
            .that()
            .resideOutsideOfPackages("dev.weir", "dev.weir.command..", "dev.weir.demo..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("picocli..");

    @ArchTest
    static final ArchRule TIME_IS_INJECTED = noClasses()
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis");

    @ArchTest
    static final ArchRule NOTHING_ON_THE_PATH_KNOWS_THE_SIMULATOR = noClasses()
            .that()
            .resideOutsideOfPackages("dev.weir", "dev.weir.command..", "dev.weir.simulator..", "dev.weir.demo..")
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
                .as((from.isEmpty() ? "the root" : from) + " imports only " + to);
    }

    private static ArchRule importsOnlyInQuota(String from, List<String> to) {
        String[] allowed = Stream.concat(Stream.of(from), to.stream())
                .map(name -> "dev.weir." + name)
                .toArray(String[]::new);
        DescribedPredicate<JavaClass> ofQuota = resideInAPackage("dev.weir.quota..");
        return classes()
                .that()
                .resideInAPackage("dev.weir." + from)
                .should(onlyDependOnClassesThat(DescribedPredicate.not(ofQuota).or(resideInAnyPackage(allowed))))
                .as(from + " imports only " + to + " of quota");
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
        return name.isEmpty() ? "dev.weir" : "dev.weir." + name + "..";
    }
}
