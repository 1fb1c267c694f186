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
import org.eclipse.aether.resolution.ArtifactResolutionException;
import org.eclipse.aether.resolution.ArtifactResult;
import org.eclipse.aether.resolution.DependencyRequest;
import org.eclipse.aether.resolution.DependencyResolutionException;
import org.eclipse.aether.resolution.VersionRangeRequest;
import org.eclipse.aether.resolution.VersionRangeResolutionException;
import org.eclipse.aether.transfer.ArtifactNotFoundException;
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
            List<RemoteRepository> asked = all(repositories, context);
            DependencyRequest request = new DependencyRequest(
                    new CollectRequest(dependencies, managed, asked),
                    DependencyFilterUtils.classpathFilter(JavaScopes.COMPILE, JavaScopes.RUNTIME));
            try {
                List<ArtifactResult> results = context.repositorySystem()
                        .resolveDependencies(context.repositorySystemSession(), request)
                        .getArtifactResults();
                return against(
                        classPath,
                        results.stream().map(ArtifactResult::getArtifact).toList());
            } catch (DependencyResolutionException e) {
                throw new MagicException(explain(e, dependencies, context, asked));
            }
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
            DependencyResolutionException failure,
            List<Dependency> dependencies,
            Context context,
            List<RemoteRepository> repositories) {
        if (!(failure.getCause() instanceof ArtifactResolutionException unresolved)) {
            return innermost(failure);
        }
        StringBuilder text = new StringBuilder();
        for (ArtifactResult result : unresolved.getResults()) {
            if (!result.isResolved()) {
                Artifact artifact = result.getRequest().getArtifact();
                text.append(text.isEmpty() ? "" : "; ").append("can't find ").append(artifact);
                if (dependencies.stream().anyMatch(each -> isSame(each.getArtifact(), artifact))) {
                    text.append(others(artifact, context, repositories));
                }
            }
        }
        text.append("; asked: ")
                .append(repositories.stream()
                        .map(each -> each.getId() + " (" + each.getUrl() + ")")
                        .collect(Collectors.joining(", ")));
        unresolved.getResults().stream()
                .flatMap(result -> result.getExceptions().stream())
                .filter(each -> !(each instanceof ArtifactNotFoundException))
                .map(Throwable::getMessage)
                .distinct()
                .forEach(message -> text.append("; ").append(message));
        return text.toString();
    }

    private static boolean isSame(Artifact one, Artifact other) {
        return one.getGroupId().equals(other.getGroupId())
                && one.getArtifactId().equals(other.getArtifactId());
    }

    private static String others(Artifact artifact, Context context, List<RemoteRepository> repositories) {
        List<String> versions = versions(artifact, context, repositories);
        if (versions.isEmpty() || versions.contains(artifact.getVersion())) {
            return "";
        }
        List<String> latest = versions.subList(Math.max(0, versions.size() - MOST_VERSIONS), versions.size());
        return ", there are " + String.join(", ", latest) + NearestName.hint(artifact.getVersion(), versions);
    }

    /** The cause, unless what is around it says it already. */
    private static String innermost(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause().getMessage() != null) {
            cause = cause.getCause();
        }
        String outer = String.valueOf(failure.getMessage());
        String inner = String.valueOf(cause.getMessage());
        return outer.contains(inner) ? outer : outer + ": " + inner;
    }

    private static List<String> versions(Artifact artifact, Context context, List<RemoteRepository> repositories) {
        Artifact any =
                new DefaultArtifact(artifact.getGroupId(), artifact.getArtifactId(), artifact.getExtension(), "[0,)");
        try {
            return context
                    .repositorySystem()
                    .resolveVersionRange(
                            context.repositorySystemSession(), new VersionRangeRequest(any, repositories, null))
                    .getVersions()
                    .stream()
                    .map(String::valueOf)
                    .toList();
        } catch (VersionRangeResolutionException e) {
            return List.of();
        }
    }
}
