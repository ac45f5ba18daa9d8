package dev.weir.upstream;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * An upstream that misbehaves in every way that HTTP/1.1 on one connection lets it, and marks every byte with the
 * exchange that it belongs to: the value of {@code x-tag} in the head, and a body made of {@code <tag>} alone.
 *
 * <p>A request says in {@code x-tag} which exchange it is, in {@code x-seed} what decides the details, and in {@code
 * x-kind} what is done. Requests come in rounds of a known number: what is sent late is sent when all of a round have
 * arrived, as bytes that cross with the next request on the wire are its response to anybody.
 */
public final class MisbehavingUpstream implements AutoCloseable {
    private static final long BOUND_SECONDS = 20;

    private final RawUpstream server = new RawUpstream(this::play);
    private final AtomicInteger late = new AtomicInteger();
    private volatile CountDownLatch arrivals = new CountDownLatch(0);
    private volatile CountDownLatch roundEnd = new CountDownLatch(0);

    /** What is done with a request, and what may come of it. */
    public enum Misbehavior {
        /** With a length. */
        SIZED(Promise.WHOLE),
        /** In chunks. */
        CHUNKED(Promise.WHOLE),
        /** Ended by the close. */
        CLOSED(Promise.WHOLE),
        /** After one to three interim responses. */
        INTERIM(Promise.WHOLE),
        /** With the beginning of another response in the same packet. */
        PARTIAL_BEHIND(Promise.WHOLE),
        /** With a whole second response in the same packet. */
        DOUBLE(Promise.WHOLE),
        /** With a body longer than was announced. */
        LONG(Promise.WHOLE),
        /** With a part of a response while the connection is idle. */
        LATE_PARTIAL(Promise.WHOLE),
        /** With a whole second response while the connection is idle. */
        LATE_DOUBLE(Promise.WHOLE),
        /** A 204 with a body. */
        BODY_OF_NONE(Promise.NO_BODY),
        /** Before the request was read, which is never read. */
        EARLY(Promise.WHOLE),
        /** Before the request was read, which then goes on. */
        EARLY_READ(Promise.WHOLE),
        /** With a body shorter than was announced. */
        SHORT(Promise.PART),
        /** With a reset in the middle. */
        RESET(Promise.PART),
        /** With a chunk that is none. */
        BAD_CHUNK(Promise.PART),
        /** A status that is no final one. */
        BAD_STATUS(Promise.NONE),
        /** With a length and chunks. */
        TWO_LENGTHS(Promise.NONE),
        /** Another protocol. */
        SWITCHED(Promise.NONE),
        /** Nothing but a close. */
        SILENT(Promise.NONE);

        private final Promise promise;

        Misbehavior(Promise promise) {
            this.promise = promise;
        }

        Promise promise() {
            return promise;
        }
    }

    /** What the sender of a request must get. */
    enum Promise {
        WHOLE,
        NO_BODY,
        PART,
        NONE
    }

    /** Returns the port. */
    public int port() {
        return server.port();
    }

    /** Begins a round of this many requests. */
    void beginRound(int requests) {
        arrivals = new CountDownLatch(requests);
        roundEnd = new CountDownLatch(1);
    }

    /** Ends a round: what is late has been sent on return. */
    void endRound() {
        roundEnd.countDown();
        LoopbackServer.until(() -> late.get() == 0);
    }

    /** Returns the body of the exchange. */
    static String body(String tag, long seed) {
        RandomGenerator random = random(seed);
        return ("<" + tag + ">").repeat(random.nextInt(200) + 1);
    }

    static RandomGenerator random(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    private void play(String head, RawUpstream.RawConnection line) throws IOException {
        String tag = RawUpstream.header(head, "x-tag");
        long seed = Long.parseLong(RawUpstream.header(head, "x-seed"));
        Misbehavior kind = Misbehavior.valueOf(RawUpstream.header(head, "x-kind"));
        boolean early = kind == Misbehavior.EARLY || kind == Misbehavior.EARLY_READ;
        if (!early) {
            line.readBody(head);
        }
        boolean isLate =
                kind == Misbehavior.LATE_PARTIAL || kind == Misbehavior.LATE_DOUBLE || kind == Misbehavior.EARLY;
        if (isLate) {
            late.incrementAndGet();
        }
        arrivals.countDown();
        try {
            new Play(tag, body(tag, seed), random(~seed), line).play(kind);
            if (kind == Misbehavior.EARLY_READ) {
                line.readBody(head);
            }
        } finally {
            if (isLate) {
                late.decrementAndGet();
            }
        }
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(BOUND_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("the round never came so far");
            }
        } catch (InterruptedException stopped) {
            throw new IOException(stopped);
        }
    }

