// Opens every page of the console under live traffic, and compares each figure with /q/metrics and /weir/limits.

import { Checks, launch, open, overflow, violations } from "./browser.mjs";
import { BATCH_KEY, SEARCH_KEY, SUPPORT_KEY, send, traffic } from "./traffic.mjs";

const { GATEWAY, MANAGEMENT, PASSWORD } = process.env;
const CONSOLE = `${MANAGEMENT}/console`;
const CREDENTIALS = { username: "operator", password: PASSWORD };
const HOSTILE = `"><img src=x onerror=document.title='pwned'><script>document.title='pwned'</script>`;
const checks = new Checks();
const browser = await launch();

// The series that Prometheus would read, by name.
async function scrape() {
  const page = await (await fetch(`${MANAGEMENT}/q/metrics`)).text();
  const series = {};
  for (const line of page.split("\n")) {
    const match = /^(weir_\w+?)(?:\{(.*)\})? (\S+)$/.exec(line);
    if (match) {
      const labels = Object.fromEntries([...(match[2] ?? "").matchAll(/(\w+)="([^"]*)"/g)].map((one) => [one[1], one[2]]));
      (series[match[1]] ??= []).push({ labels, value: Number(match[3]) });
    }
  }
  return series;
}

// The value of a selector, or of a share of two, as Prometheus has it.
function evaluate(selector, series) {
  const [part, whole] = selector.split(" / ").map((one) => {
    const [, name, matchers] = /^(\w+)(?:\{(.*)\})?$/.exec(one);
    const wanted = [...(matchers ?? "").matchAll(/(\w+)(=~?)"([^"]*)"/g)];
    return (series[name] ?? [])
      .filter(({ labels }) => wanted.every(([, label, kind, value]) =>
        kind === "=" ? labels[label] === value : new RegExp(`^(${value})$`).test(labels[label] ?? "")))
      .reduce((sum, { value }) => Number.isNaN(value) ? sum : sum + value, 0);
  });
  return whole === undefined ? part : part / whole;
}

const near = (one, other) => Math.abs(one - other) <= 1e-9 * Math.max(1, Math.abs(one), Math.abs(other))
  || (Number.isNaN(one) && Number.isNaN(other));

function figuresOf(page) {
  return page.locator("data[data-metric]").evaluateAll((all) => all
    .filter((one) => one.dataset.metric)
    .map((one) => ({ metric: one.dataset.metric, value: Number(one.value), text: one.textContent })));
}

// What people read is what programs read: thousands are separated, money has its sign, shares are percents.
function readable(figure) {
  const shown = figure.text.replace(/[$,%\s]|MB/g, "");
  if (!/^[\d.]+$/.test(shown)) {
    return true; // a state in words, or a dash
  }
  const value = figure.text.includes("%") ? figure.value * 100 : figure.text.includes("MB") ? figure.value / 1e6 : figure.value;
  return Math.abs(Number(shown) - value) <= Math.max(0.051, 1e-6 * value);
}

async function limitsOf(key, user) {
  const response = await fetch(`${GATEWAY}/weir/limits?user_id=${encodeURIComponent(user)}`, { headers: { "x-api-key": key } });
  return (await response.json()).limits;
}

async function quiet() {
  for (let at = 0; at < 100; at++) {
    const series = await scrape();
    if (evaluate("weir_requests_in_flight", series) === 0) {
      return;
    }
    await new Promise((done) => { setTimeout(done, 100); });
  }
  throw new Error("requests stay in flight");
}

async function findUser(page, team, id) {
  await page.goto(`${CONSOLE}/teams/${team}`);
  await page.fill("#id", id);
  await Promise.all([page.waitForURL(/users\/[0-9a-f]{32}$/), page.click("form[method=post] button")]);
  return page.url();
}

const load = traffic();
await send(SEARCH_KEY, HOSTILE, "tokens=5", { model: `claude-${HOSTILE}`, headers: { "x-hostile": HOSTILE.replace(/[^\x20-\x7e]/g, "") } });

const stranger = await browser.newContext();
await checks.run("nothing can be read without the password", async () => {
  for (const path of ["", "/teams", "/teams/search", "/exchanges", "/configuration", "/history.json", "/events", "/assets/console.js"]) {
    for (const headers of [{}, { authorization: `Basic ${btoa("operator:wrong")}` }].slice(0, path === "" ? 2 : 1)) {
      const response = await stranger.request.get(CONSOLE + path, { headers });
      checks.equal(`status of ${path}`, response.status(), 401);
      checks.equal(`text of ${path}`, await response.text(), "The console needs its password; any user name will do.\n");
    }
  }
});
await stranger.close();

const context = await browser.newContext({ httpCredentials: CREDENTIALS, viewport: { width: 1280, height: 900 } });
const now = await open(context, CONSOLE);

await checks.run("the page Now is live within two seconds, and its charts are drawn", async () => {
  await now.waitForFunction(() => document.querySelector("#live-state").textContent.startsWith("Live"), undefined, { timeout: 5_000 });
  const before = await now.locator(".tile data").first().getAttribute("value");
  await now.waitForFunction((old) => document.querySelector(".tile data").value !== old, before, { timeout: 5_000 });
  await now.waitForFunction(() => Number(document.querySelector("#charts").dataset.steps) >= 4, undefined, { timeout: 40_000 });
  const drawn = await now.locator(".plot canvas").evaluateAll((all) => all.map((canvas) => {
    const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    const colors = new Set();
    for (let at = 0; at < pixels.length; at += 4) {
      if (pixels[at + 3] > 200) {
        colors.add((pixels[at] << 16) | (pixels[at + 1] << 8) | pixels[at + 2]);
      }
    }
    return colors.size;
  }));
  checks.equal("charts", drawn.length, 6);
  checks.that(`each has lines: ${drawn}`, drawn.every((colors) => colors > 5));
});

const PAGES = ["", "/teams", "/teams/search", "/teams/support", "/teams/batch", "/upstreams", "/models", "/exchanges",
  "/exchanges?team=support&outcome=completed&status=2xx", "/configuration", "/replica"];

for (const path of PAGES) {
  await checks.run(`under traffic, ${path || "/"} lies between what Prometheus reads before and after`, async () => {
    const page = await context.newPage();
    const before = await scrape();
    await page.goto(CONSOLE + path);
    const figures = await figuresOf(page);
    const after = await scrape();
    for (const figure of figures.filter((one) => /_(total|count)/.test(one.metric) && !one.metric.includes(" / "))) {
      const [least, most] = [evaluate(figure.metric, before), evaluate(figure.metric, after)];
      checks.that(`${figure.metric}: ${figure.value} is not in ${least} … ${most}`,
        figure.value >= least - 1e-9 && figure.value <= most + 1e-9);
    }
    await page.close();
  });
}

const sent = await load.stop();
await quiet();

for (const path of PAGES) {
  await checks.run(`at rest, every figure of ${path || "/"} is the metric`, async () => {
    const page = await context.newPage();
    await page.goto(CONSOLE + path);
    const figures = await figuresOf(page);
    const series = await scrape();
    for (const figure of figures.filter((one) => !one.metric.startsWith("weir_retry_budget"))) {
      checks.that(`${figure.metric}: ${figure.value} (expected: ${evaluate(figure.metric, series)})`,
        near(figure.value, evaluate(figure.metric, series)));
      checks.that(`${figure.metric}: ${figure.value} reads ${figure.text}`, readable(figure));
    }
    const least = { "": 10, "/teams": 15, "/upstreams": 5, "/models": 20 }[path] ?? 0;
    checks.that(`${figures.length} figures (expected: ${least} or more)`, figures.length >= least);
    await page.close();
  });
}

await checks.run("the traffic itself is what is counted", async () => {
  const series = await scrape();
  checks.that(`${evaluate("weir_requests_total", series)} counted, ${sent + 1} sent`,
    evaluate("weir_requests_total", series) === sent + 1);
  const page = await context.newPage();
  await page.goto(`${CONSOLE}/exchanges`);
  checks.that("a spent budget is seen", (await page.textContent("#live")).includes("quota_refused"));
  await page.close();
});

for (const [team, key, user] of [["search", SEARCH_KEY, "reader-0"], ["support", SUPPORT_KEY, "agent"], ["batch", BATCH_KEY, "job"]]) {
  await checks.run(`the limits of ${team}/${user} are those of Redis`, async () => {
    const page = await context.newPage();
    const url = await findUser(page, team, user);
    checks.that("the id is not in the address", !url.includes(user));
    const wanted = await limitsOf(key, user);
    await page.reload();
    const rows = await page.locator("tr[data-limit]").evaluateAll((all) => all.map((row) => [row.dataset.limit,
      ...[...row.querySelectorAll("data")].map((one) => Number(one.value))]));
    checks.equal("names", rows.map(([name]) => name), wanted.map((one) => one.name));
    for (const [at, one] of wanted.entries()) {
      const [name, used, held, left, most] = rows[at] ?? [];
      // A bucket refills between the two readings
      const refills = one.name.endsWith("-per-minute") ? one.max / 10 : 0;
      checks.that(`${name}: used ${used}, wanted ${one.used}`, Math.abs(used - one.used) <= refills + 1e-9);
      checks.that(`${name}: left ${left}, wanted ${one.remaining}`, Math.abs(left - one.remaining) <= refills + 1e-9);
      checks.equal(`${name}: held and limit`, [held, most], [one.held, one.max]);
    }
    checks.that("the page does not show the id", !(await page.content()).includes(`>${user}<`));
    if (team === "batch") {
      checks.that("says what rejected", (await page.textContent("#rejection")).includes("team/usd-per-day"));
    }
    await page.close();
  });
}

await checks.run("one exchange is a timeline whose parts make up its time", async () => {
  const page = await context.newPage();
  await page.goto(`${CONSOLE}/exchanges?team=search&outcome=completed`);
  // One that has tokens: GET /weir/limits is an exchange too
  await page.locator("table.exchanges tbody tr", { hasText: "claude-" }).first().locator("th a").click();
  await page.waitForSelector("svg.timeline");
  const widths = await page.locator("svg.timeline rect").evaluateAll((all) => all.map((one) => Number(one.getAttribute("width"))));
  checks.that(`parts: ${widths}`, widths.length >= 4 && Math.abs(widths.reduce((sum, one) => sum + one, 0) - 100) < 0.01);
  await page.close();
});

await checks.run("hostile names stay text, and break no policy", async () => {
  const page = await context.newPage();
  const troubles = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && troubles.push(message.text()));
  page.on("pageerror", (error) => troubles.push(String(error)));
  await findUser(page, "search", HOSTILE);
  for (const path of [...PAGES, `/teams?q=${encodeURIComponent(HOSTILE)}`, `/exchanges?status=${encodeURIComponent(HOSTILE)}`,
    `/teams/${encodeURIComponent(HOSTILE)}`, `/exchanges/${encodeURIComponent(HOSTILE)}`]) {
    await page.goto(CONSOLE + path);
    checks.equal(`images of ${path}`, await page.locator("img").count(), 0);
    checks.that(`title of ${path}`, !(await page.title()).includes("pwned"));
    checks.equal(`scripts of ${path}`, await page.locator("script:not([src])").count(), 0);
  }
  checks.equal("troubles", troubles.filter((one) => !one.includes("404")), []);
  await page.close();
});

