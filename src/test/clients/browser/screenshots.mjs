// Takes a picture of each page of a demo with --traffic, for docs/console.md.

import { launch } from "./browser.mjs";

const { MANAGEMENT, PICTURES, GATEWAY } = process.env;
const browser = await launch();
const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, colorScheme: "light", deviceScaleFactor: 1 });
const page = await context.newPage();

async function take(name, path, prepare = async () => {}) {
  await page.goto(path.startsWith("http") ? path : `${MANAGEMENT}/console${path}`);
  await prepare();
  await page.screenshot({ path: `${PICTURES}/${name}.png`, fullPage: name === "now", type: "png" });
  console.log(name);
}

await take("now", "", async () => {
  await page.waitForFunction((steps) => Number(document.querySelector("#charts").dataset.steps) >= steps,
    Number(process.env.STEPS ?? 24), { timeout: 300_000 });
});
await take("teams", "/teams");
await take("team", "/teams/batch");
await page.goto(`${MANAGEMENT}/console/teams/search`);
await page.fill("#id", "reader-1");
await Promise.all([page.waitForURL(/users\//), page.click("form[method=post] button")]);
await take("user", page.url());
await take("upstreams", "/upstreams");
await take("models", "/models");
await take("exchanges", "/exchanges");
await page.goto(`${MANAGEMENT}/console/exchanges?team=search&outcome=completed`);
await take("exchange", new URL(await page.locator("table.exchanges tbody tr", { hasText: "claude-" }).first().locator("th a").getAttribute("href"), MANAGEMENT).href);
await take("configuration", "/configuration");
await take("replica", "/replica");
await take("connect", `${GATEWAY}/weir`);
await browser.close();
