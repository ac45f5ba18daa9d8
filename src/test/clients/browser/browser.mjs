// What the browser tests share: a headless Chromium, checks that collect faults, and axe.

import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"];

// A browser whose every context blocks nothing itself: what is blocked is blocked by the page's own policy.
export function launch() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", headless: true, args: ARGUMENTS });
}

// Collects faults by the name of the case in which they were seen.
export class Checks {
  #case = "";
  #cases = 0;
  #faults = [];

  async run(name, check) {
    this.#case = name;
    this.#cases++;
    const before = this.#faults.length;
    try {
      await check();
    } catch (failure) {
      this.fault(String(failure.stack ?? failure));
    }
    console.log(`${this.#faults.length === before ? "ok  " : "FAIL"} ${name}`);
  }

  fault(text) {
    this.#faults.push(`${this.#case}: ${text}`);
    console.log(`     ${text}`);
  }

  equal(what, seen, wanted) {
    if (JSON.stringify(seen) !== JSON.stringify(wanted)) {
      this.fault(`${what}: ${JSON.stringify(seen)} (expected: ${JSON.stringify(wanted)})`);
    }
  }

  that(what, isTrue) {
    if (!isTrue) {
      this.fault(what);
    }
  }

  end() {
    console.log(`${this.#cases} cases, ${this.#faults.length} faults`);
    process.exitCode = this.#faults.length === 0 && this.#cases > 0 ? 0 : 1;
  }
}

// A page that notes what a person would find in the browser's console: faults of scripts, blocked or failed loads.
export async function open(context, url) {
  const page = await context.newPage();
  page.troubles = [];
  page.asked = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) {
      page.troubles.push(message.text());
    }
  });
  page.on("pageerror", (error) => page.troubles.push(String(error)));
  page.on("request", (request) => page.asked.push(request));
  await page.goto(url);
  return page;
}

// The violations that axe finds. It runs in the page's own world by the debugger, which no policy of the page stops.
export async function violations(page) {
  await page.evaluate(AXE);
  const found = await page.evaluate(() => window.axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  }));
  return found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
}

// By how much the page is wider than the window, in pixels.
export function overflow(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}