for (const scheme of ["light", "dark"]) {
  const themed = await browser.newContext({ httpCredentials: CREDENTIALS, colorScheme: scheme });
  const page = await open(themed, CONSOLE);
  await page.waitForFunction(() => document.querySelectorAll(".plot canvas").length === 6);
  const links = [...PAGES];
  await page.goto(`${CONSOLE}/exchanges`);
  links.push(new URL(await page.locator("table.exchanges tbody th a").first().getAttribute("href"), MANAGEMENT).pathname.replace("/console", ""));
  links.push((await findUser(page, "search", "reader-0")).replace(CONSOLE, ""), "/none");
  for (const path of links) {
    await checks.run(`${scheme}: ${path || "/"} is accessible and fits into 360 pixels`, async () => {
      await page.setViewportSize({ width: 1280, height: 900 });
      await page.goto(CONSOLE + path);
      checks.equal("violations", await violations(page), []);
      await page.setViewportSize({ width: 360, height: 740 });
      checks.equal("pixels too wide", Math.max(0, await overflow(page)), 0);
    });
  }
  checks.equal("troubles", page.troubles.filter((one) => !one.includes("404")), []);
  const origins = [...new Set(page.asked.map((request) => new URL(request.url()).origin))];
  checks.equal("origins", origins, [new URL(MANAGEMENT).origin]);
  await themed.close();
}

await checks.run("Now, Teams and Exchanges work without JavaScript", async () => {
  const plain = await browser.newContext({ httpCredentials: CREDENTIALS, javaScriptEnabled: false });
  const page = await plain.newPage();
  for (const [path, text] of [["", "Requests"], ["/teams", "search"], ["/exchanges", "completed"]]) {
    await page.goto(CONSOLE + path);
    checks.that(`${path} has ${text}`, (await page.textContent("main")).includes(text));
  }
  await plain.close();
});

await context.close();
await browser.close();
checks.end();
