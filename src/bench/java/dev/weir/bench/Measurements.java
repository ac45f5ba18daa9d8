package dev.weir.bench;

import java.util.List;

/**
 * What a run measured; of the last three, those that its course does not take are empty.
 *
 * @param loads load averages, from before it to after it; at least one
 * @param unsettled what the warm-up did not bring to a lasting speed, as a target and a workload each
 * @param samples of the rounds
 * @param openStreams by target
 * @param ramp by rate and target
 */
record Measurements(
        List<Double> loads,
        List<String> unsettled,
        List<Sample> samples,
        List<OpenStreams.StreamCost> openStreams,
        List<Ramp.RampStep> ramp) {
    Measurements {
        loads = List.copyOf(loads);
        unsettled = List.copyOf(unsettled);
        samples = List.copyOf(samples);
        openStreams = List.copyOf(openStreams);
        ramp = List.copyOf(ramp);
    }
}
