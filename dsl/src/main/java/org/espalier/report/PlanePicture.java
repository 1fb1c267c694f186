package org.espalier.report;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.espalier.model.Planes;

/** Images, filters and masks as pictures: a grid of small ones, or one, scaled up or down by whole numbers. */
final class PlanePicture {
    private static final int WIDEST = 960;
    private static final int SMALL = 280;
    private static final int SMALL_EACH = 56;
    private static final int GAP = 2;
    private static final int LABEL = 16;
    private static final int GRID = 10;
    private static final Color BETWEEN = new Color(0xD1D9E0);
    private static final int NOT_A_NUMBER = 0xFF00FF;

    private final Planes planes;
    private final Shades shades;
    private final List<String> notes = new ArrayList<>();

    /** How a value becomes a colour. */
    private interface Shades {
        int rgb(float[] channels);
    }

    private PlanePicture(Planes planes, Shades shades) {
        this.planes = planes;
        this.shades = shades;
    }

    static Picture images(Planes planes, List<String> labels) {
        Range range = Range.of(planes);
        PlanePicture picture = new PlanePicture(planes, values -> {
            int rgb = 0;
            for (int c = 0; c < 3; c++) {
                float value = values[values.length == 1 ? 0 : c];
                if (Float.isNaN(value)) {
                    return NOT_A_NUMBER;
                }
                rgb = rgb << 8 | level((value - range.low) / (range.high - range.low));
            }
            return rgb;
        });
        picture.notes.add(String.format(
                Locale.ROOT,
                "%s is %s, %s %s.",
                planes.channels() == 1 ? "Black" : "The darkest",
                number(range.low),
                planes.channels() == 1 ? "white" : "the brightest",
                number(range.high)));
        if (range.strange) {
            picture.notes.add("Magenta: not a number.");
        }
        return picture.draw(labels);
    }

    static Picture filters(Planes planes) {
        double largest = 0;
        for (long i = 0; i < planes.length(); i++) {
            largest = Math.max(largest, Math.abs(planes.values().applyAsDouble(i)));
        }
        double scale = largest == 0 ? 1 : largest;
        Shades signs = values -> signed(values[0] / scale);
        Shades colours = values -> {
            int rgb = 0;
            for (float value : values) {
                rgb = rgb << 8 | level(0.5 + 0.5 * value / scale);
            }
            return rgb;
        };
        PlanePicture picture = new PlanePicture(planes, planes.channels() == 1 ? signs : colours);
        picture.notes.add(String.format(
                Locale.ROOT,
                planes.channels() == 1
                        ? "Blue: negative; white: 0; orange: positive, to ±%s."
                        : "Grey: 0; each channel to ±%s.",
                number(largest)));
        if (planes.across() > 0) {
            picture.notes.add("A row for each filter, a column for each channel that it reads.");
        }
        return picture.draw(List.of());
    }

    static Picture mask(Planes planes) {
        long kept = 0;
        for (long i = 0; i < planes.length(); i++) {
            kept += planes.values().applyAsDouble(i) == 0 ? 0 : 1;
        }
        PlanePicture picture = new PlanePicture(planes, values -> {
            int grey = level(1 - values[0]);
            return grey << 16 | grey << 8 | grey;
        });
        picture.notes.add(String.format(
                Locale.ROOT,
                "Black: kept. %,d of %,d weights (%.1f %%); a row for each output, a column for each weight that it has.",
                kept,
                planes.length(),
                100.0 * kept / planes.length()));
        return picture.draw(List.of());
    }

