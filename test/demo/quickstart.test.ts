import { afterEach, expect, it } from "vitest";
import { type Program, startProgram } from "./support/program.js";

let quickstart: Program | null = null;
afterEach(async () => {
  await quickstart?.dispose();
});

it("The quickstart goes live, prints where to watch, ends, and leaves nothing behind", async () => {
  quickstart = startProgram("examples/quickstart/src/quickstart.ts");
  expect(await quickstart.exited).toBe(0);
  expect(quickstart.stdout()).toMatch(/http:\/\/127\.0\.0\.1:\d+\/\S+\.m3u8/);
  expect(quickstart.stderr()).toBe("");
  expect(quickstart.processes()).toEqual([]);
  expect(quickstart.leftovers()).toEqual([]);
});
