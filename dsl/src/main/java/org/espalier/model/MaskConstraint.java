package org.espalier.model;

import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.BitSet;
import java.util.Objects;
import java.util.Set;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.layers.LayerConstraint;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Holds pruned weights at exactly zero: after every update, whatever the updater, momentum or decay, the weights are
 * multiplied by the mask. Travels with the layer's configuration through {@code clone()} and DL4J's zip files.
 */
public final class MaskConstraint implements LayerConstraint {
    private static final long serialVersionUID = 1;

    @JsonProperty("params")
    private Set<String> params;

    /** One bit per weight in 'c' order of the parameter, deflated, base64. */
    @JsonProperty("kept")
    private final String kept;

    private transient @Nullable INDArray mask;

    /** Reads the form that is written into a model's configuration. */
    @JsonCreator
    MaskConstraint(@JsonProperty("params") Set<String> params, @JsonProperty("kept") String kept) {
        this.params = params;
        this.kept = kept;
    }

    /** Masks the parameter {@code W} by an array of the parameter's own shape, 0 where a weight is pruned. */
    public static MaskConstraint of(INDArray mask) {
        float[] values = mask.dup('c').data().asFloat();
        BitSet bits = new BitSet(values.length);
        for (int i = 0; i < values.length; i++) {
            bits.set(i, values[i] != 0);
        }
        return new MaskConstraint(Set.of("W"), Base64.getEncoder().encodeToString(deflate(bits.toByteArray())));
    }

    /** The same, laid out for these weights at once: to read it back from its bits takes as long as to make it. */
    static MaskConstraint of(INDArray mask, INDArray weights) {
        MaskConstraint constraint = of(mask);
        INDArray laidOut = Nd4j.createUninitialized(weights.dataType(), weights.shape(), weights.ordering());
        constraint.mask = laidOut.assign(mask.neq(0));
        return constraint;
    }

    @Override
    public void applyConstraint(Layer layer, int iteration, int epoch) {
        for (String param : params) {
            INDArray weights = layer.getParam(param);
            weights.muli(maskFor(weights));
        }
    }

    /** The mask in the layout of {@code weights}: 1 kept, 0 pruned. */
    public INDArray maskFor(INDArray weights) {
        INDArray known = mask;
        if (known != null) {
            return known;
        }
        BitSet bits = BitSet.valueOf(inflate(Base64.getDecoder().decode(kept)));
        float[] values = new float[Math.toIntExact(weights.length())];
        bits.stream().forEach(i -> values[i] = 1);
        INDArray laidOut = Nd4j.createUninitialized(weights.dataType(), weights.shape(), weights.ordering());
        laidOut.assign(Nd4j.create(values, weights.shape()));
        mask = laidOut;
        return laidOut;
    }

    @Override
    public void setParams(Set<String> params) {
        this.params = params;
    }

    @Override
    public Set<String> getParams() {
        return params;
    }

    @Override
    public MaskConstraint clone() {
        return new MaskConstraint(params, kept);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof MaskConstraint m && params.equals(m.params) && kept.equals(m.kept);
    }

    @Override
    public int hashCode() {
        return Objects.hash(params, kept);
    }

    private static byte[] deflate(byte[] bytes) {
        // Deflating is much of what masking takes, and masks of single weights have little that a higher level would
        // find.
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try {
            deflater.setInput(bytes);
            deflater.finish();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] buffer = new byte[8192];
            while (!deflater.finished()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
            return out.toByteArray();
        } finally {
            deflater.end();
        }
    }

    private static byte[] inflate(byte[] bytes) {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(bytes);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] buffer = new byte[8192];
            while (!inflater.finished()) {
                int n = inflater.inflate(buffer);
                if (n == 0 && inflater.needsInput()) {
                    break;
                }
                out.write(buffer, 0, n);
            }
            return out.toByteArray();
        } catch (DataFormatException e) {
            throw new UncheckedIOException(
                    "the mask saved in this model cannot be read: the file is damaged", new java.io.IOException(e));
        } finally {
            inflater.end();
        }
    }
}
