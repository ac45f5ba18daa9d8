"""Draws the panels of a dashboard as one SVG picture, from the results of their queries."""

import dataclasses
import html

COLUMN, LINE, GAP = 50, 30, 6  # pixels of a unit of Grafana's grid of 24 columns
COLOURS = ("#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd", "#8c564b", "#e377c2", "#17becf", "#bcbd22", "#7f7f7f")
MOST_IN_LEGEND = 8
STYLE = """\
text { font: 11px sans-serif; fill: #222 } .title { font-weight: bold; font-size: 12px } .big { font-size: 22px }
.row { font-size: 13px; font-weight: bold; fill: #555 } .axis { font-size: 9px; fill: #777 }
.panel { fill: #fff; stroke: #ccc } .grid { stroke: #eee } polyline { fill: none; stroke-width: 1.3 }
"""


@dataclasses.dataclass(frozen=True)
class Box:
    """A part of the picture, in pixels."""

    x: float
    y: float
    width: float
    height: float

    @staticmethod
    def of(position):
        return Box(position["x"] * COLUMN + GAP, position["y"] * LINE + GAP,
                   position["w"] * COLUMN - GAP, position["h"] * LINE - GAP)


def _text(x, y, text, kind="", anchor="start"):
    chosen = f' class="{kind}"' if kind else ""
    return f'<text x="{x:.0f}" y="{y:.0f}"{chosen} text-anchor="{anchor}">{html.escape(text)}</text>'


def shown(value, unit):
    """A value as Grafana would write it, roughly."""
    if unit == "percentunit":
        return f"{value * 100:.2f} %" if value < 0.1 else f"{value * 100:.1f} %"
    if unit == "s":
        return f"{value:.2f} s" if value >= 1 else f"{value * 1000:.3g} ms"
    if unit == "currencyUSD":
        return f"${value:.4f}" if value < 1 else f"${value:.2f}"
    for size, letter in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= size:
            return f"{value / size:.1f} {letter}"
    return f"{value:.3g}" + (" /s" if unit == "reqps" else "")


def _stacked(series):
    """The same series, each on top of those before it."""
    below, stacked = {}, []
    for name, points in series:
        raised = [(at, value + below.get(at, 0)) for at, value in points]
        below |= dict(raised)
        stacked.append((name, raised))
    return stacked


def _lines(panel, box, series, span):
    defaults = panel["fieldConfig"]["defaults"]
    unit = defaults.get("unit", "short")
    if defaults.get("custom", {}).get("stacking", {}).get("mode") == "normal":
        series = _stacked(series)
    top = max((value for _, points in series for _, value in points), default=0) or 1
    legend_lines = (min(len(series), MOST_IN_LEGEND) + 1) // 2
    plot = Box(box.x + 44, box.y + 26, box.width - 52, box.height - 34 - 13 * legend_lines - 8)
    for share in (0, 0.5, 1):
        y = plot.y + plot.height * (1 - share)
        yield f'<line class="grid" x1="{plot.x}" x2="{plot.x + plot.width}" y1="{y:.0f}" y2="{y:.0f}"/>'
        yield _text(plot.x - 3, y + 3, shown(top * share, unit), "axis", "end")
    begin, end = span
    for number, (_, points) in enumerate(series):
        path = " ".join(f"{plot.x + plot.width * (at - begin) / (end - begin):.1f},"
                        f"{plot.y + plot.height * (1 - value / top):.1f}" for at, value in points)
        yield f'<polyline points="{path}" stroke="{COLOURS[number % len(COLOURS)]}"/>'
    for number, (name, _) in enumerate(series[:MOST_IN_LEGEND]):
        x = box.x + 8 + (number % 2) * box.width / 2
        y = plot.y + plot.height + 16 + 13 * (number // 2)
        yield f'<rect x="{x:.0f}" y="{y - 7:.0f}" width="8" height="8" fill="{COLOURS[number % len(COLOURS)]}"/>'
        more = f" and {len(series) - MOST_IN_LEGEND} more" if number == MOST_IN_LEGEND - 1 < len(series) - 1 else ""
        yield _text(x + 12, y, (name + more)[:max(8, int(box.width / 13))])


def _numbers(panel, box, series):
    unit = panel["fieldConfig"]["defaults"].get("unit", "short")
    step = (box.height - 26) / max(1, len(series))
    for number, (name, points) in enumerate(series):
        y = box.y + 26 + step * (number + 0.5) + 6
        size = "big" if len(series) == 1 else ""
        yield _text(box.x + 10, y, shown(points[-1][1], unit), size)
        yield _text(box.x + box.width - 8, y, name, "", "end")


def _bars(panel, box, series):
    unit = panel["fieldConfig"]["defaults"].get("unit", "short")
    step = min(30, (box.height - 34) / max(1, len(series)))
    for number, (name, points) in enumerate(series):
        y, value = box.y + 34 + step * number, points[-1][1]
        width = (box.width - 20) * min(1, max(0, value))
        yield f'<rect x="{box.x + 10}" y="{y:.0f}" width="{width:.1f}" height="{step - 8:.0f}" fill="#9fd49f"/>'
        yield _text(box.x + 14, y + step - 14, f"{name}: {shown(value, unit)}")


def _rows(panel, box, series):
    for number, (name, points) in enumerate(series):
        yield _text(box.x + 10, box.y + 38 + 15 * number, f"{name}: {points[-1][1]:.3g}")


def _panel(panel, results, span):
    box = Box.of(panel["gridPos"])
    yield (f'<rect class="panel" x="{box.x}" y="{box.y}" width="{box.width}" height="{box.height}" rx="3">'
           f'<title>{html.escape(panel["description"])}</title></rect>')
    yield _text(box.x + 8, box.y + 17, panel["title"], "title")
    if not results:
        yield _text(box.x + box.width / 2, box.y + box.height / 2, "no data", "", "middle")
    elif panel["type"] == "timeseries":
        yield from _lines(panel, box, results, span)
    else:
        yield from {"stat": _numbers, "bargauge": _bars, "table": _rows}[panel["type"]](panel, box, results)


def picture(dashboard, results, span):
    """The picture; results has for each panel's id its series as (name, [(time, value)])."""
    panels = dashboard["panels"]
    width = 24 * COLUMN + GAP
    height = max(one["gridPos"]["y"] + one["gridPos"]["h"] for one in panels) * LINE + GAP
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
             f'viewBox="0 0 {width} {height}">', f"<style>{STYLE}</style>",
             f'<rect width="{width}" height="{height}" fill="#f5f5f5"/>']
    for panel in panels:
        if panel["type"] == "row":
            parts.append(_text(GAP, panel["gridPos"]["y"] * LINE + 24, panel["title"], "row"))
        else:
            parts.extend(_panel(panel, results[panel["id"]], span))
    return "\n".join([*parts, "</svg>"]) + "\n"
