package org.espalier.kernel.magic;

import eu.maveniverse.maven.mima.context.Context;
import eu.maveniverse.maven.mima.context.ContextOverrides;
import eu.maveniverse.maven.mima.context.Runtimes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.ArtifactResult;
import org.eclipse.aether.resolution.DependencyRequest;
import org.eclipse.aether.resolution.DependencyResolutionException;
import org.eclipse.aether.resolution.VersionRangeRequest;
import org.eclipse.aether.resolution.VersionRangeResolutionException;
import org.eclipse.aether.util.artifact.JavaScopes;
import org.eclipse.aether.util.filter.DependencyFilterUtils;
import org.espalier.text.NearestName;

/**
 * Finds artifacts and what they depend on as Maven itself would on this machine: with the user's settings, mirrors,
 * proxies and local repository.
 */
final class Artifacts {

    private static final int MOST_VERSIONS = 5;

    private Artifacts() {}

    /**
     * What was resolved, against a class path.
     *
     * @param jars to be added
     * @param notes one line for each artifact that is left out because another version is there already
     */
    record Resolved(List<Path> jars, List<String> notes) {}

    /**
     * Resolves dependencies with all that they need at run time.
     *
     * @param managed versions that hold for what they depend on
     * @param repositories asked beside those of the settings and Maven Central
     * @param classPath what is there already
     * @throws MagicException when something can't be found; says where it was looked for
     */
    static Resolved resolve(
            List<Dependency> dependencies,
            List<Dependency> managed,
            List<RemoteRepository> repositories,
            List<Path> classPath) {
        TransferLine progress = new TransferLine();
        ContextOverrides overrides = ContextOverrides.create()
                .withUserSettings(true)
                .transferListener(progress)
                .build();
        try (Context context = Runtimes.INSTANCE.getRuntime().create(overrides)) {
            CollectRequest collect = new CollectRequest(dependencies, managed, all(repositories, context));
            DependencyRequest request = new DependencyRequest(
                    collect, DependencyFilterUtils.classpathFilter(JavaScopes.COMPILE, JavaScopes.RUNTIME));
            List<ArtifactResult> results = context.repositorySystem()
                    .resolveDependencies(context.repositorySystemSession(), request)
                    .getArtifactResults();
            return against(
                    classPath, results.stream().map(ArtifactResult::getArtifact).toList());
        } catch (DependencyResolutionException e) {
            throw new MagicException(explain(e, dependencies, overrides));
        } finally {
            progress.end();
        }
    }

    /** The settings' own first; mirrors and passwords hold for those of the cell too. */
    private static List<RemoteRepository> all(List<RemoteRepository> repositories, Context context) {
        List<RemoteRepository> all = new ArrayList<>(context.remoteRepositories());
        all.addAll(
                context.repositorySystem().newResolutionRepositories(context.repositorySystemSession(), repositories));
        return all;
    }

    private static Resolved against(List<Path> classPath, List<Artifact> artifacts) {
        List<Path> jars = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        for (Artifact artifact : artifacts) {
            Path jar = artifact.getFile().toPath().toAbsolutePath().normalize();
            Optional<String> there = versionOn(classPath, artifact);
            if (there.isEmpty()) {
                jars.add(jar);
            } else if (!there.get().equals(artifact.getVersion())) {
                notes.add("%s %s not added: %s is on the kernel's class path"
                        .formatted(artifact.getArtifactId(), artifact.getVersion(), there.get()));
            }
        }
        return new Resolved(jars, notes);
    }

    /** The version of an artifact on a class path, by the name of its file. */
    static Optional<String> versionOn(List<Path> classPath, Artifact artifact) {
        String classifier = artifact.getClassifier().isEmpty() ? "" : "-" + Pattern.quote(artifact.getClassifier());
        Pattern name = Pattern.compile(Pattern.quote(artifact.getArtifactId()) + "-(\\d.*?)" + classifier + "\\.jar");
        return classPath.stream()
                .map(entry -> name.matcher(String.valueOf(entry.getFileName())))
                .filter(Matcher::matches)
                .map(match -> match.group(1))
                .findFirst();
    }

    private static String explain(
            DependencyResolutionException failure, List<Dependency> dependencies, ContextOverrides overrides) {
        StringBuilder text = new StringBuilder(innermost(failure));
        for (Dependency dependency : dependencies) {
            Artifact artifact = dependency.getArtifact();
            if (text.indexOf(artifact.getArtifactId()) >= 0) {
                List<String> versions = versions(artifact, overrides);
                if (!versions.isEmpty() && !versions.contains(artifact.getVersion())) {
                    text.append("; there are ")
                            .append(String.join(
                                    ", ",
                                    versions.subList(Math.max(0, versions.size() - MOST_VERSIONS), versions.size())))
                            .append(NearestName.hint(artifact.getVersion(), versions));
                }
            }
        }
        return text.toString();
    }

    /** The cause that names artifact and repositories; those around it repeat it. */
    private static String innermost(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause().getMessage() != null) {
            cause = cause.getCause();
        }
        String outer = String.valueOf(failure.getMessage());
        String inner = String.valueOf(cause.getMessage());
        return outer.contains(inner) ? outer : outer + ": " + inner;
    }

    private static List<String> versions(Artifact artifact, ContextOverrides overrides) {
        Artifact any =
                new DefaultArtifact(artifact.getGroupId(), artifact.getArtifactId(), artifact.getExtension(), "[0,)");
        try (Context context = Runtimes.INSTANCE.getRuntime().create(overrides)) {
            return context
                    .repositorySystem()
                    .resolveVersionRange(
                            context.repositorySystemSession(),
                            new VersionRangeRequest(any, context.remoteRepositories(), null))
                    .getVersions()
                    .stream()
                    .map(String::valueOf)
                    .collect(Collectors.toList());
        } catch (VersionRangeResolutionException e) {
            return List.of();
        }
    }
}
