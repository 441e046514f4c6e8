// A browser without a network, and a page of which every complaint is kept.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** Where npm put the packages of package.json: beside this file, or where the build did. */
const modules = process.env.STEELYARD_PAGE_TEST_MODULES ?? path.join(path.dirname(fileURLToPath(import.meta.url)), "node_modules");
export const requireFrom = createRequire(path.join(modules, "resolve-from-here.js"));

const browsers = [process.env.STEELYARD_BROWSER, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
export const browserFile = browsers.find((file) => file && existsSync(file));

export async function openBrowser() {
  const { chromium } = requireFrom("playwright-core");
  // Chromium's sandbox refuses root, as whom containers run.
  return chromium.launch({ executablePath: browserFile, args: process.getuid() === 0 ? ["--no-sandbox"] : [] });
}

/**
 * Opens a page from disk. `complaints` gathers what the console and the page say of trouble, and every request but the one for the
 * page itself.
 */
export async function openPage(browser, file, { width = 1440, height = 900, colorScheme = "light", hash = "", ...options } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme, reducedMotion: "reduce", ...options });
  const address = pathToFileURL(file).href;
  const complaints = [];
  await context.setOffline(true);
  await context.route("**", (route) => {
    const asked = route.request().url();
    if (asked.split("#")[0] === address) return route.continue();
    complaints.push(`request: ${asked.slice(0, 200)}`);
    return route.abort();
  });
  const page = await context.newPage();
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(`console ${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`error: ${error.stack}`));
  page.on("dialog", (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    return dialog.dismiss();
  });
  await page.goto(address + hash);
  await page.locator("html[data-ready]").waitFor({ state: "attached" });
  return { page, context, complaints };
}

/** Opens a page, runs `check`, and wants no complaint of the browser. */
export async function withPage(browser, file, options, check) {
  const { page, context, complaints } = await openPage(browser, file, options);
  try {
    await check(page, context);
    assert.deepEqual(complaints, []);
  } finally {
    await context.close();
  }
}

/** Draws all visible charts at once, as before printing. */
export const drawAll = (page) => page.evaluate(() => {
  window.dispatchEvent(new Event("beforeprint"));
  window.dispatchEvent(new Event("afterprint"));
});

/** Brings every visible chart near the window, and waits until it is drawn. */
export async function scrollThrough(page) {
  for (const chart of await page.locator(".chart").all()) {
    if (!(await chart.evaluate((box) => box.checkVisibility()))) continue;
    await chart.scrollIntoViewIfNeeded();
    await chart.locator("svg").waitFor();
  }
}
