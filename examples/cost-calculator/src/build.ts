import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const pageFolder = fileURLToPath(new URL("../page/", import.meta.url));

/** Where `npm run build` writes. Git ignores it. */
export const usualFolder: string = fileURLToPath(new URL("../dist/", import.meta.url));

async function bundledScript(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(pageFolder, "page.ts")],
    bundle: true,
    minify: true,
    charset: "utf8",
    // A classic script: browsers load no modules from file://.
    format: "iife",
    platform: "browser",
    target: "es2022",
    conditions: ["@hybrid-stream/source"],
    write: false,
    logLevel: "silent",
  });
  return outputFiles.map(({ text }) => text).join("");
}

function hashOf(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

/**
 * Writes the calculator into `folder` as one `index.html` that needs no other file and no network: its security policy
 * allows its own script and style, by their hashes, and nothing else.
 *
 * @returns the path of the file
 */
export async function buildCalculator(folder: string): Promise<string> {
  const [script, style, html] = await Promise.all([
    bundledScript(),
    readFile(join(pageFolder, "page.css"), "utf8"),
    readFile(join(pageFolder, "index.html"), "utf8"),
  ]);
  const parts: Readonly<Record<string, string>> = {
    policy: `default-src 'none'; script-src ${hashOf(script)}; style-src ${hashOf(style)}; base-uri 'none'; form-action 'none'`,
    style: `<style>${style}</style>`,
    script: `<script>${script}</script>`,
  };
  const page = html.replaceAll(/%(policy|style|script)%/g, (mark, name: string) => parts[name] ?? mark);
  await mkdir(folder, { recursive: true });
  const file = join(folder, "index.html");
  await writeFile(file, page);
  return file;
}