    private Picture draw(List<String> labels) {
        int across = planes.across() > 0 ? planes.across() : Math.min(GRID, planes.count());
        int down = (planes.count() + across - 1) / across;
        int room = Math.max(1, WIDEST / across - GAP);
        int block = Math.max(1, ceiling(Math.max(planes.width(), planes.height()), room));
        int wanted = planes.count() == 1 ? SMALL : SMALL_EACH;
        int zoom = block > 1 ? 1 : Math.max(1, Math.min(room, wanted) / Math.max(planes.width(), planes.height()));
        int width = zoom * ceiling(planes.width(), block);
        int height = zoom * ceiling(planes.height(), block);
        int border = planes.count() == 1 ? 1 : GAP;
        int label = labels.isEmpty() ? 0 : LABEL;
        BufferedImage image = new BufferedImage(
                across * (width + border) + border,
                down * (height + border + label) + border,
                BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setColor(label == 0 ? BETWEEN : Color.WHITE);
        graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
        graphics.setColor(Color.BLACK);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        for (int i = 0; i < planes.count(); i++) {
            int x = border + i % across * (width + border);
            int y = border + i / across * (height + border + label);
            paint(image, i, x, y, block, zoom);
            if (i < labels.size()) {
                int middle = x + (width - graphics.getFontMetrics().stringWidth(labels.get(i))) / 2;
                graphics.drawString(labels.get(i), middle, y + height + LABEL - 4);
            }
        }
        graphics.dispose();
        if (planes.count() < planes.of()) {
            notes.add(String.format(Locale.ROOT, "Showing %,d of %,d.", planes.count(), planes.of()));
        }
        if (block > 1) {
            notes.add("Scaled down: each pixel is the mean of %d×%d values of %d×%d."
                    .formatted(block, block, planes.height(), planes.width()));
        }
        return new Picture(planes.what(), image, image.getWidth(), notes);
    }

    private void paint(BufferedImage image, int index, int x, int y, int block, int zoom) {
        float[] values = new float[planes.channels()];
        for (int row = 0; row * block < planes.height(); row++) {
            for (int column = 0; column * block < planes.width(); column++) {
                for (int channel = 0; channel < values.length; channel++) {
                    values[channel] = mean(index, channel, row * block, column * block, block);
                }
                int rgb = shades.rgb(values);
                for (int i = 0; i < zoom * zoom; i++) {
                    image.setRGB(x + column * zoom + i % zoom, y + row * zoom + i / zoom, rgb);
                }
            }
        }
    }

    private float mean(int image, int channel, int row, int column, int block) {
        double sum = 0;
        int count = 0;
        for (int i = row; i < Math.min(row + block, planes.height()); i++) {
            for (int j = column; j < Math.min(column + block, planes.width()); j++) {
                sum += planes.at(image, channel, i, j);
                count++;
            }
        }
        return (float) (sum / count);
    }

    /** The ends of the grey scale: those of the values, but of usual images the usual ones. */
    private record Range(double low, double high, boolean strange) {
        static Range of(Planes planes) {
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            boolean strange = false;
            for (long i = 0; i < planes.length(); i++) {
                double value = planes.values().applyAsDouble(i);
                if (Double.isFinite(value)) {
                    low = Math.min(low, value);
                    high = Math.max(high, value);
                } else {
                    strange |= Double.isNaN(value);
                }
            }
            if (low >= 0 && high <= 255) {
                return new Range(0, high <= 1 ? 1 : 255, strange);
            }
            return low < high ? new Range(low, high, strange) : new Range(low - 1, low + 1, strange);
        }
    }

    private static int ceiling(int value, int by) {
        return (value + by - 1) / by;
    }

    private static int level(double fraction) {
        return (int) Math.round(255 * Math.max(0, Math.min(1, fraction)));
    }

    /** From blue over white to orange, which people with colour blindness can tell apart. */
    private static int signed(double fraction) {
        if (Double.isNaN(fraction)) {
            return NOT_A_NUMBER;
        }
        double strength = Math.min(1, Math.abs(fraction));
        int full = fraction < 0 ? 0x0072B2 : 0xD55E00;
        int rgb = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            rgb = rgb << 8 | (int) Math.round(255 + strength * ((full >> shift & 0xFF) - 255));
        }
        return rgb;
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : String.format(Locale.ROOT, "%.3g", value);
    }
}
