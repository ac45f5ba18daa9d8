package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs the launcher {@code weir} in a copy of the project's shape, with a JDK and a Maven that only tell how they are
 * called.
 */
class LauncherTest {
    private static final String FAKE_JAVA = "#!/bin/sh\necho \"java in $(pwd):\"\nfor arg; do echo \"<$arg>\"; done\n";
    private static final String FAKE_MAVEN = """
            #!/bin/sh
            echo "mvn in $(pwd) with $JAVA_HOME: $*"
            mkdir -p target/quarkus-app target/demo-lib
            touch target/quarkus-app/quarkus-run.jar target/demo-lib/embedded-redis.jar
            exit "${MAVEN_CODE:-0}"
            """;

    @TempDir
    Path directory;

    private Path home;
    private Path jdk;

    @BeforeEach
    void copyTheLauncherIntoAPathWithSpaces() throws IOException {
        home = Files.createDirectories(directory.resolve("a path/with spaces"));
        Files.createDirectories(home.resolve("src/main"));
        Files.writeString(home.resolve("pom.xml"), "");
        Files.writeString(Files.createDirectory(home.resolve("config")).resolve("prices.yaml"), "");
        // The machine's own JDKs must not be found
        executable(
                home.resolve("weir"),
                Files.readString(Path.of("weir")).replaceAll("(?m)^ +(/usr/lib/jvm|/Library|/opt).*\\\\$\\R", ""));
        jdk = directory.resolve("a jdk");
        Files.createDirectories(jdk.resolve("bin"));
        executable(jdk.resolve("bin/java"), FAKE_JAVA);
        executable(jdk.resolve("bin/javac"), "");
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25.0.3\"\n");
        executable(Files.createDirectories(directory.resolve("bin")).resolve("mvn"), FAKE_MAVEN);
    }

    @Test
    void rejectsAnUnknownCommand() throws Exception {
        Run run = launch(List.of("nonsense"), Map.of());

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.output()).startsWith("weir: unknown command: nonsense").contains("./weir demo");
    }

    @Test
    void explainsItselfWithoutAnyJdk() throws Exception {
        Run run = launch(List.of(), Map.of());

        assertThat(run.code()).isZero();
        assertThat(run.output()).contains("./weir serve", "./weir check", "./weir key <team>", "./weir test");
    }

    @Test
    void explainsTheBenchmarkWithoutAnyJdk() throws Exception {
        Run run = launch(List.of("bench", "--help"), Map.of());

        assertThat(run.code()).isZero();
        assertThat(run.output()).startsWith("Usage: ./weir bench");
    }

    @Test
    void saysWhatToInstallWhereThereIsNoJdk() throws Exception {
        Run run = launch(List.of("serve"), Map.of());

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.output()).contains("no JDK 25 found", "JAVA_HOME");
    }

    @Test
    void passesOverAnOlderJdk() throws Exception {
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"21.0.9\"\n");

        Run run = launch(List.of("serve"), Map.of("JAVA_HOME", jdk.toString()));

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.output()).contains("no JDK 25 found");
    }

    @Test
    void saysWhatToInstallWhereThereIsNoMaven() throws Exception {
        Files.delete(directory.resolve("bin/mvn"));

        Run run = launch(List.of("serve"), Map.of("JAVA_HOME", jdk.toString()));

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.output()).contains("there is no mvn on the path");
    }

    @Test
    void buildsWhatIsMissingAndStartsJavaInTheDirectoryOfTheCaller() throws Exception {
        Run run = launch(List.of("key", "a team"), Map.of("JAVA_HOME", jdk.toString()));

        assertThat(run.code()).isZero();
        assertThat(run.output())
                .startsWith("weir: building")
                .contains("java in " + directory.toRealPath() + ":\n")
                .endsWith("<-jar>\n<" + home.toRealPath() + "/target/quarkus-app/quarkus-run.jar>\n<key>\n<a team>\n");
    }

    @Test
    void buildsOnlyWhatIsOlderThanTheSources() throws Exception {
        launch(List.of("check"), Map.of("JAVA_HOME", jdk.toString()));
        Run again = launch(List.of("check"), Map.of("JAVA_HOME", jdk.toString()));
        Path source = Files.writeString(home.resolve("src/main/New.java"), "");
        Files.setLastModifiedTime(source, FileTime.from(Instant.parse("2100-01-01T00:00:00Z")));
        Run changed = launch(List.of("check"), Map.of("JAVA_HOME", jdk.toString()));

        assertThat(again.output()).doesNotContain("building");
        assertThat(changed.output()).startsWith("weir: building");
    }

    @Test
    void showsTheLogOfABuildThatFailed() throws Exception {
        Run run = launch(List.of("serve"), Map.of("JAVA_HOME", jdk.toString(), "MAVEN_CODE", "3"));

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.output()).contains("mvn in " + home.toRealPath() + " with " + jdk + ": -B -ntp package");
    }

    @Test
    void runsTheWholeTestSuiteWithTheJdkThatItFound() throws Exception {
        Run run = launch(List.of("test"), Map.of("JAVA_HOME", jdk.toString()));

        assertThat(run.code()).isZero();
        assertThat(run.output()).isEqualTo("mvn in " + home.toRealPath() + " with " + jdk + ": -B verify\n");
    }

    @Test
    void runsAReleaseArchiveWithARuntimeAloneAndWithTheAotCacheBesideIt() throws Exception {
        makeRelease();
        Files.createFile(home.resolve("weir.aot"));

        Run run = launch(List.of("serve"), Map.of("JAVA_HOME", jdk.toString(), "JAVA_OPTS", "-Xmx1g"));

        Path real = home.toRealPath();
        assertThat(run.code()).isZero();
        assertThat(run.output())
                .isEqualTo("java in " + directory.toRealPath() + ":\n<@" + real + "/config/jvm.options>\n<-XX:AOTCache="
                        + real + "/weir.aot>\n<-Xmx1g>\n<-jar>\n<" + real
                        + "/quarkus-app/quarkus-run.jar>\n<serve>\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "test", "bench", "package"})
    void saysThatAReleaseArchiveHasNoSources(String command) throws Exception {
        makeRelease();

        Run run = launch(List.of(command), Map.of("JAVA_HOME", jdk.toString()));

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.output())
                .isEqualTo("weir: " + command + " needs the sources of Weir; a release archive has none\n");
    }

    @Test
    void packagesTheApplicationWithAllThatAnOperatorReads() throws Exception {
        for (String part :
                List.of("docs/a.md", "docker/Dockerfile", "k8s/base/a.yaml", "README.md", "CHANGELOG.md", "LICENSE")) {
            Files.createDirectories(home.resolve(part).getParent());
            Files.createFile(home.resolve(part));
        }
        Files.createDirectories(home.resolve("target"));
        Files.writeString(home.resolve("target/bom.json"), "{}");
        Files.createDirectories(home.resolve("docker/compose"));
        for (String secret :
                List.of("docker/compose/anthropic-api-key", "docker/compose/pseudonym-key", "config/.env")) {
            Files.createFile(home.resolve(secret));
        }
        executable(jdk.resolve("bin/java"), "#!/bin/sh\necho weir 1.2.3\n");

        Run run = launch(List.of("package"), Map.of("JAVA_HOME", jdk.toString()));

        assertThat(run.output()).endsWith("/target/weir-1.2.3.tar.gz\n");
        Path release = home.resolve("target/weir-1.2.3");
        assertThat(List.of("docker/compose/anthropic-api-key", "docker/compose/pseudonym-key", "config/.env"))
                .allSatisfy(secret -> assertThat(release.resolve(secret)).doesNotExist());
        assertThat(List.of(
                        "weir",
                        "quarkus-app/quarkus-run.jar",
                        "config/prices.yaml",
                        "docs/a.md",
                        "docker/Dockerfile",
                        "k8s/base/a.yaml",
                        "README.md",
                        "LICENSE",
                        "sbom.cyclonedx.json"))
                .allSatisfy(part -> assertThat(release.resolve(part)).exists());
    }

    private void makeRelease() throws IOException {
        Files.delete(home.resolve("pom.xml"));
        Files.delete(jdk.resolve("bin/javac"));
    }

    @Test
    void followsSymbolicLinksToItself() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("bin/linked"), Path.of("../a path/with spaces/weir"));

        Run run = launch(link, List.of("--version"), Map.of("JAVA_HOME", jdk.toString()));

        assertThat(run.output()).contains("<" + home.toRealPath() + "/target/quarkus-app/quarkus-run.jar>");
    }

    @Test
    void keepsUpstreamsOfTheEnvironmentFromTheDemo() throws Exception {
        executable(jdk.resolve("bin/java"), "#!/bin/sh\nenv\n");

        Run run = launch(
                List.of("demo"),
                Map.of("JAVA_HOME", jdk.toString(), "WEIR_UPSTREAMS_X_URL", "https://money.example", "OTHER", "kept"));

        assertThat(run.output()).contains("OTHER=kept").doesNotContain("money.example");
    }

    private Run launch(List<String> args, Map<String, String> environment) throws Exception {
        return launch(home.resolve("weir"), args, environment);
    }

    private Run launch(Path launcher, List<String> args, Map<String, String> environment) throws Exception {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(args);
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("PATH", directory.resolve("bin") + ":" + toolsWithoutJava());
        builder.environment().put("HOME", directory.toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), output);
    }

    /** Makes a path that holds what a shell script needs, and neither Java nor Maven. */
    private String toolsWithoutJava() throws IOException {
        Path tools = Files.createDirectories(directory.resolve("tools"));
        for (String tool : List.of(
                "sh",
                "cat",
                "dirname",
                "readlink",
                "sed",
                "find",
                "head",
                "mkdir",
                "touch",
                "env",
                "rm",
                "cp",
                "tar",
                "gzip")) {
            for (String place : List.of("/usr/bin", "/bin")) {
                Path link = tools.resolve(tool);
                if (!Files.exists(link) && Files.exists(Path.of(place, tool))) {
                    Files.createSymbolicLink(link, Path.of(place, tool));
                }
            }
        }
        return tools.toString();
    }

    private static void executable(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private record Run(int code, String output) {}
}
