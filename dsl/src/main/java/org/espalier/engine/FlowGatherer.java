package org.espalier.engine;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.espalier.model.Network;
import org.espalier.model.SynapticFlow;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** The synaptic flow, each weight's share of it over the weight, so that deep networks overflow no float. */
final class FlowGatherer implements Gatherer {
    private final Network network;
    private final SynapticFlow flow;

    FlowGatherer(Network network, long... exampleShape) {
        this.network = network;
        this.flow = SynapticFlow.of(network, exampleShape);
    }

    @Override
    public void gather(DataSet batch) {
        throw new IllegalStateException("the synaptic flow takes no data");
    }

    @Override
    public List<INDArray> of(Scored layer) {
        Map<String, INDArray> table = Objects.requireNonNull(flow.gradients().get(layer.layer()), layer.layer());
        INDArray gradient = layer.weights().apply(key -> Objects.requireNonNull(table.get(key), key));
        if (flow.total() == 0) {
            gradient.assign(0);
        } else {
            gradient.divi(flow.total());
        }
        return List.of(gradient.castTo(network.parameters().dataType()));
    }
}
