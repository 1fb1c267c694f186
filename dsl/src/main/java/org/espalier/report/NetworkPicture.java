package org.espalier.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.Polygon;
import java.awt.RenderingHints;
import java.awt.geom.CubicCurve2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import org.espalier.report.NetworkBoxes.Box;

/** A network's graph: a box for each layer, filled as far as pruning has left its channels, and an arrow for each that reads it. */
final class NetworkPicture {
    private static final int DENSITY = 2;
    private static final Color INK = new Color(0x1F2328);
    private static final Color SOFT = new Color(0x59636E);
    private static final Color FILL = new Color(0xBBD7F0);
    private static final Color EMPTY = new Color(0xF3F4F6);
    private static final Color EDGE = new Color(0x0072B2);
    private static final Font NAME = new Font(Font.SANS_SERIF, Font.BOLD, 12);
    private static final Font DETAIL = new Font(Font.SANS_SERIF, Font.PLAIN, 11);

    private final Graphics2D graphics;
    private final NetworkLayout layout;

    private NetworkPicture(Graphics2D graphics, NetworkLayout layout) {
        this.graphics = graphics;
        this.layout = layout;
    }

    static Picture of(NetworkReport report) {
        List<Box> boxes = NetworkBoxes.of(report);
        NetworkLayout layout = NetworkLayout.of(boxes);
        BufferedImage image =
                new BufferedImage(DENSITY * layout.width(), DENSITY * layout.height(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.scale(DENSITY, DENSITY);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, layout.width(), layout.height());
        NetworkPicture picture = new NetworkPicture(graphics, layout);
        boxes.forEach(picture::edges);
        boxes.forEach(picture::box);
        graphics.dispose();
        return new Picture("graph of " + report, image, layout.width(), List.of());
    }

    private void box(Box box) {
        NetworkLayout.Place at = layout.of(box.name());
        graphics.setColor(EMPTY);
        graphics.fillRoundRect(at.x(), at.y(), NetworkLayout.BOX_WIDTH, NetworkLayout.BOX_HEIGHT, 8, 8);
        graphics.setColor(fill(box.strength()));
        var clip = graphics.getClip();
        graphics.clipRect(
                at.x(), at.y(), (int) Math.round(NetworkLayout.BOX_WIDTH * box.kept()), NetworkLayout.BOX_HEIGHT);
        graphics.fillRoundRect(at.x(), at.y(), NetworkLayout.BOX_WIDTH, NetworkLayout.BOX_HEIGHT, 8, 8);
        graphics.setClip(clip);
        graphics.setColor(box.gone() ? SOFT : EDGE);
        graphics.setStroke(
                box.gone()
                        ? new BasicStroke(1, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {4, 3}, 0)
                        : new BasicStroke(1));
        graphics.drawRoundRect(at.x(), at.y(), NetworkLayout.BOX_WIDTH, NetworkLayout.BOX_HEIGHT, 8, 8);
        graphics.setStroke(new BasicStroke(1));
        graphics.setColor(INK);
        graphics.setFont(NAME);
        FontMetrics names = graphics.getFontMetrics();
        graphics.setFont(DETAIL);
        FontMetrics details = graphics.getFontMetrics();
        int most = NetworkLayout.BOX_WIDTH - 16;
        int right = details.stringWidth(box.widths());
        graphics.setFont(NAME);
        graphics.drawString(cut(box.title(), names, most - right - 6), at.x() + 8, at.y() + 17);
        graphics.setFont(DETAIL);
        graphics.drawString(box.widths(), at.x() + NetworkLayout.BOX_WIDTH - 8 - right, at.y() + 17);
        graphics.setColor(SOFT);
        graphics.drawString(cut(box.detail(), details, most), at.x() + 8, at.y() + 34);
    }

    /** Paler the more of the weights are zero. */
    private static Color fill(double strength) {
        double part = 0.3 + 0.7 * strength;
        return new Color(mixed(FILL.getRed(), part), mixed(FILL.getGreen(), part), mixed(FILL.getBlue(), part));
    }

    private static int mixed(int level, double part) {
        return (int) Math.round(255 + part * (level - 255));
    }

    private static String cut(String text, FontMetrics metrics, int most) {
        if (metrics.stringWidth(text) <= most) {
            return text;
        }
        String shorter = text;
        while (!shorter.isEmpty() && metrics.stringWidth(shorter + "…") > most) {
            shorter = shorter.substring(0, shorter.length() - 1);
        }
        return shorter + "…";
    }

    private void edges(Box box) {
        NetworkLayout.Place to = layout.of(box.name());
        for (Map.Entry<String, String> read : box.reads().entrySet()) {
            NetworkLayout.Place from = layout.of(read.getKey());
            graphics.setColor(SOFT);
            if (from.column() != to.column()) {
                across(from, to);
            } else if (to.level() - from.level() == 1) {
                arrow(from.bottomX(), from.bottomY(), to.topX(), to.y());
            } else {
                around(from, to);
            }
        }
    }

    private void arrow(int x1, int y1, int x2, int y2) {
        graphics.drawLine(x1, y1, x2, y2 - 5);
        head(x2, y2);
    }

    private void head(int x, int y) {
        graphics.fillPolygon(new Polygon(new int[] {x - 4, x + 4, x}, new int[] {y - 7, y - 7, y}, 3));
    }

    /** Past the boxes between, on their right. */
    private void around(NetworkLayout.Place from, NetworkLayout.Place to) {
        int y1 = from.y() + NetworkLayout.BOX_HEIGHT / 2;
        int y2 = to.y() + NetworkLayout.BOX_HEIGHT / 2;
        int x1 = from.x() + NetworkLayout.BOX_WIDTH;
        int x2 = to.x() + NetworkLayout.BOX_WIDTH;
        int out = Math.max(layout.rightOf(to.column(), from.level() + 1, to.level() - 1), Math.max(x1, x2))
                + NetworkLayout.LANE;
        graphics.draw(new CubicCurve2D.Double(x1, y1, out, y1, out, y2, x2 + 5, y2));
        graphics.fillPolygon(new Polygon(new int[] {x2 + 7, x2 + 7, x2}, new int[] {y2 - 4, y2 + 4, y2}, 3));
    }

    /** Down, up between the columns, and into the top of the next. */
    private void across(NetworkLayout.Place from, NetworkLayout.Place to) {
        int between = layout.leftOf(to.column()) - NetworkLayout.GAP / 2;
        int below = from.bottomY() + NetworkLayout.LEVEL / 2;
        int above = to.y() - NetworkLayout.LEVEL / 2;
        Path2D path = new Path2D.Double();
        path.moveTo(from.bottomX(), from.bottomY());
        path.lineTo(from.bottomX(), below);
        path.lineTo(between, below);
        path.lineTo(between, above);
        path.lineTo(to.topX(), above);
        path.lineTo(to.topX(), to.y() - 5);
        graphics.draw(path);
        head(to.topX(), to.y());
    }
}
