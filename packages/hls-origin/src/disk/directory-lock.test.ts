import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lockDirectory } from "./directory-lock.js";

let directory = "";
const lockPath = (): string => join(directory, ".hls-origin.lock");
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "directory-lock-"));
});
afterEach(() => rm(directory, { recursive: true }));

async function deadPid(): Promise<number> {
  const child = spawn("true");
  await once(child, "exit");
  return child.pid ?? 0;
}

describe("lockDirectory", () => {
  it("lets one in at a time, and the next after it has left", async () => {
    const release = await lockDirectory(directory);
    await expect(lockDirectory(directory)).rejects.toMatchObject({
      code: "origin-directory-in-use",
      field: "directory",
    });
    await release();
    await (await lockDirectory(directory))();
  });

  it("takes over from a process that is dead", async () => {
    await writeFile(lockPath(), JSON.stringify({ pid: await deadPid(), startedAt: "1" }));
    const release = await lockDirectory(directory);
    expect(JSON.parse(await readFile(lockPath(), "utf8"))).toMatchObject({ pid: process.pid });
    await release();
  });

  it("is not fooled by another process that got the dead one's id", async () => {
    await writeFile(lockPath(), JSON.stringify({ pid: process.pid, startedAt: "0" }));
    await (await lockDirectory(directory))();
  });

  it("takes over what a crash left half written", async () => {
    await writeFile(lockPath(), '{"pid":');
    await (await lockDirectory(directory))();
  });
});
