import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

export interface StaticFile {
  readonly type: string;
  readonly body: Buffer;
}

const ofPage = (name: string): string => fileURLToPath(new URL(`../../page/${name}`, import.meta.url));
const require = createRequire(import.meta.url);

/** The page's files by their path. Nothing else of the disk can be asked for. */
export function readStaticFiles(): ReadonlyMap<string, StaticFile> {
  const style = "text/css; charset=utf-8";
  const script = "text/javascript; charset=utf-8";
  const files: readonly (readonly [path: string, file: string, type: string])[] = [
    ["/", ofPage("index.html"), "text/html; charset=utf-8"],
    ["/page.css", ofPage("page.css"), style],
    ["/player.css", ofPage("player.css"), style],
    ["/page.js", ofPage("page.js"), script],
    ["/player.js", ofPage("player.js"), script],
    ["/hls.js", require.resolve("hls.js/dist/hls.min.js"), script],
  ];
  return new Map(files.map(([path, file, type]) => [path, { type, body: readFileSync(file) }]));
}
