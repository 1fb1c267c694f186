package org.espalier.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.espalier.engine.Plan;
import org.espalier.engine.Plan.PlannedGroup;
import org.espalier.structure.ChannelGroup;
import org.espalier.structure.ChannelGroup.Member;
import org.espalier.structure.ChannelGroup.Role;

/** A plan's channel groups as a tree: below each, the layers that make its channels, pass them on and read them. */
final class PlanTree {
    private PlanTree() {}

    static String html(Plan plan) {
        if (plan.groups().isEmpty()) {
            return "";
        }
        StringBuilder html = new StringBuilder("<p>Channels that fall together</p>\n<ul>\n");
        for (PlannedGroup group : plan.groups()) {
            html.append("<li><b>%s</b>: %s\n<ul>\n".formatted(Html.escape(group.name()), Html.escape(head(group))));
            layers(group.group())
                    .forEach(line ->
                            html.append("<li>").append(Html.escape(line)).append("</li>\n"));
            html.append("</ul></li>\n");
        }
        return html.append("</ul>\n").toString();
    }

    static String text(Plan plan) {
        if (plan.groups().isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder("Channels that fall together").append(System.lineSeparator());
        for (int i = 0; i < plan.groups().size(); i++) {
            PlannedGroup group = plan.groups().get(i);
            boolean last = i == plan.groups().size() - 1;
            line(text, branch(last), group.name() + ": " + head(group));
            List<String> layers = layers(group.group());
            for (int j = 0; j < layers.size(); j++) {
                line(text, (last ? "   " : "│  ") + branch(j == layers.size() - 1), layers.get(j));
            }
        }
        return text.toString();
    }

    private static String branch(boolean last) {
        return last ? "└─ " : "├─ ";
    }

    private static void line(StringBuilder text, String before, String words) {
        text.append(before).append(words).append(System.lineSeparator());
    }

    private static String head(PlannedGroup group) {
        if (group.group().refusal().isPresent()) {
            return String.format(
                    Locale.ROOT,
                    "%,d channels, kept: %s",
                    group.width(),
                    group.group().refusal().get());
        }
        if (!group.pruned()) {
            return String.format(Locale.ROOT, "%,d channels, kept: not in scope", group.width());
        }
        return group.kept().isPresent()
                ? String.format(
                        Locale.ROOT,
                        "%,d → %,d channels",
                        group.width(),
                        group.kept().getAsLong())
                : String.format(Locale.ROOT, "%,d channels, scores decide how many go", group.width());
    }

    private static List<String> layers(ChannelGroup group) {
        List<String> lines = new ArrayList<>();
        add(lines, "made by ", group, Role.OUT, Role.HEADS);
        add(lines, "passed on by ", group, Role.THROUGH, Role.SUBSET);
        add(lines, "read by ", group, Role.IN);
        if (!group.coupledBy().isEmpty()) {
            lines.add("coupled by " + String.join(", ", group.coupledBy()));
        }
        return lines;
    }

    private static void add(List<String> lines, String verb, ChannelGroup group, Role... roles) {
        String layers = group.members().stream()
                .filter(member -> List.of(roles).contains(member.role()))
                .map(PlanTree::word)
                .distinct()
                .collect(Collectors.joining(", "));
        if (!layers.isEmpty()) {
            lines.add(verb + layers);
        }
    }

    private static String word(Member member) {
        return member.perUnit() > 1 ? member.layer() + " ×" + member.perUnit() : member.layer();
    }
}
