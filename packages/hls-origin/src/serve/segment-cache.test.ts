import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SegmentCache } from "./segment-cache.js";

let directory = "";
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "segment-cache-"));
});
afterEach(() => rm(directory, { recursive: true }));

async function file(name: string, bytes: number): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, Buffer.alloc(bytes, name));
  return path;
}

describe("the segment cache", () => {
  it("reads a file once, also when many ask at the same time", async () => {
    const cache = new SegmentCache(1000);
    const path = await file("a", 100);
    const answers = await Promise.all([cache.get(path), cache.get(path)]);
    expect(answers[0]).toBe(answers[1]);
    await rm(path);
    expect((await cache.get(path)).length).toBe(100);
  });

  it("stays within its size and lets go of what was used longest ago", async () => {
    const cache = new SegmentCache(250);
    const paths = [await file("a", 100), await file("b", 100), await file("c", 100)] as const;
    await cache.get(paths[0]);
    await cache.get(paths[1]);
    await cache.get(paths[0]);
    await cache.get(paths[2]);
    expect(cache.bytes).toBe(200);
    for (const path of paths) await rm(path);
    expect((await cache.get(paths[0])).length).toBe(100);
    await expect(Promise.resolve(cache.get(paths[1]))).rejects.toThrow("ENOENT");
  });

  it("passes a file on without keeping it when it is too large", async () => {
    const cache = new SegmentCache(150);
    expect((await cache.get(await file("a", 100))).length).toBe(100);
    expect(cache.bytes).toBe(0);
  });
});
