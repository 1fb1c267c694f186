package org.espalier.kernels.benchmark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.espalier.model.Network;
import org.espalier.zoo.Images;
import org.espalier.zoo.Zoo;
import org.espalier.zoo.ZooModel;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

public final class NetworkSpeed {
    private static final String BASELINE = "ONNX Runtime";
    private static final int ROUNDS = 31;
    private static final long STRETCH_NANOS = 2_000_000;
    private static final double TOLERANCE = 1e-5;

    private NetworkSpeed() {}

    interface Entry {
        Contender enter(String zooName, Network network, Batch batch);
    }

    private static Map<String, Entry> entries() {
        Map<String, Entry> entries = new LinkedHashMap<>();
        entries.put(BASELINE, (name, network, batch) -> new OnnxContender(name, network, batch, 1));
        entries.put("DL4J as shipped", (name, network, batch) -> new Dl4jContender(network.asShipped(), batch));
        entries.put("best DL4J", (name, network, batch) -> new Dl4jContender(network, batch));
        return entries;
    }

    public static void main(String[] args) {
        for (ZooModel model : List.of(Zoo.lenet300(), Zoo.lenet5(), Zoo.vgg(Images.cifar10()), Zoo.resnet20())) {
            Network network = model.build(42);
            if (network.dl4j() instanceof ComputationGraph g) {
                SplittableRandom r = new SplittableRandom(1);
                for (Layer l : g.getLayers()) {
                    l.paramTable().forEach((k, v) -> {
                        double lo = k.equals("gamma") ? 0.8 : -0.2, hi = k.equals("gamma") ? 1.2 : 0.2;
                        if (!k.equals("W") && !k.equals("b")) {
                            for (long i = 0; i < v.length(); i++) v.putScalar(i, r.nextDouble(lo, hi));
                        }
                    });
                }
            }
            for (int batch : new int[] {1, 8, 32}) {
                Batch input = Batch.of(batch, model.images(), 3);
                Map<String, Contender> c = new LinkedHashMap<>();
                entries().forEach((n, e) -> c.put(n, e.enter(model.name(), network, input)));
                Map<String, Runnable> runs = new LinkedHashMap<>();
                c.forEach((n, e) -> { e.run(); runs.put(n, e::run); });
                float[] a = c.get(BASELINE).output(), b = c.get("best DL4J").output(), d = c.get("DL4J as shipped").output();
                double e1 = IntStream.range(0, a.length).mapToDouble(i -> Math.abs(a[i] - b[i])).max().orElseThrow();
                double e2 = IntStream.range(0, a.length).mapToDouble(i -> Math.abs(a[i] - d[i])).max().orElseThrow();
                Race race = Race.of(runs, ROUNDS, STRETCH_NANOS);
                System.out.printf(Locale.ROOT, "| %s | %d | %.4f | %.3f | %.3f | %.1f | %.1f | %.1e %.1e | %s%n", model.name(), batch, race.median(BASELINE)/1e6, race.median("DL4J as shipped")/1e6, race.median("best DL4J")/1e6,
                    race.speedUp(BASELINE, "DL4J as shipped").value(), race.speedUp(BASELINE, "best DL4J").value(), e1, e2, race.speedUp(BASELINE, "best DL4J"));
                if (batch == 1) System.out.println(Arrays.toString(a));
                c.values().forEach(Contender::close);
            }
        }
    }
}
