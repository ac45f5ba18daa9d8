package dev.weir.e2e;

import dev.weir.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A real nginx or HAProxy in front of the gateway, set up as {@code docs/behind-a-proxy.md} says, or as it comes. */
final class FrontProxy implements AutoCloseable {
    private final int port;
    private final Process process;

    private FrontProxy(int port, Process process) {
        this.port = port;
        this.process = process;
        BoundedWait.until("the proxy listens", this::listens);
    }

    /** Starts nginx with the settings of the page; absent where it is not installed. */
    static Optional<FrontProxy> nginx(int gateway) {
        return installed("nginx").map(program -> nginx(program, gateway, fromPage("nginx")));
    }

    /** Starts nginx with nothing set but where the gateway is. */
    static Optional<FrontProxy> plainNginx(int gateway) {
        String plain = "server { listen 127.0.0.1:8000; location / { proxy_pass http://127.0.0.1:8080; } }";
        return installed("nginx").map(program -> nginx(program, gateway, plain));
    }

    /** Starts HAProxy with the settings of the page; absent where it is not installed. */
    static Optional<FrontProxy> haproxy(int gateway) {
        return installed("haproxy").map(program -> {
            int port = FreePorts.next();
            Path config = write("haproxy.cfg", "global\n    maxconn 100\n" + at(fromPage("haproxy"), port, gateway));
            return new FrontProxy(port, start(List.of(program.toString(), "-db", "-f", config.toString())));
        });
    }

    int port() {
        return port;
    }

    private static FrontProxy nginx(Path program, int gateway, String servers) {
        int port = FreePorts.next();
        Path config = write("nginx.conf", """
                daemon off;
                pid nginx.pid;
                error_log stderr warn;
                events { worker_connections 128; }
                http {
                    access_log off;
                    client_body_temp_path body;
                    proxy_temp_path proxy;
                    fastcgi_temp_path fastcgi;
                    uwsgi_temp_path uwsgi;
                    scgi_temp_path scgi;
                    %s
                }
                """.formatted(at(servers, port, gateway)));
        String directory = String.valueOf(config.getParent());
        return new FrontProxy(port, start(List.of(program.toString(), "-p", directory, "-c", config.toString())));
    }

    private static Optional<Path> installed(String name) {
        return Stream.concat(Stream.of(System.getenv("PATH").split(":", -1)), Stream.of("/usr/sbin", "/usr/local/sbin"))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static String fromPage(String language) {
        try {
            String page = Files.readString(Path.of("docs/behind-a-proxy.md"));
            Matcher block = Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                    .matcher(page);
            if (!block.find()) {
                throw new AssertionError("no settings of " + language);
            }
            return block.group(1);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String at(String settings, int port, int gateway) {
        return settings.replace("127.0.0.1:8000", "127.0.0.1:" + port)
                .replace("127.0.0.1:8080", "127.0.0.1:" + gateway);
    }

    private static Path write(String name, String text) {
        try {
            return Files.writeString(Files.createTempDirectory("weir-proxy-").resolve(name), text);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Process start(List<String> command) {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private boolean listens() {
        try (RawClient _ = new RawClient(port)) {
            return true;
        } catch (UncheckedIOException _) {
            return false;
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
