import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterEach, expect, it } from "vitest";
import { commandLineOf, descendantsOf } from "./processes.js";

const children: ReturnType<typeof spawn>[] = [];
afterEach(async () => {
  for (const child of children.splice(0)) {
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
  }
});

function start(): ReturnType<typeof spawn> {
  const child = spawn("sleep", ["60"], { stdio: "ignore" });
  children.push(child);
  return child;
}

it("finds what this process started, with its command line, and leaves a branch out", async () => {
  const [one, other] = [start(), start()];
  await Promise.all([once(one, "spawn"), once(other, "spawn")]);
  const found = descendantsOf(process.pid);
  expect(found.map(({ pid }) => pid)).toEqual(expect.arrayContaining([one.pid, other.pid]));
  expect(descendantsOf(process.pid, [one.pid ?? 0]).map(({ pid }) => pid)).not.toContain(one.pid);
  expect(commandLineOf(one.pid ?? 0)).toEqual(["sleep", "60"]);
});

it("reads processor time and age", () => {
  const [self] = descendantsOf(process.ppid).filter(({ pid }) => pid === process.pid);
  const { user, system } = process.cpuUsage();
  expect(self?.cpuMs).toBeGreaterThan(0);
  expect(self?.cpuMs).toBeLessThanOrEqual((user + system) / 1000 + 20);
  expect(self?.ageMs).toBeGreaterThan(0);
  expect(commandLineOf(2 ** 30)).toEqual([]);
});
