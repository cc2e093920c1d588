import { isBuiltin } from "node:module";
import { importsOf, isRelative, packageOf, reachableFiles, resolveRelative } from "./imports.js";
import { type PackageManifest, packageEntries, packageNames, readManifest } from "./packages.js";
import { trackedFiles } from "./tracked-files.js";

/** Who may import whom. Arrows point down only. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  spec: [],
  "provider-kit": ["spec"],
  "ffmpeg-process": ["spec"],
  "ffmpeg-relay": ["spec", "provider-kit", "ffmpeg-process"],
  agora: ["spec", "provider-kit"],
  "agora-cloud-recording": ["spec", "provider-kit", "agora"],
  "cloudflare-stream": ["spec", "provider-kit"],
  "aws-ivs": ["spec", "provider-kit"],
  mux: ["spec", "provider-kit"],
  "hls-origin": ["spec", "provider-kit", "ffmpeg-process"],
  "cost-model": ["spec"],
  cli: ["spec", "cost-model"],
  orchestrator: ["spec", "provider-kit", "cost-model"],
  testkit: ["spec", "provider-kit"],
};

const scope = "@hybrid-stream/";
const manifests = new Map<string, PackageManifest>(packageNames().map((name) => [name, readManifest(name)]));
const problems: string[] = [];

/** No file, tests included, reaches past what a package exports. */
function checkDoors(): void {
  for (const file of trackedFiles().filter((path) => /\.[cm]?tsx?$/.test(path))) {
    const home = /^(packages|examples)\/[^/]+\//.exec(file)?.[0];
    for (const specifier of importsOf(file)) {
      if (specifier.startsWith(scope)) {
        const [name = "", ...rest] = specifier.slice(scope.length).split("/");
        const subpath = ["."].concat(rest).join("/");
        const exports = manifests.get(name)?.exports;
        if (!exports || !(subpath in exports)) problems.push(`${file}: "${specifier}" is not exported by any package`);
      } else if (isRelative(specifier)) {
        const target = resolveRelative(file, specifier);
        const leavesHome = home?.startsWith("packages/") && !target?.startsWith(home);
        const entersAnother = target?.startsWith("packages/") && !(home && target.startsWith(home));
        // Tests of a package may use the helpers that all tests share.
        const shared = target?.startsWith("test/support/") || target === "test/e2e/local-show.ts";
        // Contracts are checked with the subjects that the packages themselves are tested with.
        const isSubject = file.startsWith("test/contracts/") && /^packages\/[^/]+\/test\//.test(target ?? "");
        if (target && !shared && !isSubject && (leavesHome || entersAnother)) {
          problems.push(`${file}: "${specifier}" reaches into another folder: import the package by its name`);
        }
      }
    }
  }
}

/** What a package ships follows the arrows, and its package.json names exactly what it uses. */
function checkPackage(name: string, manifest: PackageManifest): void {
  const allowed = arrows[name];
  if (!allowed) {
    problems.push(`packages/${name}: has no line in the arrows of scripts/check-imports.ts`);
    return;
  }
  const declared = new Set(Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }));
  const used = new Set<string>();
  for (const file of reachableFiles(Object.values(packageEntries(manifest, name)))) {
    for (const specifier of importsOf(file)) {
      if (isRelative(specifier) || isBuiltin(specifier)) continue;
      const dependency = packageOf(specifier);
      used.add(dependency);
      if (dependency.startsWith(scope) && !allowed.includes(dependency.slice(scope.length))) {
        problems.push(`${file}: ${name} must not import ${dependency}`);
      }
      if (!declared.has(dependency)) problems.push(`${file}: "${specifier}" is not in the dependencies of ${name}`);
    }
  }
  for (const dependency of declared) {
    if (!used.has(dependency)) problems.push(`packages/${name}/package.json: ${dependency} is declared but not used`);
    const sibling = dependency.startsWith(scope) ? manifests.get(dependency.slice(scope.length)) : undefined;
    const range = manifest.dependencies?.[dependency];
    if (sibling && range !== undefined && range !== sibling.version) {
      problems.push(`packages/${name}/package.json: ${dependency} is ${sibling.version} here, not ${range}`);
    }
  }
}

checkDoors();
for (const [name, manifest] of manifests) checkPackage(name, manifest);

for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
