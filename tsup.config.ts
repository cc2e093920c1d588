import { existsSync, readdirSync, readFileSync } from "node:fs";
import { defineConfig } from "tsup";

interface PackageManifest {
  exports: Record<string, string | { "@hybrid-stream/source"?: string }>;
}

const packages = readdirSync("packages").filter((name) => existsSync(`packages/${name}/package.json`));

/** The sources that a package exports, by the name of the file that is built from each. */
function entriesOf(name: string): Record<string, string> {
  const manifest: PackageManifest = JSON.parse(readFileSync(`packages/${name}/package.json`, "utf8"));
  const entries: Record<string, string> = {};
  for (const [subpath, target] of Object.entries(manifest.exports)) {
    if (typeof target === "string") continue;
    const source = target["@hybrid-stream/source"];
    if (source) entries[subpath === "." ? "index" : subpath.slice(2)] = `packages/${name}/${source.slice(2)}`;
  }
  return entries;
}

export default defineConfig(
  packages.map((name) => ({
    name,
    entry: entriesOf(name),
    outDir: `packages/${name}/dist`,
    format: ["esm", "cjs"],
    dts: true,
    clean: true,
    sourcemap: false,
    target: "node20",
    external: [/^@hybrid-stream\//],
  })),
);
