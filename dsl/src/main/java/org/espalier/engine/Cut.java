package org.espalier.engine;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.api.Model;
import org.espalier.structure.ResidualBlocks;
import org.espalier.structure.Surgery;

/** What made a network smaller, to be done to other networks like it. */
sealed interface Cut extends UnaryOperator<Model> {

    /**
     * Channels were cut.
     *
     * @param keep those that stay, of each group that loses any
     */
    record Channels(Map<String, int[]> keep) implements Cut {
        @Override
        public Model apply(Model model) {
            return new Surgery(model).shrink(keep);
        }

        @Override
        public void write(DataOutputStream out) throws IOException {
            out.writeByte(CHANNELS);
            out.writeInt(keep.size());
            for (Map.Entry<String, int[]> group : new TreeMap<>(keep).entrySet()) {
                out.writeUTF(group.getKey());
                out.writeInt(group.getValue().length);
                for (int channel : group.getValue()) {
                    out.writeInt(channel);
                }
            }
        }
    }

    /**
     * Residual blocks were left out.
     *
     * @param gone their names
     */
    record Blocks(Set<String> gone) implements Cut {
        @Override
        public Model apply(Model model) {
            return ResidualBlocks.of(model).without(gone);
        }

        @Override
        public void write(DataOutputStream out) throws IOException {
            out.writeByte(BLOCKS);
            out.writeInt(gone.size());
            for (String block : new TreeSet<>(gone)) {
                out.writeUTF(block);
            }
        }
    }

    /** What {@link Channels} and {@link Blocks} begin with where they are written. */
    byte CHANNELS = 1;

    /** See {@link #CHANNELS}. */
    byte BLOCKS = 2;

    /** Writes it, to be read by {@link #read}. */
    void write(DataOutputStream out) throws IOException;

    /** Reads what {@link #write} wrote. */
    static Cut read(DataInputStream in) throws IOException {
        byte kind = in.readByte();
        int count = in.readInt();
        if (kind == BLOCKS) {
            Set<String> gone = new TreeSet<>();
            for (int i = 0; i < count; i++) {
                gone.add(in.readUTF());
            }
            return new Blocks(gone);
        }
        if (kind != CHANNELS) {
            throw new IOException("expected a cut of kind 1 or 2, found " + kind);
        }
        Map<String, int[]> keep = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            String group = in.readUTF();
            int[] channels = new int[in.readInt()];
            for (int c = 0; c < channels.length; c++) {
                channels[c] = in.readInt();
            }
            keep.put(group, channels);
        }
        return new Channels(keep);
    }
}
