import { existsSync, readdirSync, readFileSync } from "node:fs";

/** The parts of a package's `package.json` that the project's own checks read. */
export interface PackageManifest {
  name: string;
  version: string;
  exports: Record<string, string | { "@hybrid-stream/source"?: string }>;
  dependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
}

/** The folders under `packages/`, in alphabetical order. */
export function packageNames(): string[] {
  return readdirSync("packages")
    .filter((name) => existsSync(`packages/${name}/package.json`))
    .sort();
}

export function readManifest(name: string): PackageManifest {
  return JSON.parse(readFileSync(`packages/${name}/package.json`, "utf8"));
}

/** The sources that a package exports, relative to the root, by the name of the file that is built from each. */
export function packageEntries(manifest: PackageManifest, name: string): Record<string, string> {
  const entries: Record<string, string> = {};
  for (const [subpath, target] of Object.entries(manifest.exports)) {
    const source = typeof target === "string" ? undefined : target["@hybrid-stream/source"];
    if (source) entries[subpath === "." ? "index" : subpath.slice(2)] = `packages/${name}/${source.slice(2)}`;
  }
  return entries;
}
