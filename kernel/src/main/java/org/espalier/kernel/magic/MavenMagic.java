package org.espalier.kernel.magic;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.graph.Exclusion;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.util.artifact.JavaScopes;
import org.espalier.report.Rendering;

/** {@code %maven}: adds artifacts and what they depend on. */
@AutoService(Magic.class)
public final class MavenMagic implements Magic {

    /** Called by {@link java.util.ServiceLoader}. */
    public MavenMagic() {}

    @Override
    public String name() {
        return "%maven";
    }

    @Override
    public String arguments() {
        return "GROUP:ARTIFACT[:EXTENSION[:CLASSIFIER]]:VERSION … [--repository URL] [--exclude GROUP:ARTIFACT]";
    }

    @Override
    public String purpose() {
        return "adds artifacts and what they depend on, by your Maven settings";
    }

    @Override
    public Optional<Rendering> run(Invocation invocation, Workspace workspace) throws Exception {
        List<String> coordinates = new ArrayList<>();
        List<RemoteRepository> repositories = new ArrayList<>();
        List<Exclusion> exclusions = new ArrayList<>();
        for (Iterator<String> words = invocation.words().iterator(); words.hasNext(); ) {
            String word = words.next();
            switch (word) {
                case "--repository" -> repositories.add(repository(after(word, words), repositories.size()));
                case "--exclude" -> exclusions.add(exclusion(after(word, words)));
                default -> coordinates.add(word);
            }
        }
        if (coordinates.isEmpty()) {
            throw new MagicException("%maven needs an artifact, such as %maven org.apache.commons:commons-csv:1.12.0");
        }
        List<Dependency> dependencies = coordinates.stream()
                .map(each -> new Dependency(artifact(each), JavaScopes.RUNTIME, false, exclusions))
                .toList();
        add(dependencies, List.of(), repositories, workspace);
        return Optional.empty();
    }

    /** Resolves, adds to the class path, and prints what was and wasn't added. */
    static void add(
            List<Dependency> dependencies,
            List<Dependency> managed,
            List<RemoteRepository> repositories,
            Workspace workspace)
            throws Exception {
        Artifacts.Resolved resolved = workspace.interruptibly(
                () -> Artifacts.resolve(dependencies, managed, repositories, workspace.classPath()));
        workspace.addToClassPath(resolved.jars());
        resolved.jars().forEach(jar -> System.out.println("added " + jar.getFileName()));
        resolved.notes().forEach(System.out::println);
        if (resolved.jars().isEmpty() && resolved.notes().isEmpty()) {
            System.out.println("all of it is on the class path already");
        }
    }

    /** A repository for this request, beside those of the user's settings. */
    static RemoteRepository repository(String url, int number) {
        return new RemoteRepository.Builder("cell-" + (number + 1), "default", url).build();
    }

    private static String after(String option, Iterator<String> words) {
        if (!words.hasNext()) {
            throw new MagicException("%maven " + option + " needs something after it");
        }
        return words.next();
    }

    private static DefaultArtifact artifact(String coordinates) {
        try {
            return new DefaultArtifact(coordinates);
        } catch (IllegalArgumentException e) {
            throw new MagicException("%maven needs group:artifact:version, found: " + coordinates);
        }
    }

    private static Exclusion exclusion(String coordinates) {
        String[] parts = coordinates.split(":", -1);
        if (parts.length != 2) {
            throw new MagicException("%maven --exclude needs group:artifact, found: " + coordinates);
        }
        return new Exclusion(parts[0], parts[1], "*", "*");
    }
}
