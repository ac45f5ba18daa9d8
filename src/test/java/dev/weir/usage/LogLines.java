package dev.weir.usage;

import java.nio.charset.StandardCharsets;

/** Lines of a usage log for tests, with the keys that are read. */
public final class LogLines {
    private LogLines() {}

    /** An exchange of team search with this model, which cost what its input costs. */
    public static String line(String id, String time, String model, long input, long output, String usd) {
        return line(id, time, model, "exact", input, output, usd);
    }

    /** The same with its exactness. */
    public static String line(String id, String time, String model, String usage, long input, long output, String usd) {
        return """
            {"time":"%s","request_id":"%s","upstream_request_id":"req_%s","team":"search","user":"4f1c9a",\
            "operation":"messages","usage":"%s","input_tokens":%d,"cache_read_tokens":0,\
            "cache_write_5m_tokens":0,"cache_write_1h_tokens":0,"output_tokens":%d,"web_searches":0,\
            "cost_usd":%s,"price_known":true,"model":"%s","input_usd":%s,"output_usd":0,\
            "models":null}""".formatted(time, id, id, usage, input, output, usd, model, usd);
    }

    /** Reads a line that must be readable. */
    public static UsageEntry entry(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        return switch (UsageLineReader.read(bytes, bytes.length)) {
            case LineReading.Parsed(UsageEntry entry) -> entry;
            case LineReading.Unreadable(String reason) -> throw new AssertionError(reason);
        };
    }

    /** Returns why a line cannot be read; "readable" where it can. */
    static String reason(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        return switch (UsageLineReader.read(bytes, bytes.length)) {
            case LineReading.Parsed _ -> "readable";
            case LineReading.Unreadable(String reason) -> reason;
        };
    }
}
