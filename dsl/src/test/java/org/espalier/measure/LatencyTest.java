package org.espalier.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.LongStream;
import org.espalier.model.Network;
import org.espalier.zoo.Zoo;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

class LatencyTest {

    @Test
    void percentiles_are_times_that_occurred_by_nearest_rank() {
        // 1…30 ms in descending order: the 15th and the ⌈28.5⌉ = 29th.
        List<Long> nanos = LongStream.rangeClosed(1, 30)
                .map(i -> (31 - i) * 1_000_000)
                .boxed()
                .toList();
        Latency latency = sample(nanos);
        assertThat(latency.medianMillis()).isEqualTo(15);
        assertThat(latency.p95Millis()).isEqualTo(29);
        assertThat(latency.repeats()).isEqualTo(30);
        assertThat(sample(List.of(2_500_000L)).medianMillis()).isEqualTo(2.5);
        assertThat(sample(List.of(2_500_000L)).p95Millis()).isEqualTo(2.5);
    }

    @Test
    void the_speed_up_is_the_baselines_median_over_ones_own() {
        Latency fast = sample(List.of(1_000_000L));
        Latency slow = sample(List.of(3_000_000L));
        assertThat(fast.speedUpOver(slow)).isCloseTo(3, within(1e-12));
        Latency otherBatch = Latency.ofSamples(List.of(1L), 2, List.of(4L), "cpu", "b", 1);
        assertThatThrownBy(() -> fast.speedUpOver(otherBatch)).hasMessageContaining("found batch 1 of [4] and batch 2");
    }

    @Test
    void a_network_is_timed_at_least_thirty_times_and_says_where() {
        Latency latency = Latency.of(Zoo.lenet5().build(1), 2, 1, 28, 28);
        assertThat(latency.repeats()).isGreaterThanOrEqualTo(30);
        assertThat(latency.medianMillis()).isPositive().isLessThanOrEqualTo(latency.p95Millis());
        assertThat(latency.batch()).isEqualTo(2);
        assertThat(latency.shape()).containsExactly(1L, 28L, 28L);
        assertThat(latency.device()).isNotBlank();
        assertThat(latency.backend()).isEqualTo(Zoo.lenet5().build(1).backend());
        assertThat(latency.threads()).isPositive();
    }

    @Test
    void networks_are_compared_in_the_order_given_with_as_many_calls_each() {
        Network network = Zoo.lenet300().build(1);
        Map<String, Network> networks = new LinkedHashMap<>();
        networks.put("shipped", network.asShipped());
        networks.put("again", network);
        Map<String, Latency> compared = Latency.compare(networks, 1, 1, 28, 28);
        assertThat(compared.keySet()).containsExactly("shipped", "again");
        assertThat(compared.get("shipped").repeats())
                .isEqualTo(compared.get("again").repeats());
    }

    @Test
    void calls_alternate_and_are_released_after_each() {
        List<String> log = new ArrayList<>();
        Map<String, Candidate> candidates = new LinkedHashMap<>();
        candidates.put("a", new Candidate("x", () -> sleep(log, "a"), () -> log.add("release a")));
        candidates.put("b", new Candidate("y", () -> sleep(log, "b")));
        Map<String, Latency> raced = Latency.race(candidates, 1, 4);
        assertThat(raced.get("a").backend()).isEqualTo("x");
        assertThat(raced.get("a").medianMillis()).isGreaterThanOrEqualTo(1);
        // One round: each candidate twice, the first call untimed; which comes first changes from round to round.
        int last = log.size();
        assertThat(log.subList(last - 6, last))
                .isIn(
                        List.of("a", "release a", "a", "release a", "b", "b"),
                        List.of("b", "b", "a", "release a", "a", "release a"));
        assertThat(log).containsSubsequence("b", "b", "a").containsSubsequence("a", "release a", "b", "b");
    }

    @Test
    void a_candidate_that_has_used_up_its_time_sits_out_after_five_calls() {
        List<String> log = new ArrayList<>();
        Map<String, Candidate> candidates = new LinkedHashMap<>();
        candidates.put("slow", new Candidate("x", () -> sleep(log, "slow")).within(Duration.ofMillis(5)));
        candidates.put("quick", new Candidate("y", () -> {}));
        Map<String, Latency> raced = Latency.race(candidates, 1, 4);
        assertThat(raced.get("slow").repeats()).isEqualTo(5);
        assertThat(raced.get("quick").repeats()).isGreaterThanOrEqualTo(30);
    }

    @Test
    void an_interrupt_ends_the_measurement() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> Latency.race(Map.of("a", new Candidate("x", () -> {})), 1, 4))
                .isInstanceOf(CancellationException.class)
                .hasMessage("interrupted while measuring latency");
        assertThat(Thread.interrupted()).as("the flag is cleared").isFalse();
    }

    @Test
    void timing_leaves_the_shared_random_generator_alone() {
        Network network = Linear.times(4, 1);
        Nd4j.getRandom().setSeed(5);
        float expected = Nd4j.rand(1).getFloat(0);
        Nd4j.getRandom().setSeed(5);
        Latency.of(network, 1, 4);
        assertThat(Nd4j.rand(1).getFloat(0)).isEqualTo(expected);
    }

    @Test
    void impossible_requests_are_refused() {
        Network network = Linear.times(4, 1);
        assertThatThrownBy(() -> Latency.of(network, 0, 4)).hasMessageContaining("batch must be at least 1, found 0");
        assertThatThrownBy(() -> Latency.of(network, 1)).hasMessageContaining("the shape of one example");
        assertThatThrownBy(() -> Latency.compare(Map.of(), 1, 4)).hasMessageContaining("at least one candidate");
    }

    @Test
    void the_device_is_the_cpus_model_or_the_architecture() {
        assertThat(Device.modelIn(List.of("processor\t: 0", "model name\t: Some CPU: fast @ 2 GHz", "model name\t: b")))
                .isEqualTo("Some CPU: fast @ 2 GHz");
        assertThat(Device.modelIn(List.of("processor\t: 0", "CPU part\t: 0xd0c")))
                .isEqualTo(System.getProperty("os.arch"));
    }

    private static Latency sample(List<Long> nanos) {
        return Latency.ofSamples(nanos, 1, List.of(4L), "cpu", "b", 1);
    }

    private static void sleep(List<String> log, String entry) {
        log.add(entry);
        try {
            Thread.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
