// The console's own script: draws the charts of the last hour, says whether the page is live, and keeps the reader's
// place when figures are replaced.
"use strict";

(() => {
  const HOUR = 3600;
  const TILES = document.getElementById("tiles");
  // Tiles come once a second, other figures every 5 s: after three that did not come the page is not live
  const PATIENCE_MILLIS = TILES ? 4_000 : 16_000;

  // A colour as a canvas takes it: one that the style sheet gives by scheme is resolved by an element only.
  function color(name) {
    const probe = document.createElement("span");
    probe.style.color = `var(--${name})`;
    document.body.append(probe);
    const resolved = getComputedStyle(probe).color;
    probe.remove();
    return resolved;
  }

  // Says whether figures arrive. The word alone is announced; the time of the figures stays where they stop.
  let arrivedAt = performance.now();
  let reason = "";

  function isLive(time) {
    arrivedAt = performance.now();
    reason = "";
    say("Live ·", false);
    document.getElementById("live-time").textContent = `${time} UTC`;
  }

  function isNotLive(why) {
    reason = why || reason;
    say(`Not live${reason ? ` (${reason})` : ""} since`, true);
  }

  function say(word, isBad) {
    const place = document.getElementById("live-word");
    if (place.textContent !== word) {
      place.textContent = word;
      place.parentElement.classList.toggle("bad", isBad);
    }
  }

  // What happened in each step: the difference of a counter, for each second.
  function perSecond(history, name) {
    const counted = history[name];
    return counted.map((value, at) => {
      const seconds = at === 0 ? 0 : history.time[at] - history.time[at - 1];
      return seconds > 0 ? Math.max(0, value - counted[at - 1]) / seconds : null;
    });
  }

  function share(history, part, whole) {
    return history[part].map((value, at) => {
      const all = at === 0 ? 0 : history[whole][at] - history[whole][at - 1];
      return all > 0 ? 100 * (value - history[part][at - 1]) / all : null;
    });
  }

  // Of each chart: its lines, and its values from a history.
  const CHARTS = {
    requests: {
      lines: [["all", "accent"], ["rejected", "second"]],
      values: (history) => [perSecond(history, "requests"), perSecond(history, "rejected")],
    },
    errors: {
      lines: [["of Weir", "bad"], ["of upstreams", "second"]],
      values: (history) => [perSecond(history, "own_errors"), perSecond(history, "upstream_errors")],
    },
    flight: {
      lines: [["requests", "accent"], ["streams", "second"]],
      values: (history) => [history.in_flight, history.streams],
    },
    ttft: {
      lines: [["median", "accent"], ["p95", "second"]],
      values: (history) => [history.ttft_p50, history.ttft_p95],
    },
    cache: { lines: [["cache hits", "accent"]], values: (history) => [share(history, "cache_read", "input")] },
    cost: {
      lines: [["cost", "accent"]],
      values: (history) => [perSecond(history, "usd").map((value) => value === null ? null : value * 60)],
    },
  };

  function short(value) {
    return value === null || value === undefined ? "–" : value >= 100 ? value.toFixed(0) : String(+value.toPrecision(3));
  }

  class Chart {
    constructor(place) {
      this.place = place;
      this.kind = CHARTS[place.dataset.chart];
      place.setAttribute("role", "img");
      this.describe("no figures yet");
    }

    describe(text) {
      this.place.setAttribute("aria-label", `${this.place.previousElementSibling.textContent}: ${text}`);
    }

    options() {
      const axis = {
        stroke: color("quiet"), font: "12px system-ui, sans-serif", ticks: { stroke: color("line"), width: 1 },
        grid: { stroke: color("line"), width: 1 },
      };
      return {
        width: Math.max(200, this.place.clientWidth),
        height: 180,
        tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "UTC"),
        cursor: { drag: { x: false, y: false } },
        // Dashes tell the lines apart where colours do not
        legend: { live: false, markers: { dash: (_, at) => at > 1 ? "dashed" : "solid" } },
        scales: {
          x: { range: (_, least, most) => most === null ? [0, 300] : [Math.min(least, most - 300), most] },
          y: { range: (_, least, most) => [0, most > 0 ? most * 1.1 : 1] },
        },
        axes: [{ ...axis, values: (_, ticks) => ticks.map((at) => new Date(at * 1000).toISOString().slice(11, 16)) }, { ...axis, size: 56, values: (_, ticks) => ticks.map(short) }],
        series: [{}, ...this.kind.lines.map(([label, name], at) => ({
          label, stroke: color(name), width: 2, dash: at === 0 ? undefined : [6, 4], spanGaps: false,
          points: { show: false },
        }))],
      };
    }

    draw(history) {
      const values = this.kind.values(history);
      const latest = this.kind.lines.map(([label], at) => `${label} ${short(values[at].at(-1))}`).join(", ");
      this.describe(`${latest} now`);
      if (this.plot) {
        this.plot.setData([history.time, ...values]);
      } else {
        this.plot = new uPlot(this.options(), [history.time, ...values], this.place);
      }
    }

    again(history) {
      this.plot?.destroy();
      this.plot = undefined;
      this.draw(history);
    }

    resize() {
      this.plot?.setSize({ width: Math.max(200, this.place.clientWidth), height: 180 });
    }
  }

  // The charts, and the history that they show, to which the steps since are added.
  function startCharts(box) {
    const charts = [...box.querySelectorAll("[data-chart]")].map((place) => new Chart(place));
    let history = null;
    let isAsking = false;

    function add(newer) {
      if (!history) {
        history = newer;
        return;
      }
      const firstKept = newer.time.length > 0 ? newer.time.at(-1) - HOUR : 0;
      const from = history.time.findIndex((time) => time >= firstKept);
      for (const name of Object.keys(history)) {
        if (Array.isArray(history[name])) {
          history[name] = history[name].slice(Math.max(0, from)).concat(newer[name]);
        }
      }
    }

    async function refresh() {
      if (isAsking) {
        return;
      }
      isAsking = true;
      try {
        // The last step again: the first of a list has no time to first token, as it follows on nothing
        const known = history?.time.at(-2) ?? 0;
        const response = await fetch(`${box.dataset.history}?after=${known}`, { credentials: "same-origin" });
        if (!response.ok) {
          throw new Error(response.status);
        }
        const newer = await response.json();
        const last = history?.time.at(-1) ?? 0;
        const from = newer.time.findIndex((time) => time > last);
        if (!history || from >= 0) {
          for (const name of Object.keys(newer)) {
            if (Array.isArray(newer[name])) {
              newer[name] = newer[name].slice(Math.max(0, from));
            }
          }
          add(newer);
          charts.forEach((chart) => chart.draw(history));
          box.dataset.steps = history.time.length;
        }
      } catch {
        isNotLive("");
      } finally {
        isAsking = false;
      }
    }

    refresh();
    document.body.addEventListener("htmx:sseMessage", refresh);
    addEventListener("resize", () => charts.forEach((chart) => chart.resize()));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      if (history) {
        charts.forEach((chart) => chart.again(history));
      }
    });
  }

  const box = document.getElementById("charts");
  if (box) {
    startCharts(box);
  }

  // Where the reader is in what is replaced: the focus, and how far tables are scrolled sideways.
  function placeIn(part) {
    const focused = part.contains(document.activeElement) ? document.activeElement : null;
    const region = focused?.closest(".scroll");
    return {
      link: focused?.getAttribute("href"),
      region: region?.getAttribute("aria-label"),
      scrolled: new Map([...part.querySelectorAll(".scroll")].map((one) => [one.getAttribute("aria-label"), one.scrollLeft])),
    };
  }

  function returnTo(place, part) {
    const regions = [...part.querySelectorAll(".scroll")];
    for (const one of regions) {
      one.scrollLeft = place.scrolled.get(one.getAttribute("aria-label")) ?? 0;
    }
    const region = regions.find((one) => one.getAttribute("aria-label") === place.region);
    const links = [...(region ?? part).querySelectorAll("a")];
    const again = place.link && links.find((one) => one.getAttribute("href") === place.link);
    (again || region)?.focus({ preventScroll: true });
  }

  function isSelectedIn(part) {
    const selection = getSelection();
    return !selection.isCollapsed && part.contains(selection.anchorNode);
  }

  let place = null;
  const live = () => document.getElementById("live");

  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.shouldSwap && live()) {
      place = placeIn(live());
    }
  });
  document.body.addEventListener("htmx:afterSwap", () => {
    if (live()) {
      returnTo(place, live());
      isLive(new Date().toISOString().slice(11, 19));
    }
  });
  // What somebody has selected, to copy it, is not replaced.
  document.body.addEventListener("htmx:beforeRequest", (event) => {
    if (live() && isSelectedIn(live())) {
      event.preventDefault();
    }
  });
  document.body.addEventListener("htmx:sseBeforeMessage", (event) => {
    if (isSelectedIn(TILES)) {
      event.preventDefault();
    }
  });
  document.body.addEventListener("htmx:sseMessage", () => isLive(TILES.querySelector("[data-time]").dataset.time));
  document.body.addEventListener("htmx:sseError", () => isNotLive(""));
  document.body.addEventListener("htmx:sendError", () => isNotLive(""));
  document.body.addEventListener("htmx:responseError", (event) => isNotLive(`status ${event.detail.xhr.status}`));
  // A tab in the background, or a machine that slept, has waited for nothing.
  document.addEventListener("visibilitychange", () => {
    arrivedAt = performance.now();
  });
  if (TILES || live()) {
    setInterval(() => {
      if (isSelectedIn(TILES ?? live())) {
        say("Paused since", false);
        arrivedAt = performance.now();
      } else if (performance.now() - arrivedAt > PATIENCE_MILLIS) {
        isNotLive("");
      }
    }, 1_000);
  }
})();
