package dev.weir.metering;

/** A part of metering that can fail by itself; the closed set behind the metric label {@code part}. */
enum MeteringPart {
    METRICS("metrics"),
    LOG("log"),
    CONSOLE("console"),
    OTLP("otlp");

    private final String label;

    MeteringPart(String label) {
        this.label = label;
    }

    /** Returns the value of the metric label {@code part}. */
    String label() {
        return label;
    }
}
