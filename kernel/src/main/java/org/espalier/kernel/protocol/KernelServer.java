package org.espalier.kernel.protocol;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.dflib.jjava.jupyter.kernel.KernelConnectionProperties;
import org.dflib.jjava.jupyter.messages.HMACGenerator;
import org.espalier.WarmUp;
import org.espalier.kernel.cell.FrontEnd;
import org.espalier.kernel.jshell.Evaluator;
import org.espalier.kernel.jshell.Session;
import org.espalier.kernel.streams.NativeStreams;
import org.slf4j.LoggerFactory;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/** A running kernel: five sockets, a thread for each that talks, and one session of cells. */
public final class KernelServer {

    private static final long POLL_MS = 100;
    private static final long SLOW_NANOS = 2_000_000;
    private static final long BEFORE_WARM_UP_MS = 4_000;
    private static final long BEFORE_DIVERSION_MS = 1_000;
    private static final long BEFORE_SUBSCRIBER_MS = 1_000;
    /** A cell that cannot be stopped must not keep the process alive for longer than this. */
    private static final long PATIENCE_MS = 1_500;

    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CountDownLatch ranACell = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();
    private final Backlog outgoing = new Backlog();
    private final Evaluator evaluator;
    private final KernelConnectionProperties connection;
    private final boolean ownsProcess;

    private KernelServer(Evaluator evaluator, KernelConnectionProperties connection, boolean ownsProcess) {
        this.evaluator = evaluator;
        this.connection = connection;
        this.ownsProcess = ownsProcess;
    }

    /**
     * A server for the connection that a front end describes in a file; it listens once {@link #serve()} is called.
     *
     * @throws IOException when the file cannot be read
     */
    public static KernelServer of(Path connectionFile) throws IOException {
        return of(connectionFile, false);
    }

    /**
     * The same for a process that is there for nothing else, so that all it prints belongs to the cells.
     *
     * @throws IOException when the file cannot be read
     */
    public static KernelServer ofProcess(Path connectionFile) throws IOException {
        return of(connectionFile, true);
    }

    private static KernelServer of(Path connectionFile, boolean ownsProcess) throws IOException {
        // First of all, because nothing takes longer than JShell, which gets ready on a thread of its own meanwhile.
        Evaluator evaluator = Evaluator.start();
        return new KernelServer(
                evaluator, KernelConnectionProperties.parse(Files.readString(connectionFile)), ownsProcess);
    }

    /** Stops the running cell soon; does nothing when none runs. May be called from any thread. */
    public void interrupt() {
        evaluator.interrupt();
    }

    /** Ends {@link #serve()}; may be called from any thread. */
    public void stop() {
        stopping.countDown();
    }

    /**
     * Serves until a front end asks for the shutdown, or {@link #stop()} is called.
     *
     * @throws GeneralSecurityException when the connection's signature scheme isn't known to this JDK
     * @throws InterruptedException when interrupted while serving
     */
    public void serve() throws GeneralSecurityException, InterruptedException {
        Messages messages = Messages.newSession();
        Publisher publisher = new Publisher(messages, outgoing);
        publisher.status(null, "starting");
        ZMQ.Context context;
        Questions questions = new Questions(messages);
        // With System.err as it is now, because a session gives the name to the cells.
        NativeStreams streams = new NativeStreams(publisher, System.err);
        Consumer<String> log = line -> streams.log("espalier: " + line);
        try (streams;
                Session session = Session.open(publisher, new Jupyter(questions, publisher), evaluator)) {
            HMACGenerator signature =
                    connection.getKey().isEmpty() ? HMACGenerator.NO_AUTH_INSTANCE : connection.createHMACGenerator();
            context = ZMQ.context(1);
            LastWords lastWords = new LastWords(streams::leadBack);
            context.setUncaughtExceptionHandler(lastWords);
            // A ROUTER, though Jupyter's own kernels have a REP: frames that are no request leave JeroMQ's REP deaf.
            Channel heartbeat = bound(new Channel(
                    context, SocketType.ROUTER, signature, "heartbeat", KernelConnectionProperties::getHbPort));
            Channel iopub = bound(new Channel(
                    context, SocketType.XPUB, signature, "iopub", KernelConnectionProperties::getIopubPort));
            Channel stdin = bound(new Channel(
                    context, SocketType.ROUTER, signature, "stdin", KernelConnectionProperties::getStdinPort));
            Channel control = bound(new Channel(
                    context, SocketType.ROUTER, signature, "control", KernelConnectionProperties::getControlPort));
            Channel shell = bound(new Channel(
                    context, SocketType.ROUTER, signature, "shell", KernelConnectionProperties::getShellPort));
            Answers answers = new Answers(evaluator, streams, publisher, questions, this::stop, ranACell);
            start(lastWords, "heartbeat", () -> beat(heartbeat, log));
            start(lastWords, "iopub", () -> publish(iopub, log));
            start(lastWords, "stdin", questions.over(stdin, this::isStopping, log));
            start(lastWords, "control", loop(control, messages, publisher, answers, true, log));
            start(lastWords, "shell", loop(shell, messages, publisher, answers, false, log));
            daemon("warm-up", this::warmUp).start();
            if (ownsProcess) {
                daemon("native-streams", () -> divert(streams)).start();
            }
            stopping.await();
        }
        for (Thread thread : threads) {
            thread.join(PATIENCE_MS);
        }
        Thread closing = daemon("closing", context::close);
        closing.start();
        closing.join(PATIENCE_MS);
    }

