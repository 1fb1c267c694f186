package org.espalier.sparse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NofMMatrixTest {

    @Test
    void storesEachGroupsValuesWithTheirPlaces() {
        NofMMatrix matrix = NofMMatrix.of(new float[] {0, 5, 0, 7, 1, 2, 0, 0}, 1, 8, 2, 4);

        assertThat(matrix.places()).containsExactly(1, 3, 0, 1);
        assertThat(matrix.values()).containsExactly(5, 7, 1, 2);
    }

    @Test
    void aGroupWithFewerValuesFillsItsSlotsAtTheLowestFreePlaces() {
        NofMMatrix matrix = NofMMatrix.of(new float[] {0, 0, 0, 7, 0, 0, 0, 0, 9}, 1, 9, 2, 4);

        assertThat(matrix.places()).containsExactly(0, 3, 0, 1, 0, 1);
        assertThat(matrix.values()).containsExactly(0, 7, 0, 0, 9, 0);
        assertThat(matrix.nonZeros()).isEqualTo(2);
        assertThat(matrix.stored()).isEqualTo(6);
    }

    @Test
    void comesBackExactlyFromItsDenseForm() {
        SplittableRandom random = new SplittableRandom(92);
        for (int trial = 0; trial < 200; trial++) {
            int m = 2 + random.nextInt(trial % 20 == 0 ? 255 : 15);
            int n = 1 + random.nextInt(m - 1);
            int rows = 1 + random.nextInt(20);
            int columns = 1 + random.nextInt(40);
            DrawnMatrix drawn = DrawnMatrix.of(random, rows, columns, random.nextInt(5) / 4.0)
                    .keeping(n, m);
            NofMMatrix matrix = NofMMatrix.of(drawn.dense(), rows, columns, n, m);

            assertThat(matrix.toDense()).isEqualTo(drawn.dense());
            assertThat(matrix.toCsr()).isEqualTo(drawn.csr());
            assertThat(matrix)
                    .isEqualTo(NofMMatrix.of(matrix.toDense(), rows, columns, n, m))
                    .hasSameHashCodeAs(NofMMatrix.of(matrix.toDense(), rows, columns, n, m));
        }
    }

    @Test
    void aGroupWithMoreValuesIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NofMMatrix.of(new float[] {1, 1, 0, 0, 1, 0, 1, 1}, 1, 8, 2, 4))
                .withMessage("row 0, group 1, columns 4 to 7: 2:4 allows 2 values other than zero, found 3");
    }

    @Test
    void aPatternThatIsNoneIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NofMMatrix.of(new float[4], 1, 4, 4, 2))
                .withMessage("N:M stores n of every m values and needs 1 <= n < m <= 256, found n = 4, m = 2");
    }
}
