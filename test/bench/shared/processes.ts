import { readdirSync, readFileSync } from "node:fs";

/** Clock ticks per second in `/proc`: 100 on every Linux that Node runs on. */
const ticksPerSecond = 100;

/** One process as `/proc` shows it. */
export interface ProcessReading {
  readonly pid: number;
  readonly parent: number;
  /** The program's short name: `ffmpeg`. */
  readonly name: string;
  /** User and system time so far. Milliseconds. */
  readonly cpuMs: number;
  /** How long ago it was started, to 10 ms. Milliseconds. */
  readonly ageMs: number;
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    // Processes may end while they are being listed.
    return null;
  }
}

function readProcess(pid: number, uptimeMs: number): ProcessReading | null {
  const stat = readOrNull(`/proc/${pid}/stat`);
  if (stat === null) return null;
  // The name in parentheses may hold spaces. What follows it begins with field 3 of proc(5): the state.
  const name = stat.slice(stat.indexOf("(") + 1, stat.lastIndexOf(")"));
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const ticks = (field: number): number => (Number(fields[field - 3]) * 1000) / ticksPerSecond;
  return {
    pid,
    parent: Number(fields[1]),
    name,
    cpuMs: ticks(14) + ticks(15),
    ageMs: uptimeMs - ticks(22),
  };
}

/** Everything that `pid` started, and what that started. The branches of `except` are left out. Linux only. */
export function descendantsOf(pid: number, except: readonly number[] = []): ProcessReading[] {
  const uptimeMs = Number(readFileSync("/proc/uptime", "utf8").split(" ")[0]) * 1000;
  const all = readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .map((entry) => readProcess(Number(entry), uptimeMs))
    .filter((reading) => reading !== null)
    .filter((reading) => !except.includes(reading.pid));
  const found: ProcessReading[] = [];
  for (let parents = [pid]; parents.length > 0; ) {
    const children = all.filter((reading) => parents.includes(reading.parent));
    found.push(...children);
    parents = children.map((child) => child.pid);
  }
  return found;
}

/** The words of a process's command line; empty when it is gone. */
export function commandLineOf(pid: number): string[] {
  return (readOrNull(`/proc/${pid}/cmdline`) ?? "").split("\0").slice(0, -1);
}
