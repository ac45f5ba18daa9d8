// Opens the connect page in a browser, against a gateway whose upstream is the simulator.

import { Checks, launch, open, overflow, violations } from "./browser.mjs";

const { GATEWAY, KEY, LIMITED_KEY } = process.env;
const checks = new Checks();
const browser = await launch();

async function limits(key) {
  const response = await fetch(`${GATEWAY}/weir/limits`, { headers: { "x-api-key": key } });
  return (await response.json()).limits;
}

async function attempt(page, key, user = "") {
  await page.fill("#key", key);
  await page.fill("#user", user);
  await page.click("#show");
  await page.waitForFunction(() => !document.querySelector("#show").disabled
    && document.querySelector("#state").textContent !== "Asking …");
}

for (const scheme of ["light", "dark"]) {
  const context = await browser.newContext({ colorScheme: scheme });
  const page = await open(context, `${GATEWAY}/weir`);

  await checks.run(`${scheme}: loads its own files alone and breaks no policy`, async () => {
    const origins = [...new Set(page.asked.map((request) => new URL(request.url()).origin))];
    checks.equal("origins", origins, [new URL(GATEWAY).origin]);
    checks.equal("troubles", page.troubles, []);
  });

  await checks.run(`${scheme}: axe finds nothing`, async () => {
    checks.equal("violations", await violations(page), []);
  });

  await checks.run(`${scheme}: fits into 360 pixels`, async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    checks.equal("pixels too wide", Math.max(0, await overflow(page)), 0);
    await page.setViewportSize({ width: 1280, height: 900 });
  });
  await context.close();
}

const context = await browser.newContext({ permissions: ["clipboard-read", "clipboard-write"] });
const page = await open(context, `${GATEWAY}/weir`);

await checks.run("shows this host's address in every example", async () => {
  const shown = await page.locator(".base-url").allTextContents();
  checks.that("there are examples", shown.length > 8);
  checks.equal("addresses", [...new Set(shown)], [new URL(GATEWAY).origin]);
});

await checks.run("copies an example as a whole", async () => {
  await page.click('[data-copies="s1"]');
  await page.waitForFunction(() => document.querySelector('[data-copies="s1"]').textContent.startsWith("Copied"));
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  checks.equal("copied", copied, 'from anthropic import Anthropic\n\nclient = Anthropic('
    + `base_url="${new URL(GATEWAY).origin}", api_key="your key")`);
});

await checks.run("shows limits as GET /weir/limits has them, and counts tokens", async () => {
  const wanted = await limits(LIMITED_KEY);
  await attempt(page, LIMITED_KEY);
  checks.equal("state", await page.textContent("#state"), "The key works.");
  const rows = await page.locator("#rows tr").evaluateAll((all) => all.map((row) =>
    [0, 2, 5].map((at) => row.cells[at].textContent)));
  const text = (value, unit) => unit === "usd"
    ? `$${value.toLocaleString("en", { minimumFractionDigits: 2 })}` : value.toLocaleString("en");
  checks.that("there are limits", wanted.length > 2);
  checks.equal("rows", rows, wanted.map((one) => [one.name, text(one.used, one.unit), text(one.max, one.unit)]));
  checks.that("counts", /counts \d+ tokens/.test(await page.textContent("#counted")));
  checks.equal("violations", await violations(page), []);
});

await checks.run("keeps the key in memory and sends it to this origin alone", async () => {
  const carriers = page.asked.filter((request) => request.headers()["x-api-key"]);
  checks.that("requests carried it", carriers.length >= 3);
  checks.equal("origins", [...new Set(carriers.map((one) => new URL(one.url()).origin))], [new URL(GATEWAY).origin]);
  checks.that("no URL has it", page.asked.every((request) => !request.url().includes(LIMITED_KEY)));
  const kept = await page.evaluate(() => [document.cookie, localStorage.length, sessionStorage.length, location.href]);
  checks.equal("kept", kept, ["", 0, 0, `${GATEWAY}/weir`]);
  checks.that("it is nowhere in the document", !(await page.content()).includes(LIMITED_KEY));
  checks.equal("forms", await page.locator("form").count(), 0);
});

await checks.run("says why a key is refused", async () => {
  await attempt(page, "weir_unknown-key-0123456789");
  const state = await page.textContent("#state");
  checks.that(`names the status: ${state}`, state.startsWith("401: "));
  checks.that("hides the limits of another key", await page.locator("#limits").isHidden());
});

await checks.run("a hostile name stays text", async () => {
  await attempt(page, KEY, "<img src=x onerror=alert(1)>");
  const whose = await page.textContent("#whose");
  checks.that(`shows it: ${whose}`, whose.includes("<img src=x onerror=alert(1)>"));
  checks.equal("images", await page.locator("img").count(), 0);
});

await checks.run("works by keyboard alone", async () => {
  await page.fill("#user", "");
  await page.focus("#key");
  await page.keyboard.press("Control+A");
  await page.keyboard.type(KEY);
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelector("#state").textContent === "The key works.");
});

await context.close();
await browser.close();
checks.end();
