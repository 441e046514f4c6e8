// Opens a report from disk in a browser without a network. STEELYARD_PAGE is the template of the build, filled with the sample
// here; STEELYARD_REPORT a report that the program wrote.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { browserFile, drawAll, openBrowser, scrollThrough, withPage as withPageOf } from "./browser.mjs";
import { checkCharts, checkHeadings, checkWidth, columnOf, rowsOf, seriousFindings, tableOf } from "./checks.mjs";
import { hostile } from "./sample/chips.mjs";
import { filledPage, sampleReport } from "./sample/report.mjs";

const folder = mkdtempSync(path.join(tmpdir(), "steelyard-page-"));
const given = process.env.STEELYARD_REPORT;
const file = given ?? path.join(folder, "report.html");
if (!given) writeFileSync(file, filledPage(readFileSync(process.env.STEELYARD_PAGE, "utf8"), sampleReport()));
const report = JSON.parse(readFileSync(file, "utf8").match(/id="steelyard-report">(.*?)<\/script>/s)[1]);
const onlySample = { skip: given ? "of the sample alone" : false };

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

describe("The report", () => {
  it("loads from disk without a network, a request or a complaint, and draws every chart", () => withPage({}, async (page) => {
    await scrollThrough(page);
    await checkCharts(page);
  }));

  it("has a section for each part, linked from the contents", onlySample, () => withPage({}, async (page) => {
    const wanted = ["warnings", "ranking", "groups", "roofline", "bandwidth", "fractions", "money", "ranks", "devices", "environment", "cases"];
    assert.deepEqual(await page.locator("main > section").evaluateAll((parts) => parts.map((part) => part.id)), wanted);
    assert.deepEqual(await page.locator("#contents a").evaluateAll((links) => links.map((link) => link.hash.slice(1))), [...wanted, "reading"]);
  }));

  it("says first what to be warned of, and what cannot be concluded", onlySample, () => withPage({}, async (page) => {
    const text = await page.locator("#warnings").innerText();
    assert.match(text, /262\.0 GB\/s is 109\.2 % of the 240\.0 GB\/s/);
    assert.match(text, /power limit of 16 devices is 280 W/);
    const open = await page.locator(".inconclusive").first().innerText();
    assert.match(await page.locator(".inconclusive").nth(1).innerText(), /backend: cuda \(A\); ascend \(B\)/);
    assert.match(open, /the baseline is a table of published figures and datasheet bounds, not a measurement/);
    assert.match(open, /Dolerite 9 \(D, imported\) and Ember Ultra \(E, modelled\)/);
    assert.match(open, /share a rank/);
  }));

  it("labels what is not measured wherever a chip is named", onlySample, () => withPage({}, async (page) => {
    await drawAll(page);
    const bare = await page.evaluate(() => {
      const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
      const out = [];
      while (walker.nextNode()) {
        const text = walker.currentNode.textContent;
        if (/Dolerite 9/.test(text) && !/imported/.test(text)) out.push(text);
        if (/Ember Ultra/.test(text) && !/modelled/.test(text)) out.push(text);
      }
      return out;
    });
    // The table of chips has the origin in a column of its own.
    assert.deepEqual(bare, ["Dolerite 9"]);
  }));

  it("shows hostile labels as text, and runs none of them", onlySample, () => withPage({}, async (page) => {
    await drawAll(page);
    assert.equal(await page.evaluate(() => window.ran), undefined);
    assert.equal(await page.locator("img").count(), 0);
    assert.equal(await page.locator("script").count(), 2);
    const text = await page.locator("body").innerText();
    assert.ok(text.includes(shown), "the label is there, with its control characters written out");
    assert.ok(!/[\u001b\u202e]/.test(text), "no control character is left");
    for (const place of ["#warnings", "#ranking", "#environment"]) {
      assert.ok((await page.locator(place).innerText()).includes(shown), place);
    }
    const ways = await page.locator("bdi", { hasText: "fdp.exe" }).evaluateAll((all) => new Set(all.map((each) => getComputedStyle(each).unicodeBidi)).size);
    assert.equal(ways, 1);
  }));

  it("shows a hostile label in the tip of a chart as text", onlySample, () => withPage({}, async (page) => {
    const chart = page.locator("#groups .chart").first();
    await chart.scrollIntoViewIfNeeded();
    await chart.locator("svg").waitFor();
    const letter = chart.locator("svg text", { hasText: /^F$/ }).first();
    await letter.hover();
    await page.locator(".chart-tip .tip").waitFor();
    assert.match(await page.locator(".chart-tip .tip").innerText(), /^<script>window\.ran = 1/);
    assert.equal(await page.evaluate(() => window.ran), undefined);
  }));

  it("refuses to make markup of text", () => withPage({}, async (page) => {
    const refused = await page.evaluate(() => {
      try {
        document.createElement("div").innerHTML = "<b>x</b>";
        return false;
      } catch (error) {
        return error instanceof TypeError;
      }
    });
    assert.equal(refused, true);
  }));

  it("sorts tables by their headings", () => withPage({}, async (page) => {
    const table = tableOf(page, "All cases on all chips");
    const heading = table.locator("thead th", { hasText: "ratio" });
    const more = table.locator(".more");
    if (await more.isVisible()) await more.click();
    const ratios = async () => (await columnOf(table, 7)).map((text) => (text === "" ? -1 : Number(text)));
    await heading.locator("button").click();
    assert.equal(await heading.getAttribute("aria-sort"), "descending");
    const falling = await ratios();
    assert.deepEqual(falling, [...falling].sort((a, b) => b - a));
    await heading.locator("button").click();
    assert.equal(await heading.getAttribute("aria-sort"), "ascending");
    const rising = (await ratios()).filter((ratio) => ratio >= 0);
    assert.deepEqual(rising, [...rising].sort((a, b) => a - b));
    assert.deepEqual(await table.locator("[aria-sort=ascending], [aria-sort=descending]").count(), 1);
  }));

  it("filters tables by text and by choice", () => withPage({}, async (page) => {
    const table = tableOf(page, "All cases on all chips");
    const all = report.ranking.cases.reduce((sum, each) => sum + each.results.length, 0);
    assert.match(await table.locator(".count").innerText(), new RegExp(`^${all.toLocaleString("en")} row`));
    const group = report.ranking.cases[0].group;
    await table.locator("select").first().selectOption(group);
    const members = report.ranking.cases.filter((each) => each.group === group).reduce((sum, each) => sum + each.results.length, 0);
    const count = members === all ? `${all} row` : `${members.toLocaleString("en")} of ${all.toLocaleString("en")} row`;
    assert.ok((await table.locator(".count").innerText()).startsWith(count));
    await table.locator("input[type=search]").fill("nothing has this text");
    assert.equal(await rowsOf(table), 0);
    await table.locator("input[type=search]").fill("");
    assert.ok((await rowsOf(table)) > 0);
  }));

  it("copies a command that measures a case again", () => withPage({ permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
    const known = report.details.reproduce.map((each) => each.command);
    const table = tableOf(page, "All cases on all chips");
    await table.locator(".copy").first().click();
    await page.locator("#said", { hasText: "Command copied." }).waitFor({ state: "attached" });
    assert.ok(known.includes(await page.evaluate(() => navigator.clipboard.readText())));
  }));

  it("opens the card of a case by its link and by its address", async () => {
    const { id, name } = report.ranking.cases[0];
    const check = async (page) => {
      await page.locator(".card h3").waitFor();
      assert.equal(await page.locator(".card h3").innerText(), name);
      assert.equal(await page.locator(".card .result").count(), report.ranking.cases[0].results.length);
      assert.equal(await page.evaluate(() => document.activeElement.id), `case-${id}`);
    };
    await withPage({ hash: `#case-${id}` }, check);
    await withPage({}, async (page) => {
      const link = tableOf(page, "All cases on all chips").locator(`a[href="#case-${id}"]`).first();
      await link.click();
      await check(page);
      await page.locator(".card .close").click();
      assert.equal(await page.locator(".card").count(), 0);
      await link.click();
      await check(page);
    });
  });

  it("shows the times of the ranks of the case and chip that are chosen", onlySample, () => withPage({}, async (page) => {
    await page.locator("#rank-times-case").selectOption({ index: 1 });
    await page.locator("#rank-times-chip").selectOption({ index: 1 });
    const title = await page.locator("#ranks figure h3").innerText();
    assert.equal(title, "bf16 8192×8192×8192 on Basalt B1 (B), run 1");
    await drawAll(page);
  }));

  it("finds the device that is slow", onlySample, () => withPage({}, async (page) => {
    assert.match(await page.locator("#devices").innerText(), /node2 cuda:3 \(rank 11\) takes 8\.\d % longer than the median device/);
  }));

  for (const colorScheme of ["light", "dark"]) {
    for (const width of [1440, 390]) {
      it(`has no horizontal overflow, ${colorScheme} at ${width} pixels`, () => withPage({ width, colorScheme }, async (page) => {
        await drawAll(page);
        await checkWidth(page);
      }));
    }

    it(`has no serious finding of axe in ${colorScheme}`, () => withPage({ colorScheme, bypassCSP: true }, async (page) => {
      await drawAll(page);
      await page.locator("details").evaluateAll((all) => all.forEach((each) => (each.open = true)));
      await page.locator("a[href^='#case-']").first().click();
      await page.locator(".card h3").waitFor();
      assert.deepEqual(await seriousFindings(page), []);
    }));
  }

  it("changes its colours by the switch, charts too", () => withPage({}, async (page) => {
    const chart = page.locator("#groups .chart").first();
    await chart.scrollIntoViewIfNeeded();
    await chart.locator("svg").waitFor();
    const colours = () => page.evaluate(() => [getComputedStyle(document.body).backgroundColor,
      getComputedStyle(document.querySelector("#groups .chart svg text")).fill]);
    const light = await colours();
    await page.locator("label[for=theme-dark]").click();
    const dark = await colours();
    assert.notEqual(light[0], dark[0]);
    assert.notEqual(light[1], dark[1]);
    await page.locator("label[for=theme-light]").click();
    assert.deepEqual(await colours(), light);
  }));

  it("is walked by keyboard from the skip link to the tables", () => withPage({}, async (page) => {
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.id), "content");
    const seen = new Set();
    for (let step = 0; step < 60; ++step) {
      await page.keyboard.press("Tab");
      const { kind, outlined } = await page.evaluate(() => {
        const at = document.activeElement;
        const style = getComputedStyle(at.closest("fieldset") ?? at);
        return { kind: `${at.tagName}${at.closest("thead") ? " heading" : ""}${at.className === "table-scroll" ? " region" : ""}`,
          outlined: style.outlineStyle !== "none" && style.outlineWidth !== "0px" };
      });
      assert.ok(outlined, `focus is seen on ${kind}`);
      seen.add(kind);
    }
    assert.ok(seen.has("SUMMARY"), [...seen].join());
    assert.ok(seen.has("DIV region"), [...seen].join());
    const heading = tableOf(page, "All cases on all chips").locator("thead button").first();
    await heading.focus();
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.closest("th").getAttribute("aria-sort")), "ascending");
  }));

  it("has headings in order, one h1 and the landmarks", () => withPage({}, async (page) => {
    await checkHeadings(page);
  }));

  it("prints: all charts on paper's colours, tables whole", () => withPage({ colorScheme: "dark" }, async (page) => {
    const pdf = await page.pdf({ format: "A4" });
    assert.equal(pdf.subarray(0, 5).toString(), "%PDF-");
    assert.ok((pdf.toString("latin1").match(/\/Type \/Page\b/g) ?? []).length > 3);
    await page.emulateMedia({ media: "print" });
    await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
    const state = await page.evaluate(() => ({
      paper: getComputedStyle(document.documentElement).colorScheme,
      undrawn: [...document.querySelectorAll(".chart")].filter((box) => box.checkVisibility() && !box.querySelector("svg")).length,
      widest: Math.max(...[...document.querySelectorAll(".chart svg")].map((svg) => svg.getBoundingClientRect().width)),
      more: [...document.querySelectorAll(".more")].filter((button) => !button.hidden && button.parentElement.checkVisibility()).length,
    }));
    assert.equal(state.paper, "light");
    assert.equal(state.undrawn, 0);
    assert.ok(state.widest <= 700, `charts are ${state.widest} wide`);
    assert.equal(state.more, 0);
  }));
});
