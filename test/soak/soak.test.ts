import { execFile } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { SoakResult } from "./run-soak.js";

const program = join(import.meta.dirname, "soak.ts");
const mebibyte = 1024 * 1024;

/** A process of its own: in a test runner's handles nobody finds one's own leak. */
function soak(args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const node = ["--conditions=@hybrid-stream/source", "--import", import.meta.resolve("tsx"), program, ...args];
  return new Promise((resolve) => {
    execFile(process.execPath, node, { timeout: 240_000, killSignal: "SIGKILL" }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : typeof error.code === "number" ? error.code : -1, stdout, stderr });
    });
  });
}

it("starts and ends 20 channels twice and leaves no handle, process or file behind", async () => {
  const { code, stdout, stderr } = await soak(["--channels", "20", "--cycles", "2", "--seconds", "3", "--json"]);
  expect(stderr).not.toContain("Error");
  const result: SoakResult = JSON.parse(stdout);
  // Each channel has a guard and FFmpeg for its relay, and the same for its packaging.
  expect(result.live.children).toBeGreaterThanOrEqual(80);
  expect(result.live.files).toBeGreaterThan(result.before.files);
  expect(result.leaks).toEqual([]);
  expect(code).toBe(0);
  // Two cycles make no trend: this only catches what holds on to media.
  const last = result.afterCycles.at(-1);
  expect((last?.heapBytes ?? Number.POSITIVE_INFINITY) - result.before.heapBytes).toBeLessThan(40 * mebibyte);
}, 270_000);

it("refuses numbers that make no sense", async () => {
  expect(await soak(["--channels", "none"])).toMatchObject({ code: 2, stdout: "" });
});
