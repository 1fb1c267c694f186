package org.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

class ThreadsTest {

    @AfterEach
    void backToOne() {
        Threads.use(1);
    }

    @Test
    void oneThreadIsInForceOnEveryThreadThatTouchesANetwork() {
        Threads.use(1);
        int elsewhere = CompletableFuture.supplyAsync(() -> {
                    Threads.settle();
                    return Nd4j.getEnvironment().maxThreads()
                            * Nd4j.factory().blas().getMaxThreads();
                })
                .join();
        assertThat(elsewhere).isEqualTo(1);
    }

    @Test
    void moreThreadsThanNd4jWasStartedWithAreRefusedNotIgnored() {
        assertThatThrownBy(() -> Threads.use(100_000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("threads(100000): ND4J was started with at most ")
                .hasMessageEndingWith("start Java with OMP_NUM_THREADS=100000 for more");
        assertThat(Nd4j.getEnvironment().maxThreads()).isEqualTo(1);
    }

    @Test
    void fewerThanOneThreadIsRefused() {
        assertThatThrownBy(() -> Threads.use(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("threads must be at least 1, found 0");
    }
}
