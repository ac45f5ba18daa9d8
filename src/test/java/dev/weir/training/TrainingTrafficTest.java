package dev.weir.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.weir.auth.KeyMaker;
import dev.weir.auth.KeyMaker.NewKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TrainingTrafficTest {
    private static final NewKey KEY = new KeyMaker(new Random(1)).make();

    private final List<String> seen = new CopyOnWriteArrayList<>();
    private HttpServer gateway;

    @BeforeEach
    void startAGatewayThatIsAlwaysOverloaded() throws IOException {
        gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gateway.createContext("/", exchange -> {
            seen.add(exchange.getRequestHeaders().getFirst("x-api-key") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(529, -1);
            exchange.close();
        });
        gateway.start();
    }

    @AfterEach
    void stop() {
        gateway.stop(0);
    }

    @Test
    void beginsWithAStreamAndFailsOnAnotherStatusThanTheOneAskedFor() {
        TrainingTraffic traffic = new TrainingTraffic(gateway.getAddress().getPort(), KEY);

        assertThatThrownBy(() -> traffic.send(13))
                .isInstanceOf(IOException.class)
                .hasMessage("/v1/messages (tokens=60): status 529 (expected: 200)");

        assertThat(seen).singleElement().asString().startsWith(KEY.key().text()).contains("\"stream\":true");
    }
}