    private Channel bound(Channel channel) {
        channel.bind(connection);
        return channel;
    }

    private RequestLoop loop(
            Channel channel,
            Messages messages,
            Publisher publisher,
            Answers answers,
            boolean isControl,
            Consumer<String> log) {
        return new RequestLoop(
                channel,
                messages,
                publisher,
                isControl ? answers::onControl : answers::onShell,
                answers::refusal,
                this::isStopping,
                log);
    }

    private void start(LastWords lastWords, String name, Runnable body) {
        Thread thread = daemon(name, body);
        thread.setUncaughtExceptionHandler(lastWords);
        threads.add(thread);
        thread.start();
    }

    private static Thread daemon(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        return thread;
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }

    /** Gets the networks ready once the first cell has run, or nobody sends one: before that it would be in the way. */
    private void warmUp() {
        try {
            ranACell.await(BEFORE_WARM_UP_MS, TimeUnit.MILLISECONDS);
            if (!isStopping()) {
                WarmUp.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | LinkageError e) {
            // The first cell that needs networks will say the same, to someone who reads it.
            // Made here, because the search for SLF4J's provider would stand before the first answer.
            LoggerFactory.getLogger(KernelServer.class).debug("no warm-up", e);
        }
    }

    /** Like the warm-up out of the way of the first cell, but not for long: that cell may print too. */
    private void divert(NativeStreams streams) {
        try {
            ranACell.await(BEFORE_DIVERSION_MS, TimeUnit.MILLISECONDS);
            streams.divert();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void beat(Channel heartbeat, Consumer<String> log) {
        ZMQ.Poller poller = heartbeat.poller();
        while (!isStopping()) {
            Guard.run(log, () -> {
                if (heartbeat.await(poller, POLL_MS)) {
                    heartbeat.offer(heartbeat.frames());
                }
            });
        }
        poller.close();
        heartbeat.close();
    }

    /** Sends until told to stop and nothing has come for a moment: the last `idle` follows the shutdown. */
    private void publish(Channel iopub, Consumer<String> log) {
        awaitSubscriber(iopub);
        try {
            Outgoing next = outgoing.poll(POLL_MS);
            while (next != null || !isStopping()) {
                Outgoing message = next;
                Guard.run(log, () -> {
                    iopub.skipSubscriptions();
                    if (message != null) {
                        offer(iopub, message);
                    }
                });
                next = outgoing.poll(POLL_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        iopub.close();
    }

    /**
     * Waits until somebody listens, or nobody seems to: what is published before that is lost, and a front end that
     * misses the busy and idle of its first question asks it again a good while later.
     */
    private void awaitSubscriber(Channel iopub) {
        ZMQ.Poller poller = iopub.poller();
        for (long waited = 0; waited < BEFORE_SUBSCRIBER_MS && !isStopping(); waited += POLL_MS) {
            if (iopub.await(poller, POLL_MS)) {
                break;
            }
        }
        poller.close();
    }

    /** Waits for a front end that reads slowly; cells wait in {@link Backlog} meanwhile. */
    private void offer(Channel iopub, Outgoing message) {
        List<byte[]> frames = iopub.encode(message);
        while (!iopub.offer(frames) && !isStopping()) {
            LockSupport.parkNanos(SLOW_NANOS);
        }
    }

    /** What cells say to Jupyter beside their outputs. */
    private record Jupyter(Questions questions, Publisher publisher) implements FrontEnd {
        @Override
        public String ask(String prompt, boolean isSecret) throws InterruptedException {
            publisher.flush();
            return questions.ask(prompt, isSecret);
        }

        @Override
        public void clear(boolean wait) {
            publisher.clear(wait);
        }

        @Override
        public void comm(String type, JsonObject content, List<byte[]> buffers) {
            publisher.comm(type, content, buffers);
        }
    }
}
