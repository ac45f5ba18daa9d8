// Measures how far what is shown moves by itself: on every page as it loads, as its figures change, and where it fails.

import { Checks, launch } from "./browser.mjs";
import { SEARCH_KEY, traffic } from "./traffic.mjs";

const { GATEWAY, MANAGEMENT, PASSWORD } = process.env;
const CONSOLE = `${MANAGEMENT}/console`;
const MOST = 0.01; // of web.dev's score, by which up to 0.1 is good
const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 360, height: 740 };
const checks = new Checks();
const browser = await launch();

// Runs in the page before anything of it: collects layout shifts, and counts what arrives.
function watch() {
  window.moved = [];
  window.arrived = 0;
  const name = (node) => node?.id ? `#${node.id}` : `${node?.nodeName} "${node?.textContent?.trim().slice(0, 30)}"`;
  new PerformanceObserver((list) => {
    for (const shift of list.getEntries().filter((one) => !one.hadRecentInput)) {
      window.moved.push({ value: shift.value, what: shift.sources.map(({ node }) => name(node)) });
    }
  }).observe({ type: "layout-shift", buffered: true });
  for (const event of ["htmx:sseMessage", "htmx:afterSwap"]) {
    window.addEventListener(event, () => { window.arrived++; });
  }
}

// A page whose scripts come only once it has been painted without them, as over a slow line.
async function open(context, url) {
  const page = await context.newPage();
  await page.addInitScript(watch);
  await page.route(/\.js$/, async (route) => {
    await page.waitForFunction(() => performance.getEntriesByName("first-contentful-paint").length > 0);
    await route.continue();
  });
  await page.goto(url);
  return page;
}

// What was painted is measured with the next frame.
async function still(what, page) {
  await page.evaluate(() => new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(done)); }));
  const moved = await page.evaluate(() => window.moved);
  const score = moved.reduce((sum, { value }) => sum + value, 0);
  checks.that(`${what}: ${score.toFixed(4)} (expected: at most ${MOST}): ${JSON.stringify(moved)}`, score <= MOST);
}

async function arrivals(page, number) {
  await page.waitForFunction((least) => window.arrived >= least, number, { timeout: 60_000 });
}

// The places of what is in the tiles: what htmx replaces is new to the browser, so it counts no shift of it. Texts
// that end at the right edge may begin elsewhere.
function places(page) {
  return page.locator(".tile, .tile h2, .tile .main, .tile dt, .tile > .verdict").evaluateAll((all) => all.map((one) => {
    const { x, y, height } = one.getBoundingClientRect();
    const tile = one.closest(".tile").getAttribute("aria-label");
    return [tile, one.localName, Math.round(y), Math.round(height), one.matches(".verdict") ? 0 : Math.round(x)];
  }));
}

async function paths(context) {
  const page = await context.newPage();
  await page.goto(`${CONSOLE}/exchanges?team=search&outcome=completed`);
  const exchange = await page.locator("table.exchanges tbody tr", { hasText: "claude-" }).first().locator("th a").getAttribute("href");
  await page.goto(`${CONSOLE}/teams/search`);
  await page.fill("#id", "reader-0");
  await Promise.all([page.waitForURL(/users\/[0-9a-f]{32}$/), page.click("form[method=post] button")]);
  const user = page.url().replace(CONSOLE, "");
  await page.close();
  return { live: ["", "/teams", "/teams/search", user, "/upstreams", "/models", "/exchanges"],
    fixed: [exchange.replace("/console", ""), "/configuration", "/replica", "/none"] };
}

const load = traffic();

for (const viewport of [WIDE, NARROW]) {
  const context = await browser.newContext({ viewport, httpCredentials: { username: "operator", password: PASSWORD } });
  const { live, fixed } = await paths(context);

  for (const path of fixed) {
    await checks.run(`${viewport.width} pixels: ${path} does not move as it loads`, async () => {
      const page = await open(context, CONSOLE + path);
      await still(path, page);
      await page.close();
    });
  }

  const pages = await Promise.all(live.map((path) => open(context, CONSOLE + path)));
  for (const [at, page] of pages.entries()) {
    await checks.run(`${viewport.width} pixels: ${live[at] || "/"} does not move as its figures change`, async () => {
      await page.bringToFront();
      if (live[at] === "") {
        await page.waitForFunction(() => Number(document.querySelector("#charts").dataset.steps) >= 2, undefined, { timeout: 60_000 });
        await arrivals(page, 3);
        const before = await places(page);
        await arrivals(page, await page.evaluate(() => window.arrived) + 3);
        checks.equal("places", await places(page), before);
        checks.equal("charts", await page.locator(".plot canvas").count(), 6);
      }
      await arrivals(page, 2);
      await still(live[at], page);
    });
  }
  for (const [at, page] of pages.entries()) {
    await checks.run(`${viewport.width} pixels: ${live[at] || "/"} does not move as the gateway stops to respond`, async () => {
      await page.bringToFront();
      await context.setOffline(true);
      await page.waitForFunction(() => document.querySelector("#live-state.bad"), undefined, { timeout: 60_000 });
      await still(live[at], page);
      await context.setOffline(false);
    });
  }
  await context.close();
}

for (const viewport of [WIDE, NARROW]) {
  await checks.run(`${viewport.width} pixels: the connect page does not move`, async () => {
    const context = await browser.newContext({ viewport });
    const page = await open(context, `${GATEWAY}/weir`);
    await page.waitForFunction(() => document.querySelector("#base").textContent === location.origin);
    await still("as it loads", page);
    // What follows on a click within half a second is no shift, so what the key shows comes later
    await page.route(/\/(limits|models|count_tokens)/, async (route) => {
      await page.waitForFunction((after) => performance.now() > after, await page.evaluate(() => performance.now() + 700));
      await route.continue();
    });
    for (const key of [SEARCH_KEY, "weir_unknown-key-0123456789", SEARCH_KEY]) {
      await page.fill("#key", key);
      await page.click("#show");
      await page.waitForFunction(() => !document.querySelector("#show").disabled, undefined, { timeout: 90_000 });
      await still(`with ${key}`, page);
    }
    await context.close();
  });
}

await load.stop();
await browser.close();
checks.end();
