package org.espalier.kernel.jshell;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Defines the classes that JShell compiles, above the kernel's own class path. */
final class SnippetLoader extends URLClassLoader {

    private final Map<String, byte[]> bytecodes = new ConcurrentHashMap<>();

    SnippetLoader(ClassLoader parent) {
        super("notebook", new URL[0], parent);
    }

    void declare(String name, byte[] bytecode) {
        bytecodes.put(name, bytecode);
    }

    void addToClasspath(String paths) throws MalformedURLException {
        for (String path : paths.split(File.pathSeparator, -1)) {
            addURL(new File(path).toURI().toURL());
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytecode = bytecodes.remove(name);
        if (bytecode == null) {
            return super.findClass(name);
        }
        byte[] woven = StopChecks.weave(bytecode);
        return defineClass(name, woven, 0, woven.length);
    }
}
