import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { packageEntries, packageNames, readManifest } from "./packages.js";

const changedAt = (file: string): number => statSync(file).mtimeMs;

/** Whether something that a package is built from is newer than the oldest file of its build, or a file is missing. */
function isStale(name: string): boolean {
  const products = Object.keys(packageEntries(readManifest(name), name)).flatMap((entry) =>
    [".js", ".cjs", ".d.ts", ".d.cts"].map((ending) => `packages/${name}/dist/${entry}${ending}`),
  );
  if (!products.every((file) => existsSync(file))) return true;
  const sources = readdirSync(`packages/${name}/src`, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .map((file) => join("packages", name, "src", file));
  const inputs = [...sources, `packages/${name}/package.json`, "tsup.config.ts", "tsconfig.json"];
  return Math.max(...inputs.map(changedAt)) > Math.min(...products.map(changedAt));
}

const stale = packageNames().filter(isStale);
if (stale.length === 0) {
  console.log("the build is up to date");
} else {
  console.log(`building, because of ${stale.join(", ")}`);
  process.exitCode = spawnSync("node_modules/.bin/tsup", ["--silent"], { stdio: "inherit" }).status ?? 1;
}
