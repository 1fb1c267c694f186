package org.espalier.kernels.benchmark;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.espalier.zoo.Images;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Floats row by row with their shape, for libraries that each want them in their own container. */
final class Tensor {
    private final float[] values;
    private final long[] shape;

    Tensor(float[] values, long... shape) {
        this.values = values;
        this.shape = shape;
    }

    /** Standard normal values. */
    static Tensor random(long seed, long... shape) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[Math.toIntExact(LongStream.of(shape).reduce(1, Math::multiplyExact))];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return new Tensor(values, shape);
    }

    /** A batch of random images, standard normal: {@code [examples, channels, height, width]}. */
    static Tensor images(int examples, Images images, long seed) {
        return random(seed, examples, images.channels(), images.height(), images.width());
    }

    /** The first dimension. */
    int examples() {
        return Math.toIntExact(shape[0]);
    }

    /** A copy. */
    float[] array() {
        return values.clone();
    }

    /** A copy for ND4J. */
    INDArray nd4j() {
        return Nd4j.create(values, shape, 'c');
    }

    /** A copy outside the Java heap for ONNX Runtime. */
    OnnxTensor onnx(OrtEnvironment environment) throws OrtException {
        return OnnxTensor.createTensor(environment, buffer(), shape);
    }

    /** A copy outside the Java heap. */
    FloatBuffer buffer() {
        return buffer(values.length).put(0, values);
    }

    /** Zeros outside the Java heap. */
    static FloatBuffer buffer(int length) {
        return ByteBuffer.allocateDirect(length * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }
}