    /** One exchange. */
    private final class Play {
        private final String tag;
        private final String body;
        private final RandomGenerator random;
        private final RawUpstream.RawConnection line;

        private Play(String tag, String body, RandomGenerator random, RawUpstream.RawConnection line) {
            this.tag = tag;
            this.body = body;
            this.random = random;
            this.line = line;
        }

        private void play(Misbehavior kind) throws IOException {
            switch (kind) {
                case SIZED, EARLY_READ -> sliced(sized());
                case CHUNKED -> sliced(chunked());
                case INTERIM -> sliced(interim().repeat(random.nextInt(3) + 1) + sized());
                case PARTIAL_BEHIND -> sliced(sized() + part(sized()));
                case DOUBLE -> sliced(sized() + (random.nextBoolean() ? sized() : chunked()));
                case LONG -> sliced(sized() + "<" + tag + ">");
                case BODY_OF_NONE -> sliced("HTTP/1.1 204 No Content\r\n" + tagLine() + "\r\n" + body);
                case LATE_PARTIAL -> late(part(sized()));
                case LATE_DOUBLE -> late(sized());
                case EARLY -> {
                    line.send(sized());
                    await(roundEnd);
                    line.socket().close();
                }
                default -> playEnd(kind);
            }
        }

        private void playEnd(Misbehavior kind) throws IOException {
            switch (kind) {
                case CLOSED -> sliced("HTTP/1.1 200 OK\r\n" + tagLine() + "connection: close\r\n\r\n" + body);
                case SHORT -> sliced(part(sized()));
                case BAD_CHUNK -> sliced(chunked().replace("\r\n0\r\n\r\n", "\r\nzz\r\n" + sized()));
                case TWO_LENGTHS -> sliced(chunked().replace("\r\ntransfer", "\r\ncontent-length: 5\r\ntransfer"));
                case BAD_STATUS -> sliced(sized().replace(" 200 ", random.nextBoolean() ? " 999 " : " 77 "));
                case SWITCHED -> sliced("HTTP/1.1 101 Switching\r\nupgrade: x\r\n" + tagLine() + "\r\n" + sized());
                default -> line.send(kind == Misbehavior.RESET ? part(chunked()) : "");
            }
            if (kind == Misbehavior.RESET) {
                line.reset();
            }
            line.socket().close();
        }

        private void late(String behind) throws IOException {
            sliced(sized());
            await(arrivals);
            await(roundEnd);
            line.send(behind);
        }

        private String tagLine() {
            return "x-tag: " + tag + "\r\n";
        }

        private String sized() {
            return "HTTP/1.1 200 OK\r\n" + tagLine() + "content-length: " + body.length() + "\r\n\r\n" + body;
        }

        private String chunked() {
            int cut = random.nextInt(body.length()) + 1;
            String first = body.substring(0, cut);
            String rest = body.substring(cut);
            return "HTTP/1.1 200 OK\r\n" + tagLine() + "transfer-encoding: chunked\r\n\r\n" + chunk(first)
                    + (rest.isEmpty() ? "" : chunk(rest)) + "0\r\n\r\n";
        }

        private static String chunk(String text) {
            return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
        }

        private String interim() {
            List<Integer> statuses = List.of(100, 102, 103, 104, 199);
            return "HTTP/1.1 " + statuses.get(random.nextInt(statuses.size())) + " Wait\r\n" + tagLine() + "\r\n";
        }

        private String part(String text) {
            return text.substring(0, random.nextInt(text.length() - 1) + 1);
        }

        /** Sends the text in one packet, or in up to four that begin at any byte. */
        private void sliced(String text) throws IOException {
            List<Integer> cuts = new ArrayList<>(List.of(0, text.length()));
            for (int more = random.nextInt(4); more > 0; more--) {
                cuts.add(random.nextInt(text.length() + 1));
            }
            cuts.sort(null);
            for (int at = 1; at < cuts.size(); at++) {
                line.send(text.substring(cuts.get(at - 1), cuts.get(at)));
            }
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
