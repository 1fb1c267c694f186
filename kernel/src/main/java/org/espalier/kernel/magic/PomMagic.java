package org.espalier.kernel.magic;

import com.google.auto.service.AutoService;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.maven.model.DependencyManagement;
import org.apache.maven.model.Model;
import org.apache.maven.model.io.xpp3.MavenXpp3Reader;
import org.codehaus.plexus.util.xml.pull.XmlPullParserException;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.graph.Exclusion;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.util.artifact.JavaScopes;
import org.espalier.report.Rendering;

/** {@code %%pom}: adds the dependencies of a piece of a pom. */
@AutoService(Magic.class)
public final class PomMagic implements Magic {

    private static final Pattern PROPERTY = Pattern.compile("\\$\\{([^}]+)}");

    /** Called by {@link java.util.ServiceLoader}. */
    public PomMagic() {}

    @Override
    public String name() {
        return "%%pom";
    }

    @Override
    public String arguments() {
        return "";
    }

    @Override
    public String purpose() {
        return "adds the <dependencies> below it, with <repositories>, <properties>, <dependencyManagement> if there";
    }

    @Override
    public Optional<Rendering> run(Invocation invocation, Workspace workspace) throws Exception {
        invocation.takesNone();
        Model pom = read(invocation.body());
        if (pom.getDependencies().isEmpty()) {
            throw new MagicException("%%pom needs <dependencies> below its line");
        }
        Map<String, String> properties = new TreeMap<>();
        pom.getProperties().forEach((key, value) -> properties.put(String.valueOf(key), String.valueOf(value)));
        List<Dependency> managed = Optional.ofNullable(pom.getDependencyManagement())
                .map(DependencyManagement::getDependencies)
                .orElse(List.of())
                .stream()
                .map(each -> dependency(each, List.of(), properties))
                .toList();
        List<Dependency> dependencies = pom.getDependencies().stream()
                .map(each -> dependency(each, managed, properties))
                .toList();
        List<RemoteRepository> repositories = new ArrayList<>();
        pom.getRepositories()
                .forEach(each -> repositories.add(MavenMagic.repository(each.getUrl(), repositories.size())));
        MavenMagic.add(dependencies, managed, repositories, workspace);
        return Optional.empty();
    }

    private static Model read(String body) throws IOException {
        String whole = body.contains("<project") ? body : "<project>" + body + "</project>";
        try {
            return new MavenXpp3Reader().read(new StringReader(whole.strip()), true);
        } catch (XmlPullParserException e) {
            throw new MagicException("%%pom: " + String.valueOf(e.getMessage()).replaceAll("\\s+", " "));
        }
    }

    private static Dependency dependency(
            org.apache.maven.model.Dependency from, List<Dependency> managed, Map<String, String> properties) {
        String group = value(from.getGroupId(), properties);
        String artifact = value(from.getArtifactId(), properties);
        String version = from.getVersion() == null
                ? managed.stream()
                        .filter(each -> each.getArtifact().getGroupId().equals(group)
                                && each.getArtifact().getArtifactId().equals(artifact))
                        .map(each -> each.getArtifact().getVersion())
                        .findFirst()
                        .orElseThrow(
                                () -> new MagicException("%%pom: " + group + ":" + artifact + " needs a <version>"))
                : value(from.getVersion(), properties);
        String classifier = from.getClassifier() == null ? "" : value(from.getClassifier(), properties);
        List<Exclusion> exclusions = from.getExclusions().stream()
                .map(each -> new Exclusion(each.getGroupId(), each.getArtifactId(), "*", "*"))
                .toList();
        String scope = from.getScope() == null ? JavaScopes.RUNTIME : from.getScope();
        return new Dependency(
                new DefaultArtifact(group, artifact, classifier, from.getType(), version),
                scope,
                from.isOptional(),
                exclusions);
    }

    private static String value(String text, Map<String, String> properties) {
        Matcher use = PROPERTY.matcher(text);
        return use.replaceAll(found -> {
            String value = properties.get(found.group(1));
            if (value == null) {
                throw new MagicException(
                        "%%pom: there is no property " + found.group(1) + "; known: " + properties.keySet());
            }
            return Matcher.quoteReplacement(value);
        });
    }
}
