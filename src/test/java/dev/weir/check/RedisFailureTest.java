package dev.weir.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.quota.store.NotSentException;
import java.net.ConnectException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RedisFailureTest {
    static List<Arguments> failures() {
        Throwable refused = new NotSentException(new ConnectException("Connection refused: localhost/127.0.0.1:6379"));
        Throwable untrusted =
                new SSLHandshakeException("PKIX path building failed: sun.security.SunCertPathBuilderException");
        untrusted.initCause(new IllegalStateException("unable to find a valid certification path"));
        return List.of(
                Arguments.of(refused, "cannot be reached: Connection refused: localhost/127.0.0.1:6379. Check"),
                Arguments.of(
                        new ExecutionException(new CompletionException(refused)),
                        "cannot be reached: Connection refused: localhost/127.0.0.1:6379. Check"),
                Arguments.of(new ExecutionException(new TimeoutException()), "no reply in time. Check"),
                Arguments.of(
                        new ExecutionException(untrusted), "TLS failed: unable to find a valid certification path. "));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void saysWhatHappenedWithoutTheNameOfAClass(Throwable failure, String beginning) {
        String text = RedisFailure.of(failure).text();

        assertThat(text).startsWith(beginning).doesNotContain("Exception");
    }
}
