import { readFileSync } from "node:fs";
import { trackedFiles } from "./tracked-files.js";

/** What must stand in no file. One letter of each is in brackets, so that this file does not match itself. */
const forbidden: readonly { what: string; pattern: RegExp }[] = [
  { what: "host of a package registry", pattern: /\/\/registr[y]\./i },
  { what: "download address in the lock file", pattern: /"resolve[d]": "https?:/ },
  { what: "registry setting", pattern: /^\s*(@[\w-]+:)?registr[y]\s*=/m },
  { what: "absolute path of a machine", pattern: /\/(wor[k]|far[m])\/[a-z.]|\/(hom[e]|User[s])\/[A-Za-z]|\/roo[t]\// },
  { what: "co-author line", pattern: /co-authored-b[y]/i },
  { what: "private key", pattern: /-----BEGIN [A-Z ]*PRIVATE KE[Y]-----/ },
];

const problems: string[] = [];
for (const file of trackedFiles()) {
  const bytes = readFileSync(file);
  if (bytes.includes(0)) continue;
  const text = bytes.toString("utf8");
  for (const { what, pattern } of forbidden) {
    const found = pattern.exec(text);
    if (found) problems.push(`${file}:${text.slice(0, found.index).split("\n").length}: ${what}: ${found[0].trim()}`);
  }
}

for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
