import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { expect, it } from "vitest";

it("loads no price data by itself", async () => {
  const { metafile } = await build({
    entryPoints: [fileURLToPath(new URL("../src/index.ts", import.meta.url))],
    bundle: true,
    format: "esm",
    platform: "node",
    conditions: ["@hybrid-stream/source"],
    metafile: true,
    write: false,
  });
  const files = Object.keys(metafile.inputs);
  expect(files.some((file) => file.includes("cost-model/src/meter/"))).toBe(true);
  expect(files.filter((file) => file.includes("cost-model/src/books/"))).toEqual([]);
});
