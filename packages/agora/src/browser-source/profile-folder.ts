import { mkdtemp, readdir, rm } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";

/** The machine stands in the name: a temporary folder may be shared, and a pid says nothing about another machine. */
const prefix = `hybrid-stream-browser-${hostname().replace(/[^\w.]/g, "_")}-`;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return !(thrown instanceof Error && "code" in thrown && thrown.code === "ESRCH");
  }
}

export const removeProfile = (folder: string): Promise<void> =>
  rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });

/** A new empty profile. Those that processes of this machine left behind when they were killed are removed. */
export async function createProfile(): Promise<string> {
  const folder = tmpdir();
  for (const name of await readdir(folder)) {
    const pid = name.startsWith(prefix) ? Number(name.slice(prefix.length).split("-")[0]) : Number.NaN;
    // One that belongs to somebody else cannot be removed, and need not be.
    if (Number.isInteger(pid) && !isAlive(pid)) await removeProfile(join(folder, name)).catch(() => {});
  }
  return mkdtemp(join(folder, `${prefix}${process.pid}-`));
}
