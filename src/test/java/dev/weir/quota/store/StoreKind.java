package dev.weir.quota.store;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.quota.store.redis.RedisServerForTests;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/** Where a store under test counts; each server starts once and ends with the tests. */
public enum StoreKind {
    /** In memory. */
    MEMORY("always there"),
    /** The Redis 6.2 that comes with embedded-redis, or the program that {@code weir-test.redis-server} names. */
    EMBEDDED("always there"),
    /** The Redis that is installed. */
    INSTALLED("no redis-server is installed"),
    /** Redis 7 in a container, or the image that {@code weir-test.redis-image} names. */
    CONTAINER("no container engine is available");

    private static final String IMAGE = System.getProperty("weir-test.redis-image", "redis:7");
    private static final String SELECTED = System.getProperty("weir-test.store-place", "");
    private static final Map<StoreKind, Optional<String>> URLS = new ConcurrentHashMap<>();

    private final String whyNot;

    StoreKind(String whyNot) {
        this.whyNot = whyNot;
    }

    /** Skips the test where this place is not there, or {@code weir-test.store-place} names another. */
    public void assumeThere() {
        assumeTrue(SELECTED.isEmpty() || SELECTED.equals(name()), "weir-test.store-place is " + SELECTED);
        assumeTrue(this == MEMORY || url().isPresent(), whyNot);
    }

    /** Returns the server's address; empty for memory, and where there is no server. */
    public Optional<String> url() {
        return URLS.computeIfAbsent(this, StoreKind::start);
    }

    private static Optional<String> start(StoreKind kind) {
        return switch (kind) {
            case MEMORY -> Optional.empty();
            case EMBEDDED -> Optional.of(RedisServerForTests.start().url());
            case INSTALLED -> RedisServerForTests.startInstalled().map(RedisServerForTests::url);
            case CONTAINER -> container();
        };
    }

    @SuppressWarnings("resource") // ends with the process
    private static Optional<String> container() {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            return Optional.empty();
        }
        GenericContainer<?> redis = new GenericContainer<>(DockerImageName.parse(IMAGE)).withExposedPorts(6379);
        redis.start();
        return Optional.of("redis://" + redis.getHost() + ":" + redis.getMappedPort(6379));
    }
}
