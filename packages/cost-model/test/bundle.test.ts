import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { expect, it } from "vitest";

/** The bundle of one entry for a browser, with all that it needs. */
async function bundle(entry: string): Promise<Uint8Array> {
  const { outputFiles, warnings } = await build({
    entryPoints: [fileURLToPath(new URL(entry, import.meta.url))],
    bundle: true,
    minify: true,
    format: "esm",
    // A Node module would be an error here.
    platform: "browser",
    conditions: ["@hybrid-stream/source"],
    write: false,
  });
  expect(warnings).toEqual([]);
  return outputFiles[0]?.contents ?? new Uint8Array();
}

it("runs in a browser, and is below 25 kB minified and gzipped without the price data", async () => {
  const code = await bundle("../src/index.ts");
  expect(code.length).toBeGreaterThan(10_000);
  expect(gzipSync(code).length).toBeLessThan(25_000);
});

it("has price data for the browser as well", async () => {
  expect((await bundle("../src/books/index.ts")).length).toBeGreaterThan(10_000);
});
