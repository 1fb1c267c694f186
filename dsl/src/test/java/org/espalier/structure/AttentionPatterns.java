package org.espalier.structure;

import static org.espalier.structure.Pattern.fed;
import static org.espalier.structure.Sketch.globalPool;
import static org.espalier.structure.Sketch.graph;
import static org.espalier.structure.Sketch.lstm;
import static org.espalier.structure.Sketch.output;
import static org.espalier.structure.Sketch.steps;

import java.util.List;
import org.deeplearning4j.nn.conf.graph.AttentionVertex;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LearnedSelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.RecurrentAttentionLayer;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;

/** Attention: heads fall as a whole. */
final class AttentionPatterns {
    private AttentionPatterns() {}

    static List<Pattern> all() {
        return List.of(self(), block(), learned(), recurrent(), between(), unprojected());
    }

    private static SelfAttentionLayer.Builder attention(int heads, int out) {
        return new SelfAttentionLayer.Builder()
                .nHeads(heads)
                .headSize(2)
                .nOut(out)
                .projectInput(true);
    }

    private static Pattern self() {
        return Pattern.of(
                        "attention to itself",
                        k -> graph(InputType.recurrent(3, 5))
                                .layer("lstm", lstm(6 / k).build())
                                .layer("attend", attention(4 / k, 8 / k).build())
                                .layer("global", globalPool())
                                .layer("out", output().build())
                                .ends(),
                        fed(3, 5))
                .prunes("lstm 6: lstm out → attend in", "attend heads 4: attend heads", "attend 8: attend out → out in")
                .answersBy("out");
    }

    private static Pattern block() {
        return Pattern.of(
                        "attention block with a residual",
                        k -> graph(InputType.recurrent(3, 5))
                                .layer("lstm", lstm(6 / k).build())
                                .layer("attend", attention(4 / k, 6 / k).build())
                                .vertex("add", new ElementWiseVertex(ElementWiseVertex.Op.Add), "lstm", "attend")
                                .layer("next", lstm(4 / k).build())
                                .layer("out", steps().build())
                                .ends(),
                        fed(3, 5))
                .prunes(
                        "lstm 6: lstm out + attend out → attend in + next in",
                        "attend heads 4: attend heads",
                        "next 4: next out → out in")
                .answersBy("out");
    }

    private static Pattern learned() {
        return Pattern.of(
                        "attention with learned queries",
                        k -> graph(InputType.recurrent(3, 5))
                                .layer("lstm", lstm(6 / k).build())
                                .layer(
                                        "attend",
                                        new LearnedSelfAttentionLayer.Builder()
                                                .nHeads(2 / k)
                                                .headSize(2)
                                                .nOut(8 / k)
                                                .nQueries(3)
                                                .projectInput(true)
                                                .build())
                                .layer("global", globalPool())
                                .layer("out", output().build())
                                .ends(),
                        fed(3, 5))
                .prunes("lstm 6: lstm out → attend in", "attend heads 2: attend heads", "attend 8: attend out → out in")
                .answersBy("out")
                .notRun();
    }

    private static Pattern recurrent() {
        return Pattern.of(
                        "attention at each step of a recurrence",
                        k -> graph(InputType.recurrent(3, 5))
                                .layer("lstm", lstm(6 / k).build())
                                .layer(
                                        "attend",
                                        new RecurrentAttentionLayer.Builder()
                                                .nHeads(4 / k)
                                                .headSize(2)
                                                .nOut(4 / k)
                                                .projectInput(true)
                                                .build())
                                .layer("out", steps().build())
                                .ends(),
                        fed(3, 5))
                .prunes("lstm 6: lstm out → attend in", "attend heads 4: attend heads", "attend 4: attend out → out in")
                .answersBy("out");
    }

    private static Pattern between() {
        return Pattern.of(
                        "attention between two sequences",
                        k -> graph(InputType.recurrent(3, 5), InputType.recurrent(2, 4))
                                .layer("queries", lstm(6 / k).build(), "first")
                                .layer("keys", lstm(8 / k).build(), "second")
                                .layer("values", lstm(4 / k).build(), "second")
                                .vertex(
                                        "attend",
                                        new AttentionVertex.Builder()
                                                .nInQueries(6 / k)
                                                .nInKeys(8 / k)
                                                .nInValues(4 / k)
                                                .nHeads(4 / k)
                                                .headSize(2)
                                                .nOut(10 / k)
                                                .projectInput(true)
                                                .build(),
                                        "queries",
                                        "keys",
                                        "values")
                                .layer("out", steps().build())
                                .ends(),
                        fed(3, 5),
                        fed(2, 4))
                .prunes(
                        "queries 6: queries out → attend in",
                        "keys 8: keys out → attend in",
                        "values 4: values out → attend in",
                        "attend heads 4: attend heads",
                        "attend 10: attend out → out in")
                .answersBy("out");
    }

    private static Pattern unprojected() {
        return Pattern.of(
                        "attention that does not project",
                        k -> graph(InputType.recurrent(3, 5))
                                .layer("lstm", lstm(6).build())
                                .layer(
                                        "attend",
                                        new SelfAttentionLayer.Builder()
                                                .nHeads(1)
                                                .projectInput(false)
                                                .build())
                                .layer("out", steps().build())
                                .ends(),
                        fed(3, 5))
                .refuses(
                        "lstm: the attention of attend is scaled by the number of its inputs, which it does not project")
                .answersBy("out");
    }
}
