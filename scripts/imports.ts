import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";

/** Every module specifier in a file: imports, re-exports, `import()` of values and of types. */
export function importsOf(file: string): string[] {
  const found = ts.preProcessFile(readFileSync(file, "utf8"), true, true);
  return found.importedFiles.map((reference) => reference.fileName);
}

export const isRelative = (specifier: string): boolean => specifier.startsWith(".");

/** The source file behind a relative specifier; `undefined` when there is none. */
export function resolveRelative(file: string, specifier: string): string | undefined {
  const path = join(dirname(file), specifier);
  const candidates = [path.replace(/\.js$/, ".ts"), path.replace(/\.js$/, ".d.ts"), path];
  return candidates.find((candidate) => existsSync(candidate));
}

/** The files that a package ships: everything that its entries reach by relative imports. */
export function reachableFiles(entries: readonly string[]): string[] {
  const reached = new Set(entries);
  for (const file of reached) {
    for (const specifier of importsOf(file).filter(isRelative)) {
      const target = resolveRelative(file, specifier);
      if (target?.endsWith(".ts")) reached.add(target);
    }
  }
  return [...reached];
}

/** `zod` for `zod/mini`, `@scope/name` for `@scope/name/sub`. */
export function packageOf(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}
