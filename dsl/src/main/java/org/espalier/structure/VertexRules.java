package org.espalier.structure;

import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.conf.graph.AttentionVertex;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.L2Vertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PoolHelperVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ReshapeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.graph.StackVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.graph.UnstackVertex;
import org.deeplearning4j.nn.conf.graph.rnn.DuplicateToTimeSeriesVertex;
import org.deeplearning4j.nn.conf.graph.rnn.LastTimeStepVertex;
import org.deeplearning4j.nn.conf.graph.rnn.ReverseTimeSeriesVertex;

/** What vertices do with channels. */
final class VertexRules {
    private VertexRules() {}

    static Channels apply(Node.OfVertex vertex, List<Channels> in, Draft draft) {
        GraphVertex conf = vertex.conf();
        Channels first = in.get(0);
        String name = vertex.name();
        if (conf instanceof ElementWiseVertex op) {
            return elementWise(name, op.getOp(), in, draft);
        }
        if (conf instanceof MergeVertex merge) {
            return merged(name, merge.getMergeAxis(), in, draft);
        }
        if (conf instanceof SubsetVertex subset) {
            return subset(name, subset, first, draft);
        }
        if (conf instanceof StackVertex) {
            return side(name + " (Stack)", in, draft);
        }
        if (conf instanceof ScaleVertex scale) {
            return first.silent(s -> s * scale.getScaleFactor());
        }
        if (conf instanceof ShiftVertex shift) {
            return first.silent(s -> s + shift.getShiftFactor());
        }
        boolean measured = conf instanceof L2NormalizeVertex || conf instanceof L2Vertex;
        if (measured && draft.silence() == Silence.UNREAD) {
            refuseAll(in, "%s reads it without weights".formatted(name), draft);
        }
        if (conf instanceof L2NormalizeVertex) {
            return unitLength(name, first, draft);
        }
        if (conf instanceof L2Vertex) {
            return distance(name, in, draft);
        }
        if (conf instanceof ReshapeVertex reshape) {
            return reshaped(name, reshape, first, draft);
        }
        if (conf instanceof PreprocessorVertex before) {
            return Reshapes.apply(before.getPreProcessor(), new Reshapes.Alone(name), name, first, draft);
        }
        if (conf instanceof LastTimeStepVertex) {
            return first.as(Form.FLAT);
        }
        if (conf instanceof DuplicateToTimeSeriesVertex) {
            return first.as(Form.SEQUENCE);
        }
        if (conf instanceof UnstackVertex
                || conf instanceof ReverseTimeSeriesVertex
                || conf instanceof PoolHelperVertex) {
            return first;
        }
        if (conf instanceof AttentionVertex) {
            return AttentionRules.vertex(vertex, in, draft);
        }
        String type = conf.getClass().getSimpleName();
        in.forEach(channels -> draft.refuse(
                channels.units(), "its channels pass through %s (%s), which cannot be cut yet".formatted(name, type)));
        return Channels.unknown(first.form());
    }

    /** What a channel sends changes all others, whether it is read or not. */
    private static Channels unitLength(String name, Channels in, Draft draft) {
        for (int i = 0; draft.silence() == Silence.DEAD && i < in.count(); i++) {
            if (in.silent()[i] != 0) {
                draft.units().refuse(in.units()[i], "%s divides by the norm of all channels".formatted(name));
            }
        }
        return draft.onlyZeros(in, name + ", which divides by the norm of all channels");
    }

    private static boolean allKnown(List<Channels> in) {
        return in.stream().allMatch(Channels::known);
    }

    private static void refuseAll(List<Channels> in, String reason, Draft draft) {
        in.forEach(channels -> draft.refuse(channels.units(), reason));
    }

    private static Channels elementWise(String name, ElementWiseVertex.Op op, List<Channels> in, Draft draft) {
        String where = "%s (%s)".formatted(name, op);
        int widest = in.stream().mapToInt(Channels::count).max().orElse(0);
        List<Channels> wide = in.stream().filter(c -> c.count() == widest).toList();
        boolean fits = in.stream().allMatch(c -> c.count() == widest || c.count() == 1);
        Form form = wide.get(0).form();
        // Of fewer axes, an array is laid along the last axes of the other, whatever its channels are.
        boolean aligned = in.stream()
                .allMatch(c -> c.form().rank() == form.rank() && c.form().axis() == form.axis());
        if (!allKnown(in) || !fits || !aligned) {
            refuseAll(in, "%s combines it with what cannot be followed".formatted(where), draft);
            return Channels.unknown(form);
        }
        in.stream()
                .filter(c -> c.count() < widest)
                .forEach(c -> draft.refuse(c.units(), "%s spreads it over %d channels".formatted(where, widest)));
        int[] units = wide.get(0).units();
        wide.stream().skip(1).forEach(other -> draft.couple(units, other.units(), where));
        double[] silent = new double[widest];
        for (int i = 0; i < widest; i++) {
            int at = i;
            double[] sent = in.stream()
                    .mapToDouble(c -> c.count() == widest ? c.silent()[at] : Double.NaN)
                    .toArray();
            silent[i] = combined(op, sent);
            if (Double.isNaN(silent[i])) {
                draft.blur(units[i], "a silenced channel still sends something to %s".formatted(where));
            }
        }
        return new Channels(units, silent, form, true);
    }

