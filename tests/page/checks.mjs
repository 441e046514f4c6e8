// What is wanted of every page.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { requireFrom } from "./browser.mjs";

export const tableOf = (page, caption) => page.locator(".data-table", { has: page.locator("caption", { hasText: caption }) });
export const rowsOf = (table) => table.locator("tbody tr").count();
export const columnOf = (table, number) => table.locator(`tbody tr > :nth-child(${number})`).allInnerTexts();

/** Every chart that is there to be seen is drawn, and says in a sentence what it shows. */
export async function checkCharts(page) {
  const charts = await page.locator(".chart").evaluateAll((boxes) => boxes.filter((box) => box.checkVisibility())
    .map((box) => ({ label: box.getAttribute("aria-label"), marks: box.querySelectorAll("svg path, svg circle, svg polygon, svg rect").length,
      texts: box.querySelectorAll("svg text").length })));
  assert.ok(charts.length > 0);
  for (const chart of charts) {
    assert.ok(chart.marks > 3, `marks in: ${chart.label}`);
    assert.ok(chart.texts > 2, `texts in: ${chart.label}`);
    assert.ok(chart.label.length > 20, `a sentence: ${chart.label}`);
  }
}

/** Nothing reaches beyond the window. */
export async function checkWidth(page) {
  const { wide, window: there } = await page.evaluate(() => ({ wide: document.documentElement.scrollWidth, window: innerWidth }));
  assert.ok(wide <= there, `${wide} > ${there}`);
  const outside = await page.locator(".chart svg").evaluateAll((all) => all.filter((svg) =>
    svg.checkVisibility() && svg.getBoundingClientRect().right > innerWidth + 1).length);
  assert.equal(outside, 0);
}

/** What axe finds that is serious, as sentences. The page must have been opened with `bypassCSP`. */
export async function seriousFindings(page) {
  await page.evaluate(readFileSync(requireFrom.resolve("axe-core/axe.min.js"), "utf8"));
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  return violations.filter(({ impact }) => ["serious", "critical"].includes(impact))
    .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")} (${nodes.length})`);
}

/** Headings in order, one h1, and the landmarks. */
export async function checkHeadings(page) {
  const levels = await page.locator("h1, h2, h3, h4").evaluateAll((all) => all.filter((each) => each.checkVisibility()).map((each) => Number(each.tagName[1])));
  assert.equal(levels.filter((level) => level === 1).length, 1);
  levels.reduce((before, level) => {
    assert.ok(level <= before + 1, `h${level} after h${before}`);
    return level;
  }, 0);
  for (const landmark of ["header", "nav", "main", "footer"]) assert.equal(await page.locator(`body > ${landmark}`).count(), 1);
}
