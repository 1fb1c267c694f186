package org.espalier.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.FloatBuffer;
import org.espalier.program.Shape;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Whatever lies behind an array, a network sees its values in order: it gives them back here as they came. */
class EndsTest {
    private static final Shape SHAPE = new Shape(2, 3, 4);
    private static final Executor COPY = new Executor() {
        @Override
        public void execute(int examples, FloatBuffer in, FloatBuffer out) {
            out.duplicate().put(in.duplicate());
        }

        @Override
        public void close() {}
    };
    private final Ends images = ends(ArrayLayout.IMAGE, SHAPE);

    @Test
    void anImageComesThroughAsItIs() {
        INDArray image = numbers(5, 2, 3, 4);

        INDArray out = images.through(COPY, image);

        assertThat(out).isEqualTo(image).isNotSameAs(image);
        assertThat(out.isView()).isFalse();
        assertThat(out.data().address()).isNotEqualTo(image.data().address());
    }

    @Test
    void columnsFirstAndOtherTypesAreReordered() {
        INDArray image = numbers(5, 2, 3, 4);

        assertThat(images.through(COPY, image.dup('f'))).isEqualTo(image);
        assertThat(images.through(COPY, image.castTo(DataType.DOUBLE))).isEqualTo(image);
        assertThat(images.through(COPY, image.castTo(DataType.INT))).isEqualTo(image);
    }

    @Test
    void viewsAreReadFromWhereTheyBegin() {
        INDArray all = numbers(9, 2, 3, 4);
        INDArray some =
                all.get(NDArrayIndex.interval(3, 7), NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.all());
        INDArray wide = numbers(4, 2, 3, 9);
        INDArray inner =
                wide.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.interval(2, 6));
        INDArray turned = numbers(4, 2, 3, 5).permute(3, 1, 2, 0);

        assertThat(some.isView()).isTrue();
        assertThat(images.through(COPY, some).toString())
                .isEqualTo(some.dup('c').toString());
        assertThat(values(images.through(COPY, inner))).isEqualTo(values(inner)).startsWith(2, 3, 4, 5, 11);
        assertThat(values(images.through(COPY, turned)))
                .isEqualTo(values(turned))
                .hasSize(120);
    }

    @Test
    void aSingleExampleMayHaveStridesThatSayNothing() {
        INDArray one = numbers(3, 2, 3, 4)
                .get(NDArrayIndex.interval(1, 2), NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.all());
        INDArray odd =
                Nd4j.create(numbers(1, 2, 3, 4).data(), new long[] {1, 2, 3, 4}, new long[] {77, 12, 4, 1}, 0, 'c');

        assertThat(values(images.through(COPY, one))).isEqualTo(values(one)).startsWith(24, 25);
        assertThat(values(images.through(COPY, odd))).startsWith(0, 1, 2).hasSize(24);
    }

    @Test
    void anExampleMayBeOneRow() {
        INDArray rows = numbers(5, 24);

        assertThat(images.through(COPY, rows).shape()).containsExactly(5, 2, 3, 4);
        assertThat(values(images.through(COPY, rows))).isEqualTo(values(rows));
        assertThat(ends(ArrayLayout.VECTOR, Shape.vector(24))
                        .through(COPY, rows)
                        .shape())
                .containsExactly(5, 24);
    }

    @Test
    void channelsLastAreTurnedOnBothEnds() {
        INDArray image = numbers(5, 3, 4, 2);
        Ends last = ends(ArrayLayout.IMAGE_CHANNELS_LAST, SHAPE);
        Ends turning = new Ends(last.input(), images.output());

        assertThat(last.through(COPY, image)).isEqualTo(image);
        assertThat(turning.through(COPY, image)).isEqualTo(image.permute(0, 3, 1, 2));
    }

    @Test
    void aResultOutlivesTheWorkspaceItWasMadeIn() {
        INDArray out;
        INDArray image = numbers(5, 2, 3, 4);
        try (var workspace = Nd4j.getWorkspaceManager().getAndActivateWorkspace("EndsTest")) {
            out = images.through(COPY, image.dup('f'));
            assertThat(workspace.isScopeActive()).isTrue();
        }

        assertThat(out.isAttached()).isFalse();
        assertThat(out).isEqualTo(image);
    }

    @Test
    void otherShapesAreRefusedWithBoth() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> images.through(COPY, numbers(5, 2, 4, 3)))
                .withMessage(
                        "expected an input of [n, 2, 3, 4] with at least one example, or [n, 24], found [5, 2, 4, 3]");
        assertThatIllegalArgumentException().isThrownBy(() -> images.through(COPY, numbers(24)));
        assertThatIllegalArgumentException().isThrownBy(() -> images.through(COPY, numbers(2, 3, 4)));
        assertThatIllegalArgumentException().isThrownBy(() -> images.through(COPY, Nd4j.empty()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> images.through(COPY, new float[47], 2))
                .withMessage("2 examples of [2, 3, 4] are 48 values, found 47");
        assertThatIllegalArgumentException().isThrownBy(() -> images.through(COPY, new float[0], 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> images.through(COPY, new float[0], Integer.MAX_VALUE / 24))
                .withMessageContaining("cut it into several");
    }

    private static Ends ends(ArrayLayout layout, Shape shape) {
        return new Ends(new End(layout, shape), new End(layout, shape));
    }

    private static INDArray numbers(long... shape) {
        int count = 1;
        for (long size : shape) {
            count *= (int) size;
        }
        return Nd4j.arange(count).castTo(DataType.FLOAT).reshape(shape);
    }

    private static float[] values(INDArray array) {
        return array.dup('c').data().asFloat();
    }
}