    private static double combined(ElementWiseVertex.Op op, double... sent) {
        return switch (op) {
            case Add -> Arrays.stream(sent).sum();
            case Average -> Arrays.stream(sent).sum() / sent.length;
            case Subtract -> sent[0] - sent[1];
            // Nothing is nothing, whatever it is multiplied by.
            case Product ->
                Arrays.stream(sent).anyMatch(s -> s == 0)
                        ? 0
                        : Arrays.stream(sent).reduce(1, (a, b) -> a * b);
            case Max -> Arrays.stream(sent).max().orElse(Double.NaN);
        };
    }

    private static Channels merged(String name, int axis, List<Channels> in, Draft draft) {
        Form form = in.get(0).form();
        // Keras counts axes from the last, too.
        if (Math.floorMod(axis, form.rank()) != form.axis()) {
            return side(name + " (Merge)", in, draft);
        }
        if (!allKnown(in)) {
            refuseAll(in, "%s (Merge) joins it with what cannot be followed".formatted(name), draft);
            return Channels.unknown(form);
        }
        return in.stream().reduce(Channels::and).orElseThrow();
    }

    /** Side by side on an axis that is not the channels': channel by channel the same. */
    private static Channels side(String where, List<Channels> in, Draft draft) {
        Channels first = in.get(0);
        boolean same = in.stream().allMatch(c -> c.count() == first.count());
        if (!allKnown(in) || !same) {
            refuseAll(in, "%s joins it with what cannot be followed".formatted(where), draft);
            return Channels.unknown(first.form());
        }
        double[] silent = first.silent().clone();
        for (Channels other : in.subList(1, in.size())) {
            for (int i = 0; i < silent.length; i++) {
                if (first.units()[i] != Units.NONE || other.units()[i] != Units.NONE) {
                    draft.units().couple(first.units()[i], other.units()[i], where);
                }
                if (silent[i] != other.silent()[i]) {
                    draft.blur(first.units()[i], "a silenced channel sends different numbers to %s".formatted(where));
                    silent[i] = Double.NaN;
                }
            }
        }
        return new Channels(first.units(), silent, first.form(), true);
    }

    private static Channels subset(String name, SubsetVertex conf, Channels in, Draft draft) {
        if (in.form().axis() != 1) {
            return in;
        }
        int from = conf.getFrom();
        int to = conf.getTo() + 1;
        if (!in.known() || to > in.count()) {
            draft.refuse(in.units(), "%s (Subset) takes a part of what cannot be followed".formatted(name));
            return Channels.unknown(in.form());
        }
        Channels out = in.range(from, to);
        draft.part(name, ChannelGroup.Role.SUBSET, out.units());
        draft.edit((blueprint, kept) -> {
            SubsetVertex resized = (SubsetVertex) blueprint.vertex(name);
            int start = kept.count(in.range(0, from).units());
            resized.setFrom(start);
            resized.setTo(start + kept.count(out.units()) - 1);
        });
        return out;
    }

    /** {@code √Σ(a − b)²}: the same number on both sides is no distance. */
    private static Channels distance(String name, List<Channels> in, Draft draft) {
        Channels a = in.get(0);
        Channels b = in.get(1);
        String where = name + " (L2)";
        if (!allKnown(in) || a.count() != b.count()) {
            refuseAll(in, "%s compares it with what cannot be followed".formatted(where), draft);
            return Channels.fixed(1, Form.FLAT);
        }
        for (int i = 0; i < a.count(); i++) {
            if (a.units()[i] != Units.NONE || b.units()[i] != Units.NONE) {
                draft.units().couple(a.units()[i], b.units()[i], where);
                if (a.silent()[i] != b.silent()[i]) {
                    draft.units().refuse(a.units()[i], "a silenced channel still counts in %s".formatted(where));
                }
            }
        }
        return Channels.fixed(1, Form.FLAT);
    }

    /** Images to vectors and back; anything else is refused. */
    private static Channels reshaped(String name, ReshapeVertex conf, Channels in, Draft draft) {
        int[] shape = conf.getNewShape();
        boolean plain = in.known()
                && conf.getReshapeOrder() == 'c'
                && shape.length > 1
                && in.form().axis() == 1;
        int channels = plain ? shape[1] : -1;
        if (plain && shape.length == 2 && channels > 0 && channels % in.count() == 0) {
            Channels out = in.each(channels / in.count()).as(Form.FLAT);
            return renumbered(name, out, draft);
        }
        if (plain
                && shape.length == 4
                && in.form().rank() == 2
                && channels > 0
                && channels * shape[2] * shape[3] == in.count()) {
            return renumbered(name, Reshapes.gathered(in, shape[2] * shape[3], Form.IMAGE, name, draft), draft);
        }
        if (plain && shape.length == in.form().rank() && channels == in.count()) {
            return renumbered(name, in, draft);
        }
        draft.refuse(
                in.units(),
                "its channels pass through %s (ReshapeVertex to %s), where they cannot be followed"
                        .formatted(name, Arrays.toString(shape)));
        return Channels.unknown(
                shape.length == 2
                        ? Form.FLAT
                        : shape.length == 3 ? Form.SEQUENCE : shape.length == 5 ? Form.VOLUME : Form.IMAGE);
    }

    private static Channels renumbered(String name, Channels out, Draft draft) {
        draft.edit((blueprint, kept) -> {
            ReshapeVertex resized = (ReshapeVertex) blueprint.vertex(name);
            int[] shape = resized.getNewShape().clone();
            shape[1] = kept.count(out.units());
            resized.setNewShape(shape);
        });
        return out;
    }
}
