import { readFileSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { HybridStreamError } from "@hybrid-stream/spec";
import * as z from "zod/mini";

const lockFile = ".hls-origin.lock";
const lockSchema = z.object({ pid: z.number(), startedAt: z.nullable(z.string()) });

/** When a process began, as the kernel counts; `null` where there is no `/proc`. Tells a reused process id apart. */
function processStart(pid: number): string | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The name in parentheses may hold spaces, so fields are counted from its end: the 20th after it.
    return text.slice(text.lastIndexOf(")") + 2).split(" ")[19] ?? null;
  } catch {
    return null;
  }
}

function isAlive(pid: number, startedAt: string | null): boolean {
  try {
    process.kill(pid, 0);
  } catch (thrown) {
    // EPERM: it lives, under another user.
    if (!(thrown instanceof Error && "code" in thrown && thrown.code === "EPERM")) return false;
  }
  return startedAt === null || processStart(pid) === startedAt;
}

/** The process that holds the lock; `null` when the file is missing or no lock of ours. */
async function readHolder(path: string): Promise<z.output<typeof lockSchema> | null> {
  try {
    const parsed = z.safeParse(lockSchema, JSON.parse(await readFile(path, "utf8")));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/**
 * Claims a directory for this origin. The lock of a process that is dead is taken over.
 *
 * @returns the function that gives it back.
 * @throws `origin-directory-in-use` while another origin, in this process or another, holds it.
 */
export async function lockDirectory(directory: string): Promise<() => Promise<void>> {
  const path = join(directory, lockFile);
  const content = JSON.stringify({ pid: process.pid, startedAt: processStart(process.pid) });
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      await writeFile(path, content, { flag: "wx" });
      return () => rm(path, { force: true });
    } catch (thrown) {
      if (!(thrown instanceof Error && "code" in thrown && thrown.code === "EEXIST")) throw thrown;
    }
    const holder = await readHolder(path);
    if (holder !== null && isAlive(holder.pid, holder.startedAt)) {
      throw new HybridStreamError({
        code: "origin-directory-in-use",
        message: `The directory "${directory}" belongs to the origin of process ${holder.pid}. Stop that one, or give this origin a directory of its own.`,
        field: "directory",
      });
    }
    await rm(path, { force: true });
  }
  throw new HybridStreamError({
    code: "origin-directory-in-use",
    message: `Several origins try to take the directory "${directory}" at once. Give each a directory of its own.`,
    field: "directory",
  });
}
