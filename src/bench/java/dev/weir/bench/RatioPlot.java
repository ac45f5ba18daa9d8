package dev.weir.bench;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The ratios of one workload as an SVG picture: a bar for each target, readable on light and dark pages. */
final class RatioPlot {
    private static final int WIDTH = 720;
    private static final int LEFT = 150;
    private static final int RIGHT = 60;
    private static final int TOP = 44;
    private static final int ROW = 26;
    private static final int BAR = 18;
    private static final int BOTTOM = 10;
    private static final String STYLE = """
            <style>
              text { font: 13px sans-serif; fill: #1f2328 }
              .page { fill: #ffffff }
              .base { fill: #8c959f }
              .ours { fill: #0969da }
              .other { fill: #bf8700 }
              @media (prefers-color-scheme: dark) {
                text { fill: #e6edf3 }
                .page { fill: #0d1117 }
                .ours { fill: #4493f8 }
                .other { fill: #d29922 }
              }
            </style>
            """;

    /** One bar. */
    private record Bar(String target, double ratio) {
        String style() {
            if (target.equals(Report.BASE)) {
                return "base";
            }
            return target.startsWith("weir") ? "ours" : "other";
        }
    }

    private RatioPlot() {}

    /** Returns the name of its file. */
    static String fileName(Workload workload) {
        return "ratio-" + workload.label() + ".svg";
    }

    /** Draws it; empty where nothing was compared. */
    static Optional<String> svg(BenchResult result, Workload workload) {
        List<Sample> base = result.samples(workload, Report.BASE);
        List<Bar> bars = result.targets().stream()
                .map(Target::name)
                .flatMap(target -> bar(target, result.samples(workload, target), base).stream())
                .toList();
        return bars.isEmpty() ? Optional.empty() : Optional.of(svg(workload, bars));
    }

    private static Optional<Bar> bar(String target, List<Sample> samples, List<Sample> base) {
        return samples.isEmpty() || !samples.getFirst().hasProcess()
                ? Optional.empty()
                : Figures.of(samples, base).ratio().map(ratio -> new Bar(target, ratio));
    }

    private static String svg(Workload workload, List<Bar> bars) {
        int height = TOP + bars.size() * ROW + BOTTOM;
        String title = "CPU per " + workload.unit() + ", ratio to " + Report.BASE + ": " + workload.title();
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\">%n<title>%s</title>%n%s"
                        + "<rect class=\"page\" width=\"%1$d\" height=\"%2$d\"/>%n"
                        + "<text x=\"12\" y=\"26\">%3$s</text>%n",
                WIDTH,
                height,
                title,
                STYLE));
        double most = bars.stream().mapToDouble(Bar::ratio).max().orElseThrow();
        for (int i = 0; i < bars.size(); i++) {
            svg.append(row(bars.get(i), TOP + i * ROW, (WIDTH - LEFT - RIGHT) / most));
        }
        return svg.append("</svg>\n").toString();
    }

    private static String row(Bar bar, int y, double widthOfOne) {
        double width = bar.ratio() * widthOfOne;
        int text = y + BAR - 4;
        return String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>"
                        + "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>"
                        + "<text x=\"%.1f\" y=\"%2$d\">%.2f</text>%n",
                LEFT - 8,
                text,
                bar.target(),
                bar.style(),
                LEFT,
                y,
                width,
                BAR,
                LEFT + width + 6,
                bar.ratio());
    }
}
