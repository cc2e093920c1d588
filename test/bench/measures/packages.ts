import { execFile } from "node:child_process";
import { existsSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Figure, Findings, Measure, MeasureContext } from "../shared/measure.js";
import { spreadOf } from "../shared/statistics.js";

/** What a host of its own relays and origin installs. */
const wanted = ["orchestrator", "ffmpeg-relay", "hls-origin"].map(own);
/** Ours beside the vendor's official client. */
const besidePeers = [
  [own("cloudflare-stream"), "cloudflare"],
  [own("mux"), "@mux/mux-node"],
  [own("aws-ivs"), "@aws-sdk/client-ivs"],
] as const;

function own(name: string): string {
  return `@hybrid-stream/${name}`;
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly files?: readonly string[];
}

function sizeOf(path: string): number {
  const found = lstatSync(path);
  if (!found.isDirectory()) return found.size;
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
}

/** The folder that `name` resolves to from `from`: nearest `node_modules` first. */
function folderOf(name: string, from: string): string | null {
  for (let folder = from; ; folder = join(folder, "..")) {
    const found = join(folder, "node_modules", name);
    if (existsSync(join(found, "package.json"))) return found;
    if (folder === join(folder, "..")) return null;
  }
}

/** Every package that `name` needs at run time, itself included: its folder and its size as installed. */
function installed(name: string, from: string, found = new Map<string, number>()): Map<string, number> {
  const folder = folderOf(name, from);
  if (folder === null || found.has(folder)) return found;
  const manifest: Manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  // Of a workspace only what would be published counts.
  const isOurs = name.startsWith(own(""));
  const published = [...(manifest.files ?? []), "package.json", "README.md"].map((file) => join(folder, file));
  const size = isOurs
    ? published.filter((file) => existsSync(file)).reduce((sum, file) => sum + sizeOf(file), 0)
    : sizeOf(folder);
  found.set(folder, size);
  for (const dependency of Object.keys(manifest.dependencies ?? {})) installed(dependency, folder, found);
  return found;
}

/** In a fresh Node without a loader: the built packages, as a host imports them. Milliseconds. */
async function importOnce(names: readonly string[]): Promise<number> {
  const imports = names.map((name) => `await import("${name}");`).join("");
  const program = `const began = performance.now(); ${imports} console.log(performance.now() - began);`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", program]);
  return Number(stdout);
}

async function run({ quick }: MeasureContext): Promise<Findings> {
  const ours = [...wanted, ...besidePeers.map(([name]) => name)];
  const unbuilt = ours.filter((name) => !existsSync(`node_modules/${name}/dist/index.js`));
  if (unbuilt.length > 0) return { skipped: `${unbuilt.join(", ")} not built: npm run build` };
  const figure = (name: string, unit: string, values: readonly number[]): Figure => ({
    ...{ name, unit },
    value: spreadOf(values),
    goal: null,
  });
  const figures: Figure[] = [];
  const counts: string[] = [];
  for (const names of [...wanted.map((name) => [name]), wanted, ...besidePeers.flat().map((name) => [name])]) {
    const label = names.length === 1 ? (names[0] ?? "").replace(own(""), "") : "all three";
    const times: number[] = [];
    for (let index = 0; index < (quick ? 3 : 9); index += 1) times.push(await importOnce(names));
    figures.push(figure(`import: ${label}`, "ms", times));
    const sizes = new Map<string, number>();
    for (const name of names) installed(name, process.cwd(), sizes);
    const bytes = [...sizes.values()].reduce((sum, size) => sum + size, 0);
    counts.push(`${label} ${sizes.size}`);
    figures.push(figure(`installed: ${label}`, "MB", [bytes / 1_000_000]));
  }
  return {
    figures,
    notes: [
      "Told, not judged. Import: the built ES modules in a fresh Node, files in the page cache. Installed: the package and everything that it needs at run time.",
      `Packages, those of this project included: ${counts.join(", ")}.`,
    ],
  };
}

export const packages: Measure = {
  name: "packages",
  what: "import time and installed size",
  run,
};
