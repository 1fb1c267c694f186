package org.espalier.program;

import java.util.Arrays;
import java.util.List;
import org.espalier.program.Step.Combination;
import org.espalier.program.Step.Concatenation;
import org.espalier.program.Step.Convolution;
import org.espalier.program.Step.Pointwise;
import org.espalier.program.Step.Scaling;

/**
 * Which values lie in the same place. Parts of a concatenation are computed where the whole lies, if nothing else needs
 * them; element-wise steps overwrite an input that is not needed after. The others host themselves.
 */
final class Sharing {
    private final int[] host;
    private final int[] firstChannel;
    private final int[] from;
    private final int[] to;
    private final Margins[] margins;

    private Sharing(int values) {
        host = new int[values];
        Arrays.setAll(host, value -> value);
        firstChannel = new int[values];
        from = new int[values];
        Arrays.setAll(from, value -> value - 1);
        to = new int[values];
        Arrays.setAll(to, value -> value - 1); // a value that nobody reads lives while it is computed
        margins = new Margins[values];
        Arrays.fill(margins, Margins.NONE);
    }

    static Sharing of(Program program) {
        List<Step> steps = program.steps();
        Sharing sharing = new Sharing(steps.size() + 1);
        int[] readers = new int[steps.size() + 1];
        for (int step = 0; step < steps.size(); step++) {
            for (int value : steps.get(step).inputs()) {
                readers[value]++;
                sharing.to[value] = step;
            }
            sharing.needMargins(program, steps.get(step));
        }
        sharing.to[steps.size()] = steps.size();
        sharing.to[0] = Math.max(sharing.to[0], 0);
        for (int step = 0; step < steps.size(); step++) {
            sharing.share(program, step, readers);
        }
        return sharing;
    }

    private void needMargins(Program program, Step step) {
        if (step instanceof Convolution c) {
            Spread spread = Spread.of(c, program.shape(c.input()));
            if (!spread.strided()) {
                margins[c.input()] = margins[c.input()].and(spread.margins());
            }
        }
    }

    private void share(Program program, int step, int[] readers) {
        Step here = program.steps().get(step);
        int out = step + 1;
        if (here instanceof Concatenation c) {
            int channel = 0;
            for (int value : c.inputs()) {
                // The input is never a part: whoever gives it in chooses its frame. Nor one that already lies
                // elsewhere.
                if (value != 0 && readers[value] == 1 && host[value] == value && hostsNobody(value)) {
                    moveIn(value, out, channel);
                }
                channel += program.shape(value).channels();
            }
        } else if (here instanceof Convolution c) {
            if (c.addend().isPresent() && c.addend().getAsInt() != c.input()) {
                overwrite(c.addend().getAsInt(), step);
            }
        } else if (here instanceof Combination || here instanceof Pointwise || here instanceof Scaling) {
            overwrite(here.inputs().get(0), step);
        }
    }

    private boolean hostsNobody(int value) {
        for (int other = 0; other < host.length; other++) {
            if (other != value && host[other] == value) {
                return false;
            }
        }
        return true;
    }

    /** The result goes where an input was, if that is its last use and it is nobody's part. */
    private void overwrite(int input, int step) {
        int place = host[input];
        if (input != 0 && to[place] == step && firstChannel[input] == 0 && to[input] == step) {
            moveIn(step + 1, place, 0);
        }
    }

    private void moveIn(int value, int place, int channel) {
        host[value] = place;
        firstChannel[value] = channel;
        from[place] = Math.min(from[place], from[value]);
        to[place] = Math.max(to[place], to[value]);
        margins[place] = margins[place].and(margins[value]);
    }

    /** The value in whose place this one lies: itself, or another that hosts itself. */
    int host(int value) {
        return host[value];
    }

    /** Where in its host this one's channels begin. */
    int firstChannel(int value) {
        return firstChannel[value];
    }

    /** The step at which the place is first written; -1 for the input. */
    int from(int value) {
        return from[value];
    }

    /** The last step at which it is needed; one beyond the last for the output. */
    int to(int value) {
        return to[value];
    }

    /** What the readers of all that lie there need. */
    Margins margins(int value) {
        return margins[value];
    }
}
