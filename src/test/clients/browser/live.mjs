// Keeps a page open in several browsers until its input ends, then says how many live events each has shown.

import { launch } from "./browser.mjs";

const { PAGE, BROWSERS } = process.env;

async function watch() {
  const browser = await launch();
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.addInitScript(() => {
    window.arrived = 0;
    window.addEventListener("htmx:sseMessage", () => { window.arrived++; });
  });
  await page.goto(PAGE);
  await page.waitForFunction(() => window.arrived > 1, undefined, { timeout: 60_000 });
  return { browser, page };
}

const open = await Promise.all(Array.from({ length: Number(BROWSERS) }, watch));
console.log("live");
process.stdin.resume();
await new Promise((done) => { process.stdin.on("end", done); });
console.log(JSON.stringify(await Promise.all(open.map(({ page }) => page.evaluate(() => window.arrived)))));
await Promise.all(open.map(({ browser }) => browser.close()));
