// Opens the page of a history from disk in a browser without a network. STEELYARD_PAGE is the template of the build, filled with the
// sample here; STEELYARD_REPORT a page that the program wrote.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { browserFile, drawAll, openBrowser, scrollThrough, withPage as withPageOf } from "./browser.mjs";
import { checkCharts, checkHeadings, checkWidth, columnOf, rowsOf, seriousFindings } from "./checks.mjs";
import { hostile } from "./sample/chips.mjs";
import { sampleHistory } from "./sample/history.mjs";
import { filledPage } from "./sample/report.mjs";

const folder = mkdtempSync(path.join(tmpdir(), "steelyard-history-"));
const given = process.env.STEELYARD_REPORT;
const file = given ?? path.join(folder, "history.html");
const template = () => readFileSync(process.env.STEELYARD_PAGE, "utf8");
if (!given) writeFileSync(file, filledPage(template(), sampleHistory()));
const history = JSON.parse(readFileSync(file, "utf8").match(/id="steelyard-report">(.*?)<\/script>/s)[1]);
const onlySample = { skip: given ? "of the sample alone" : false };
const onlyWritten = { skip: given ? false : "of what the program writes" };

/** As the page shows text that does not show by itself. */
const shown = hostile.replaceAll("\u001b", "\\x1b").replaceAll("\u202e", "\\u202e");

