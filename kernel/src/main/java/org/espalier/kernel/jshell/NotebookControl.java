package org.espalier.kernel.jshell;

import java.io.File;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.MalformedURLException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;
import jdk.jshell.spi.SPIResolutionException;
import org.espalier.kernel.magic.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * Runs what JShell compiled: in this process, on the thread that asks (the notebook thread, always the same, because
 * ND4J keeps workspaces per thread), and keeps the value itself where JShell would keep only its text.
 */
final class NotebookControl implements ExecutionControl {

    private static final int DEEPEST_CAUSE = 20;

    private final SnippetLoader loader = new SnippetLoader(NotebookControl.class.getClassLoader());
    private final UserCode userCode;
    private @Nullable Object value;
    private @Nullable Throwable thrown;
    private final List<String> ran = new ArrayList<>();
    private final List<Path> added = new ArrayList<>();
    private final CostMeter meter = new CostMeter();

    NotebookControl(UserCode userCode) {
        this.userCode = userCode;
    }

    ClassLoader loader() {
        return loader;
    }

    /** The value of the last snippet that ran; asked once, so that it isn't kept alive here. */
    @Nullable
    Object takeValue() {
        Object taken = value;
        value = null;
        return taken;
    }

    /** What the last snippet that failed threw. */
    Optional<Throwable> takeThrown() {
        Optional<Throwable> taken = Optional.ofNullable(thrown);
        thrown = null;
        return taken;
    }

    /** Another piece of a cell is about to be evaluated. */
    void expectSnippets() {
        ran.clear();
    }

    /** The class that holds a variable which one of the snippets that just ran has declared. */
    Optional<String> holderOf(String variable) {
        return ran.stream().filter(name -> field(name, variable).isPresent()).findFirst();
    }

    private Optional<Field> field(String className, String name) {
        try {
            return Optional.of(loader.loadClass(className).getDeclaredField(name));
        } catch (ReflectiveOperationException | LinkageError absent) {
            return Optional.empty();
        }
    }

    /** What was added to the class path that Java was started with. */
    List<Path> added() {
        return List.copyOf(added);
    }

    /** What all snippets took so far. */
    Workspace.Cost cost() {
        return meter.total();
    }

    /** Lets go of the value that a class keeps for a variable. */
    void forget(String className, String variable) {
        field(className, variable)
                .filter(field -> !field.getType().isPrimitive() && !Modifier.isFinal(field.getModifiers()))
                .ifPresent(NotebookControl::empty);
    }

    private static void empty(Field field) {
        try {
            field.setAccessible(true);
            field.set(null, null);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("cannot let go of " + field, e);
        }
    }

    @Override
    public void load(ClassBytecodes[] classes) throws ClassInstallException {
        for (ClassBytecodes each : classes) {
            loader.declare(each.name(), each.bytecodes());
        }
        boolean[] loaded = new boolean[classes.length];
        for (int i = 0; i < classes.length; i++) {
            try {
                loader.loadClass(classes[i].name());
                loaded[i] = true;
            } catch (ClassNotFoundException | LinkageError e) {
                throw new ClassInstallException(String.valueOf(e.getMessage()), loaded);
            }
        }
    }

    @Override
    public void redefine(ClassBytecodes[] classes) throws NotImplementedException {
        // JShell answers this by compiling the snippet anew under another wrapper, which is what is wanted.
        throw new NotImplementedException("classes are replaced, not redefined");
    }

    @Override
    public String invoke(String className, String methodName) throws RunException, InternalException {
        value = null;
        thrown = null;
        ran.add(className);
        Method method;
        try {
            method = loader.loadClass(className).getDeclaredMethod(methodName);
            method.setAccessible(true);
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new InternalException(e.toString());
        }
        try {
            value = userCode.run(() -> meter.measure(() -> method.invoke(null)));
            return "";
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            thrown = cause;
            throw forJShell(cause, 0);
        } catch (CellInterrupted | OutOfMemoryError beforeItBegan) {
            thrown = beforeItBegan;
            throw forJShell(beforeItBegan, 0);
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new InternalException(e.toString());
        }
    }

    /** JShell maps the frames of what it is given to snippet lines, causes included. */
    private static RunException forJShell(Throwable thrown, int depth) {
        if (thrown instanceof SPIResolutionException unresolved) {
            return new ResolutionException(unresolved.id(), unresolved.getStackTrace());
        }
        UserException forJShell =
                new UserException(thrown.getMessage(), thrown.getClass().getName(), thrown.getStackTrace());
        Throwable cause = thrown.getCause();
        if (cause != null && depth < DEEPEST_CAUSE) {
            forJShell.initCause(forJShell(cause, depth + 1));
        }
        return forJShell;
    }

    /** Keeps the variable's value for {@link #takeValue()}; as text it might be long, or not come at all. */
    @Override
    public String varValue(String className, String varName) throws InternalException {
        try {
            Field field = loader.loadClass(className).getDeclaredField(varName);
            field.setAccessible(true);
            value = field.get(null);
            return "";
        } catch (ReflectiveOperationException e) {
            throw new InternalException(e.toString());
        }
    }

    @Override
    public void addToClasspath(String path) throws InternalException {
        try {
            loader.addToClasspath(path);
            for (String entry : path.split(File.pathSeparator, -1)) {
                added.add(Path.of(entry).toAbsolutePath().normalize());
            }
        } catch (MalformedURLException e) {
            throw new InternalException(e.toString());
        }
    }

    @Override
    public void stop() {
        userCode.interrupt();
    }

    @Override
    public Object extensionCommand(String command, Object argument) throws NotImplementedException {
        throw new NotImplementedException(command);
    }

    @Override
    public void close() {
        // The classes live as long as the process does.
    }

    /** The provider through which JShell finds this control. */
    ExecutionControlProvider provider() {
        return new Provider(this);
    }

    private record Provider(NotebookControl control) implements ExecutionControlProvider {
        @Override
        public String name() {
            return "notebook";
        }

        @Override
        public ExecutionControl generate(ExecutionEnv env, @Nullable Map<String, String> parameters) {
            return control;
        }
    }
}
