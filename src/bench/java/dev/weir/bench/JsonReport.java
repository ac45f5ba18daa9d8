package dev.weir.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;

/** A run as JSON: who took part, how each was set up, and every sample. */
final class JsonReport {
    /** Changes where a field gets another meaning. */
    static final int FORMAT = 1;

    private JsonReport() {}

    /** Returns the text. */
    static String of(BenchResult result) {
        JsonArray targets = new JsonArray();
        result.targets().forEach(target -> targets.add(target(target)));
        JsonArray samples = new JsonArray();
        result.measured().samples().forEach(sample -> samples.add(sample(sample)));
        JsonArray openStreams = new JsonArray();
        result.measured().openStreams().forEach(cost -> openStreams.add(openStreams(cost)));
        JsonArray ramp = new JsonArray();
        result.measured().ramp().forEach(step -> ramp.add(rampStep(step)));
        return new JsonObject()
                        .put("format", FORMAT)
                        .put("command", result.command())
                        .put("date", result.date())
                        .put("machine", machine(result.machine()))
                        .put("versions", strings(result.versions().byProgram()))
                        .put("load_average", new JsonArray(result.measured().loads()))
                        .put("unsettled", new JsonArray(result.measured().unsettled()))
                        .put("targets", targets)
                        .put("samples", samples)
                        .put("open_streams", openStreams)
                        .put("ramp", ramp)
                        .encodePrettily()
                + "\n";
    }

    private static JsonObject machine(Machine machine) {
        return new JsonObject()
                .put("cpus", machine.cpus())
                .put("processor", machine.processor())
                .put("kernel", machine.kernel())
                .put("memory_mb", machine.memoryMb());
    }

    private static JsonObject target(Target target) {
        JsonArray unserved = new JsonArray();
        target.unserved().stream().sorted().map(Workload::label).forEach(unserved::add);
        return new JsonObject()
                .put("name", target.name())
                .put("command", new JsonArray(target.recipe().command()))
                .put("headers", strings(target.recipe().headers()))
                .put("files", strings(target.recipe().files()))
                .put("not_served", unserved);
    }

    private static JsonObject sample(Sample sample) {
        JsonObject object = new JsonObject()
                .put("round", sample.round())
                .put("workload", sample.workload().label())
                .put("target", sample.target())
                .put("requests_per_second", sample.requestsPerSecond());
        Optional.of(sample)
                .filter(Sample::hasProcess)
                .ifPresent(measured -> object.put("cpu_us", measured.cpuMicros())
                        .put("jit_us", measured.jitMicros())
                        .put("resident_mb", measured.residentMb()));
        return object;
    }

    private static JsonObject openStreams(OpenStreams.StreamCost cost) {
        JsonObject object = new JsonObject()
                .put("target", cost.target())
                .put("streams", cost.streams())
                .put("broken", cost.broken())
                .put("events_sent", cost.sent())
                .put("events_received", cost.received())
                .put("resident_kb_before", cost.residentKb().before())
                .put("resident_kb", cost.residentKb().during())
                .put("cpu_us_per_event", cost.cpuMicros());
        cost.heapBytes()
                .ifPresent(heap ->
                        object.put("live_heap_bytes_before", heap.before()).put("live_heap_bytes", heap.during()));
        return object;
    }

    private static JsonObject rampStep(Ramp.RampStep step) {
        return new JsonObject()
                .put("target", step.target())
                .put("rate", step.rate())
                .put("p50_us", step.latency().p50())
                .put("p99_us", step.latency().p99())
                .put("intended", step.latency().intended())
                .put("served", step.latency().served())
                .put("past_knee", step.isPastKnee());
    }

    private static JsonObject strings(Map<String, String> map) {
        JsonObject object = new JsonObject();
        map.forEach(object::put);
        return object;
    }
}