let browser;
before(async () => {
  assert.ok(browserFile, "no Chromium; scripts/install_dependencies test installs it");
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

const withPage = (options, check) => withPageOf(browser, file, options, check);

const figureOf = (page, title) => page.locator("#charts figure", { has: page.locator("h3", { hasText: title }) }).first();

/** The chart of a case, drawn. */
async function chartOf(page, title) {
  const chart = figureOf(page, title).locator(".chart");
  await chart.evaluate((box) => box.scrollIntoView({ block: "center" }));
  await chart.locator("svg").waitFor();
  return chart;
}

const textsOf = (chart) => chart.locator("svg text").allTextContents();

/** What the tip says over the chart's run with this index, of so many. */
async function tipAt(page, chart, run, runs) {
  // The tip of another chart goes first.
  await page.mouse.move(0, 0);
  await page.waitForFunction(() => [...document.querySelectorAll(".chart-tip .tip")].every((tip) => !tip.checkVisibility({ visibilityProperty: true })));
  const box = await chart.boundingBox();
  await page.mouse.move(box.x + 72 + ((run + 0.5) / runs) * (box.width - 72 - 18), box.y + box.height / 2);
  const tip = page.locator(".chart-tip .tip").filter({ visible: true });
  await tip.waitFor();
  return tip.innerText();
}

/** Opens the cases that are folded away, and one table of each kind. */
async function openDetails(page) {
  await page.locator("details.quiet").evaluateAll((all) => all.forEach((each) => (each.open = true)));
  for (const part of ["#changes", "#charts figure"]) await page.locator(`${part} details.behind`).first().evaluate((each) => (each.open = true));
}

describe("The page of a history", () => {
  it("loads from disk without a network, a request or a complaint, and draws every chart", () => withPage({}, async (page) => {
    await openDetails(page);
    await scrollThrough(page);
    await checkCharts(page);
    const cases = history.cases.filter((each) => each.points.figure.length > 0).length;
    assert.equal(await page.locator("#charts .chart").count(), cases);
  }));

  it("says first how many alarms there are, since when, by how much and beside what", onlySample, () => withPage({}, async (page) => {
    assert.equal(await page.locator("main > section").first().getAttribute("id"), "verdict");
    assert.equal(await page.locator("#verdict h2").innerText(), "4 alarms in 15 cases over 120 runs");
    const text = await page.locator("#verdict").innerText();
    assert.match(text, /3 cases are slower since 2026-10-17, by 4\.9 % to 7\.5 %\. First seen in nights\/night-109\.h5\. Changed beside it: driver: 570\.86 before, 575\.51 from here on\. Carried by node2/);
    assert.match(text, /1 case is slower since 2026-10-22, by 3\.0 %\..* Nothing on record changed beside it\. Carried by rank 3 \(node1, cuda:3\)/);
    assert.match(text, /The last run has no figure of 1 case.*f32 2048×2048×2048/);
    assert.match(text, /Last night alone is far off in 1 case.*bf16 2048×2048×2048/);
    assert.match(text, /begins no segment.*SLURM_JOB_ID/);
    assert.match(text, /Further changes: 2 faster, 2 slower long since, 1 perhaps slower, 1 slightly slower and 2 acknowledged/);
    assert.ok(await page.locator("#verdict.warned").isVisible());
  }));

  it("names the night and the size of what the program found", onlyWritten, () => withPage({}, async (page) => {
    // Nights on a busy machine are not all alike, so not how many alarms there are is looked at.
    assert.ok(history.alarms > 0);
    assert.equal(await page.locator("#verdict h2").innerText(), `${history.alarms} alarm${history.alarms === 1 ? "" : "s"} in 3 cases over 12 runs`);
    assert.match(await page.locator("#verdict").innerText(), /slower since .*night20\.h5/);
    for (const each of history.cases) assert.equal(each.levels.reduce((sum, level) => sum + level.points, 0), 12);
    for (const each of history.cases) assert.deepEqual(each.points.runs, [[0, 12]]);
    assert.match(await page.locator("h1").innerText(), /^History of .+ \(fake\), 1 rank on 1 node$/);
    const slower = history.cases.find((each) => each.changes.some((change) => change.point === 9 && change.state === "alarm"));
    const size = slower.name.match(/m=(\d+)/)[1];
    const tip = await tipAt(page, await chartOf(page, `${size}×${size}×${size}`), 9, 12);
    assert.match(tip, /slower since .*, alarm/);
    assert.ok(tip.includes("label </script><b>night 20"));
    assert.ok(tip.includes(history.runs[9].uuid));
    assert.equal(await page.locator("main b").count(), 0);
  }));

  it("is calm where nothing happened", onlySample, async () => {
    const quiet = sampleHistory();
    quiet.cases = quiet.cases.slice(13, 14);
    Object.assign(quiet, { alarms: 0, restless: [] });
    const calm = path.join(folder, "calm.html");
    writeFileSync(calm, filledPage(template(), quiet));
    await withPageOf(browser, calm, {}, async (page) => {
      assert.equal(await page.locator("#verdict h2").innerText(), "No alarm in 1 case over 120 runs");
      assert.equal(await page.locator("#verdict.calm").count(), 1);
      assert.equal(await page.locator("#changes").count(), 0);
      await chartOf(page, "8 MiB");
    });
  });

  it("draws levels with their values, changes with their sizes and what changed of the setup", onlySample, () => withPage({}, async (page) => {
    const texts = await textsOf(await chartOf(page, "fp8_e4m3 8192"));
    for (const wanted of ["+3.1 %", "−1.8 %", "−7.5 %", "kernel of node1 +1", "driver", "100.00 %"]) assert.ok(texts.includes(wanted), `${wanted} in ${texts}`);
    const levels = history.cases[2].levels.map(({ figure: seconds }) => `${((100 * history.cases[2].levels[0].figure) / seconds).toFixed(2)} %`);
    for (const level of levels) assert.ok(texts.includes(level), `${level} in ${texts}`);
  }));

  it("draws outliers apart, and says of those beyond the axis where they lie", onlySample, () => withPage({}, async (page) => {
    const chart = await chartOf(page, "bf16 4096");
    const marks = await chart.locator('svg path[stroke="var(--outlier)"]').count();
    assert.equal(marks, 2);
    const note = await figureOf(page, "bf16 4096").locator(".note").innerText();
    assert.match(note, /^Beyond the axis, so drawn as an arrow at its edge: 8\d\.\d\d % on 2026-08-10\.$/);
  }));

  it("tells by the pointer which run it was, what changed and who carries it", onlySample, () => withPage({}, async (page) => {
    const chart = await chartOf(page, "bf16 8192");
    const tip = await tipAt(page, chart, 108, 120);
    assert.match(tip, /^2026-10-17 02:00, run 109 of 120/);
    assert.match(tip, /change: 6\.1 % slower since 2026-10-17, alarm/);
    assert.match(tip, /carried by node2 \(ranks 8-15\)/);
    assert.match(tip, /beside it: driver: 570\.86 before, 575\.51 from here on/);
    assert.ok(tip.includes("nights/night-109.h5") && tip.includes(history.runs[108].uuid));
    assert.match(await tipAt(page, chart, 96, 120), /setup: power limit: 400 W before, 350 W from here on/);
    assert.match(await tipAt(page, await chartOf(page, "bf16 4096"), 40, 120), /an outlier/);
    const known = await tipAt(page, await chartOf(page, "f32 4096"), 96, 120);
    assert.match(known, /no alarm: acknowledged/);
    assert.match(known, /acknowledged by ann@example\.org: power limit lowered to 350 W on purpose/);
  }));

  it("says beside the chart who acknowledged a change and why", onlySample, () => withPage({}, async (page) => {
    assert.match(await figureOf(page, "f32 4096").locator(".changes").innerText(), /7\.0 % slower since 2026-10-05 \(no alarm: acknowledged, 8\.4 standard errors\)\. Acknowledged by ann@example\.org: power limit lowered/);
  }));

  it("says where the carrier of a change is not known", onlySample, () => withPage({}, async (page) => {
    assert.match(await figureOf(page, "int8 4096").locator(".changes").innerText(), /Carrier not known: ranks differ by less than they vary\./);
    const carriers = await columnOf(page.locator("#cases .data-table"), 7);
    assert.deepEqual(carriers.slice(0, 5), ["node2 (ranks 8-15)", "node2 (ranks 8-15)", "node2 (ranks 8-15)", "rank 3 (node1, cuda:3)", ""]);
  }));

  it("shows rate, time or speed, and all nights or the last", onlySample, () => withPage({}, async (page) => {
    const chart = await chartOf(page, "bf16 8192");
    await page.locator("#view-quantity").selectOption("rate");
    await page.waitForFunction((box) => box.querySelector("svg").textContent.includes("TFLOP/s"), await chart.elementHandle());
    await page.locator("#view-quantity").selectOption("time");
    await page.waitForFunction((box) => box.querySelector("svg").textContent.includes(" ms"), await chart.elementHandle());
    await page.locator("#view-nights").selectOption("30");
    await page.waitForFunction((box) => !box.querySelector("svg").textContent.includes("2026-07"), await chart.elementHandle());
    const tip = await tipAt(page, chart, 0, 30);
    assert.match(tip, /run 91 of 120/);
  }));

  it("keeps ten thousand nights usable, and says what it thins", onlySample, async () => {
    const large = path.join(folder, "large.html");
    writeFileSync(large, filledPage(template(), sampleHistory({ nights: 10000 })));
    await withPageOf(browser, large, {}, async (page) => {
      const chart = await chartOf(page, "fp8_e4m3 8192");
      assert.match(await figureOf(page, "fp8_e4m3 8192").locator(".note").innerText(), /^10,000 nights do not fit: each stroke reaches from the lowest to the highest of \d+ nights/);
      assert.ok((await chart.locator("svg *").count()) < 200);
      assert.match(await tipAt(page, chart, 9000, 10000), /change: 7\.5 % slower/);
      await page.locator("#view-nights").selectOption("90");
      await page.waitForFunction((note) => note.textContent === "", await figureOf(page, "fp8_e4m3 8192").locator(".note").elementHandle());
    });
  });

  it("sorts the cases by their headings", () => withPage({}, async (page) => {
    const table = page.locator("#cases .data-table");
    const states = await columnOf(table, 1);
    await table.locator("thead th", { hasText: "state" }).locator("button").click();
    assert.deepEqual(await columnOf(table, 1), states);
    const heading = table.locator("thead th", { hasText: "change" });
    await heading.locator("button").click();
    assert.equal(await heading.getAttribute("aria-sort"), "descending");
    const numbers = async () => (await columnOf(table, 5)).filter(Boolean).map((text) => Number(text.replace("−", "-").replace(" %", "")));
    const falling = await numbers();
    assert.deepEqual(falling, [...falling].sort((a, b) => b - a));
    await heading.locator("button").click();
    const rising = await numbers();
    assert.deepEqual(rising, [...rising].sort((a, b) => a - b));
  }));

  it("filters the cases by text and by state", onlySample, () => withPage({}, async (page) => {
    const table = page.locator("#cases .data-table");
    assert.equal(await rowsOf(table), 15);
    await table.locator("select").first().selectOption("alarm");
    assert.equal(await table.locator(".count").innerText(), "4 of 15 rows");
    await table.locator("input[type=search]").fill("node2");
    assert.equal(await rowsOf(table), 3);
    await table.locator("input[type=search]").fill("nothing has this text");
    assert.equal(await rowsOf(table), 0);
  }));

  it("leads from a case to its chart, also to one that is folded away", () => withPage({}, async (page) => {
    const link = page.locator("#cases .data-table").locator("tbody a").last();
    const anchor = (await link.getAttribute("href")).slice(1);
    await link.click();
    await page.waitForFunction((id) => document.activeElement.id === id, anchor);
    await page.locator(`#${anchor} .chart svg`).waitFor();
    assert.ok(await page.locator(`#${anchor}`).isVisible());
  }));

  it("has each chart's numbers in a table", () => withPage({}, async (page) => {
    const figure = page.locator("#charts figure").first();
    await figure.locator("summary").click();
    const table = figure.locator(".data-table");
    await table.waitFor();
    assert.equal(await rowsOf(table), Math.min(60, history.runs.length));
    assert.match(await table.innerText(), new RegExp(history.runs.at(-1).uuid));
  }));

  it("shows hostile labels as text, and runs none of them", onlySample, () => withPage({}, async (page) => {
    await openDetails(page);
    await drawAll(page);
    assert.equal(await page.evaluate(() => window.ran), undefined);
    assert.equal(await page.locator("img").count(), 0);
    assert.equal(await page.locator("script").count(), 2);
    const text = await page.locator("body").innerText();
    assert.ok(!/[\u001b\u202e]/.test(text), "no control character is left");
    for (const place of ["#cases", "#charts", "#setups"]) assert.ok((await page.locator(place).innerText()).includes(shown), place);
    const tip = await tipAt(page, await chartOf(page, "bf16 8192"), 50, 120);
    assert.ok(tip.includes(`nights/${shown}.h5`) && tip.includes(`label ${shown}`));
    assert.equal(await page.evaluate(() => window.ran), undefined);
  }));

  for (const colorScheme of ["light", "dark"]) {
    it(`has no horizontal overflow in ${colorScheme}`, () => withPage({ width: 1440, colorScheme }, async (page) => {
      await openDetails(page);
      for (const width of [1440, 768, 390]) {
        await page.setViewportSize({ width, height: 900 });
        await drawAll(page);
        await checkWidth(page);
      }
    }));

    it(`has no serious finding of axe in ${colorScheme}`, () => withPage({ colorScheme, bypassCSP: true }, async (page) => {
      await openDetails(page);
      await drawAll(page);
      assert.deepEqual(await seriousFindings(page), []);
    }));
  }

  it("is walked by keyboard", () => withPage({}, async (page) => {
    const seen = new Set();
    for (let step = 0; step < 90; ++step) {
      await page.keyboard.press("Tab");
      const { kind, outlined } = await page.evaluate(() => {
        const at = document.activeElement;
        const style = getComputedStyle(at.closest("fieldset") ?? at);
        return { kind: `${at.tagName}${at.closest("thead") ? " heading" : ""}`, outlined: at === document.body || (style.outlineStyle !== "none" && style.outlineWidth !== "0px") };
      });
      assert.ok(outlined, `focus is seen on ${kind}`);
      seen.add(kind);
    }
    for (const kind of ["A", "SUMMARY", "SELECT", "BUTTON heading"]) assert.ok(seen.has(kind), `${kind} in ${[...seen]}`);
  }));

  it("has headings in order, one h1 and the landmarks", () => withPage({}, checkHeadings));

  it("prints: all charts on paper's colours", () => withPage({ colorScheme: "dark" }, async (page) => {
    const pdf = await page.pdf({ format: "A4" });
    assert.equal(pdf.subarray(0, 5).toString(), "%PDF-");
    await page.emulateMedia({ media: "print" });
    await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
    const undrawn = await page.locator(".chart").evaluateAll((all) => all.filter((box) => box.checkVisibility() && !box.querySelector("svg")).length);
    assert.equal(undrawn, 0);
  }));
});
