// Reads the console while its figures are replaced, while they do not come, and while Redis and the upstream are gone.

import { Checks, launch, open, overflow, violations } from "./browser.mjs";
import { SEARCH_KEY, traffic } from "./traffic.mjs";

const { MANAGEMENT, PASSWORD, BROKEN_GATEWAY, BROKEN_MANAGEMENT } = process.env;
const CONSOLE = `${MANAGEMENT}/console`;
const BROKEN = `${BROKEN_MANAGEMENT}/console`;
const PATIENT = { timeout: 60_000 };
const checks = new Checks();
const browser = await launch();
const context = await browser.newContext({
  httpCredentials: { username: "operator", password: PASSWORD }, viewport: { width: 360, height: 740 },
});
await context.addInitScript(() => {
  window.replaced = 0;
  window.addEventListener("htmx:afterSwap", () => { window.replaced++; });
});

async function replacements(page, number) {
  const before = await page.evaluate(() => window.replaced);
  await page.waitForFunction((least) => window.replaced >= least, before + number, PATIENT);
}

function state(page, begin) {
  return page.waitForFunction(
    (text) => document.querySelector("#live-state").textContent.startsWith(text), begin, PATIENT);
}

const load = traffic();

await checks.run("the focus stays on a link whose row is replaced", async () => {
  const page = await open(context, `${CONSOLE}/teams`);
  const link = page.locator("#live a", { hasText: "support" });
  await link.focus();
  const before = await link.elementHandle();
  await replacements(page, 2);
  checks.equal("focus", await page.evaluate(() => document.activeElement.textContent), "support");
  checks.that("the row is another", !(await before.evaluate((one) => one.isConnected)));
  await page.keyboard.press("Enter");
  await page.waitForURL(/teams\/support$/);
  await page.close();
});

await checks.run("the focus stays in a table whose row is gone, and a table stays scrolled", async () => {
  const page = await open(context, `${CONSOLE}/exchanges`);
  const region = page.locator("#live .scroll");
  await region.evaluate((one) => {
    one.querySelector("a").setAttribute("href", "/console/exchanges/gone");
    one.querySelector("a").focus();
    one.scrollLeft = 150;
  });
  await replacements(page, 2);
  checks.equal("scrolled", await region.evaluate((one) => one.scrollLeft), 150);
  checks.equal("focus", await page.evaluate(() => document.activeElement.getAttribute("aria-label")), "Exchanges");
  await page.close();
});

for (const [path, text] of [["", ".tile .main"], ["/models", "#live td"]]) {
  await checks.run(`selected text of ${path || "/"} is not replaced`, async () => {
    const page = await open(context, CONSOLE + path);
    await state(page, "Live");
    const selected = await page.locator(text).first().evaluateHandle((one) => {
      getSelection().selectAllChildren(one);
      return one;
    });
    await state(page, "Paused since");
    checks.that("it is still there", await selected.evaluate((one) => one.isConnected));
    await page.evaluate(() => getSelection().removeAllRanges());
    await state(page, "Live");
    await page.close();
  });
}

await checks.run("only the word is announced, not the time of each second", async () => {
  const page = await open(context, CONSOLE);
  await state(page, "Live");
  checks.equal("announced", await page.locator("[role=status]").allTextContents(), ["Live ·"]);
  await page.close();
});

for (const path of ["", "/teams"]) {
  await checks.run(`${path || "/"} says that nothing comes, and since when`, async () => {
    const page = await context.newPage();
    await page.route(/\/console\/(events|history)/, () => {}); // never answered
    await page.route((url) => url.pathname === "/console/teams", (route) =>
      route.request().headers()["hx-request"] ? undefined : route.continue());
    await page.goto(CONSOLE + path);
    const shown = (await page.textContent("#live-time")).slice(-12);
    await state(page, "Not live since");
    checks.that("since the last figures", (await page.textContent("#live-state")).endsWith(shown));
    checks.equal("violations", await violations(page), []);
    await page.close();
  });
}

await checks.run("says what the gateway answered in place of figures", async () => {
  const page = await open(context, `${CONSOLE}/teams`);
  await page.route((url) => url.pathname === "/console/teams", (route) => route.fulfill({ status: 503, body: "busy" }));
  await state(page, "Not live (status 503) since");
  await page.unrouteAll();
  await state(page, "Live");
  await page.close();
});

await load.stop();

await checks.run("without Redis and upstream, the pages say so", async () => {
  for (let number = 0; number < 30; number++) {
    await fetch(`${BROKEN_GATEWAY}/v1/messages`, {
      method: "POST", headers: { "x-api-key": SEARCH_KEY, "content-type": "application/json" },
      body: JSON.stringify({ model: "claude-haiku-5-5", max_tokens: 9, messages: [{ role: "user", content: "Hello" }] }),
    });
  }
  const page = await open(context, BROKEN);
  const tile = async (name) => page.locator(`.tile[aria-label="${name}"]`).innerText();
  checks.that(`Redis: ${await tile("Redis")}`, /gone|degraded/.test(await tile("Redis")));
  checks.that(`upstream: ${await tile("Upstream errors")}`, (await tile("Upstream errors")).includes("many"));
  await page.goto(`${BROKEN}/upstreams`);
  checks.that("the breaker is open", (await page.textContent("main")).includes("circuit breaker open"));
  for (const path of ["/teams/search", `/teams/search/users/${"0".repeat(32)}`]) {
    await page.goto(BROKEN + path);
    checks.that(`${path} says that Redis does not reply`, (await page.textContent(".failed")).includes("Redis did not reply"));
  }
  for (const path of ["", "/teams", "/teams/search", "/upstreams", "/models", "/exchanges", "/configuration", "/replica"]) {
    await page.goto(BROKEN + path);
    checks.equal(`violations of ${path}`, await violations(page), []);
    checks.equal(`pixels too wide of ${path}`, Math.max(0, await overflow(page)), 0);
  }
  await page.close();
});

await browser.close();
checks.end();
