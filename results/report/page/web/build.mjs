// Bundles the page of `steelyard rank --html` and `steelyard history --html` into one file.
//
//   node build.mjs --modules NODE_MODULES --output PAGE.html [--dependencies FILE]
//
// Scripts and styles go in with their hashes in the page's policy, so that nothing else can run. What remains
// to be filled in is @REPORT@: the report's JSON, with every `<` written as \u003c. --dependencies writes
// a list of all that was read, in make's form.
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const here = path.dirname(fileURLToPath(import.meta.url));
const { values } = parseArgs({
  options: {
    modules: { type: "string" },
    output: { type: "string" },
    dependencies: { type: "string" },
  },
});
if (!values.modules || !values.output) {
  console.error("build.mjs: --modules and --output are needed");
  process.exit(2);
}
const modules = path.resolve(values.modules);
// The packages may lie elsewhere than this file, so they are looked up from there.
const esbuild = createRequire(path.join(modules, "resolve-from-here.js"))("esbuild");

const read = new Set(["template.html", "build.mjs", "package.json"].map((name) => path.join(here, name)));

async function bundle(entry, options) {
  const result = await esbuild.build({
    absWorkingDir: here,
    entryPoints: [entry],
    bundle: true,
    write: false,
    minify: true,
    metafile: true,
    charset: "utf8",
    target: ["chrome123", "firefox120", "safari17.5"],
    nodePaths: [modules],
    define: { "process.env.NODE_ENV": '"production"' },
    legalComments: "none",
    logLevel: "warning",
    ...options,
  });
  if (result.warnings.length > 0) throw new Error("the bundler has warnings, printed above");
  for (const name of Object.keys(result.metafile.inputs)) read.add(path.resolve(here, name));
  return { text: result.outputFiles[0].text.trim(), inputs: Object.keys(result.metafile.inputs) };
}

/** The notices that the licences of what was bundled want to be passed on. */
async function notices(inputs) {
  const folders = new Set();
  for (const input of inputs) {
    const found = path.resolve(here, input).match(/^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//);
    if (found) folders.add(found[1]);
  }
  const parts = [];
  for (const folder of [...folders].sort()) {
    const { name, version, license } = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8"));
    parts.push(`${name} ${version}, licence ${license}`);
    for (const file of ["NOTICE", "LICENSE", "LICENSE.txt"]) {
      const text = await readFile(path.join(folder, file), "utf8").catch(() => "");
      if (text) parts.push(text.trim());
    }
  }
  return parts.join("\n\n");
}

const hash = (text) => `'sha256-${createHash("sha256").update(text, "utf8").digest("base64")}'`;

const style = await bundle("style/page.css", {});
const script = await bundle("source/main.js", { format: "iife", splitting: false });
const licences = await notices(script.inputs);
// A comment must not end early, nor may a script's text hold its own end tag. Browsers read CR LF as LF, also for the hash.
const comment = `/*!\n${licences.replaceAll("*/", "* /")}\n*/\n`;
const scriptText = `${comment}${script.text}`.replaceAll("\r\n", "\n").replace(/<(\/script|!--)/gi, "\\x3c$1");
const policy = [
  "default-src 'none'",
  `script-src ${hash(scriptText)}`,
  `style-src ${hash(style.text)}`,
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types default",
].join("; ");

const parts = { POLICY: policy, STYLE: style.text, SCRIPT: scriptText };
const template = await readFile(path.join(here, "template.html"), "utf8");
const page = template.replace(/@(POLICY|STYLE|SCRIPT)@/g, (_, name) => parts[name]);
await writeFile(values.output, page);

if (values.dependencies) {
  const escaped = [...read].sort().map((name) => name.replaceAll(" ", "\\ "));
  await writeFile(values.dependencies, `${values.output.replaceAll(" ", "\\ ")}: ${escaped.join(" ")}\n`);
}
