import { existsSync, readdirSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { descendantsOf } from "../bench/shared/processes.js";

/** What a process holds at one moment. */
export interface Reading {
  /** What keeps Node's event loop busy, by kind: `Timeout: 2`. */
  readonly handles: Readonly<Record<string, number>>;
  /** Open file descriptors. */
  readonly descriptors: number;
  /** Processes that it started, and that those started. */
  readonly children: number;
  /** Files under the origin's directory, `records` apart: media, FFmpeg's playlists, journals, its lock. */
  readonly files: number;
  /** What the origin keeps of every stream, retired ones included, so that their keys stay dead. One small file each. */
  readonly records: number;
  readonly residentBytes: number;
  readonly heapBytes: number;
}

setFlagsFromString("--expose-gc");
const collect: unknown = runInNewContext("gc");

/** Frees what nobody holds, so that memory readings compare. */
export function collectGarbage(): void {
  if (typeof collect !== "function") throw new Error("This Node cannot be asked to collect garbage.");
  collect();
  collect();
}

function countHandles(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo().sort()) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

export function takeReading(originDirectory: string): Reading {
  const { rss, heapUsed } = process.memoryUsage();
  const files = filesUnder(originDirectory);
  const records = files.filter((file) => /^state\/[^/]+\.json$/.test(file)).length;
  return {
    handles: countHandles(),
    descriptors: readdirSync("/proc/self/fd").length,
    children: descendantsOf(process.pid).length,
    files: files.length - records,
    records,
    residentBytes: rss,
    heapBytes: heapUsed,
  };
}

/** Relative paths of all files below a folder. */
function filesUnder(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(folder.length + 1));
}
