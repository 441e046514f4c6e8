// Makes the pictures of the pages in docs/images anew, from the samples: figures of chips that do not exist.
//
//   node tests/page/screenshots.mjs BUILD_FOLDER
//
// BUILD_FOLDER is one in which the page was built and its tests were run, such as build/ci.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const build = path.resolve(process.argv[2] ?? "build/ci");
process.env.STEELYARD_PAGE_TEST_MODULES ??= path.join(build, "tests/page/node_modules");
const { drawAll, openBrowser, openPage } = await import("./browser.mjs");
const { hostile } = await import("./sample/chips.mjs");
const { sampleHistory } = await import("./sample/history.mjs");
const { filledPage, sampleReport } = await import("./sample/report.mjs");

const most = 300_000;
const pictures = [
  { name: "report-wide.png", of: "report", width: 1440, height: 1250, colorScheme: "light" },
  { name: "report-narrow.png", of: "report", width: 390, height: 1250, colorScheme: "dark", part: "#groups" },
  { name: "history-wide.png", of: "history", width: 1440, height: 1000, colorScheme: "light" },
  { name: "history-case.png", of: "history", width: 1000, height: 480, colorScheme: "light", part: "#charts figure" },
];

/** Without the label that tries to break the page, which is for the tests. */
const tame = (document, name) => JSON.parse(JSON.stringify(document).replaceAll(JSON.stringify(hostile).slice(1, -1), name));

const report = tame(sampleReport(), "Feldspar 1");
for (const run of report.ranking.chips.flatMap((chip) => chip.runs)) run.warnings = run.warnings.filter((text) => text !== "Feldspar 1");
const documents = { report, history: tame(sampleHistory(), "stencil") };

const images = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../docs/images");
mkdirSync(images, { recursive: true });
const folder = mkdtempSync(path.join(tmpdir(), "steelyard-page-"));
const template = readFileSync(path.join(build, "results/report/page/page.html"), "utf8");
for (const [name, document] of Object.entries(documents)) writeFileSync(path.join(folder, `${name}.html`), filledPage(template, document));

const browser = await openBrowser();
try {
  for (const { name, of, part, ...options } of pictures) {
    const { page, context } = await openPage(browser, path.join(folder, `${of}.html`), options);
    await drawAll(page);
    if (part) await page.locator(part).first().evaluate((box) => box.scrollIntoView());
    const picture = path.join(images, name);
    await page.screenshot({ path: picture });
    await context.close();
    const bytes = statSync(picture).size;
    console.log(`${picture}: ${bytes} bytes`);
    if (bytes > most) throw new Error(`${name} is larger than ${most} bytes`);
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}
