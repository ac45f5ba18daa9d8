package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

class RatioPlotTest {
    @Test
    void drawsABarForEachTargetWithItsRatio() throws Exception {
        Document picture = parsed(
                RatioPlot.svg(BenchResults.withLoads(1.0), Workload.JSON_1K).orElseThrow());

        assertThat(texts(picture.getElementsByTagName("text")))
                .containsExactly("CPU per request, ratio to nginx: JSON, body 1 KB", "nginx", "1.00", "weir", "2.50");
        NodeList bars = picture.getElementsByTagName("rect");
        assertThat(width(bars, 2) / width(bars, 1)).isBetween(2.49, 2.51);
    }

    @Test
    void hasColoursForLightAndDark() {
        assertThat(RatioPlot.svg(BenchResults.withLoads(1.0), Workload.JSON_1K))
                .hasValueSatisfying(svg -> assertThat(svg).contains("prefers-color-scheme: dark"));
    }

    @Test
    void drawsNothingForAWorkloadThatWasNotMeasured() {
        assertThat(RatioPlot.svg(BenchResults.withLoads(1.0), Workload.SSE_BURST))
                .isEmpty();
    }

    private static double width(NodeList bars, int index) {
        return Double.parseDouble(
                bars.item(index).getAttributes().getNamedItem("width").getNodeValue());
    }

    private static List<String> texts(NodeList nodes) {
        return IntStream.range(0, nodes.getLength())
                .mapToObj(i -> nodes.item(i).getTextContent())
                .toList();
    }

    private static Document parsed(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }
}
