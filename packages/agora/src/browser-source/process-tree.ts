import { readdirSync, readFileSync } from "node:fs";

/** Clock ticks per second in `/proc`: 100 on every Linux that Node runs on. */
const ticksPerSecond = 100;

export interface ProcessFacts {
  readonly pid: number;
  readonly parent: number;
  readonly cpuMs: number;
  /** Since the machine's start: with the pid it tells a process from a later one with the same number. */
  readonly startedTicks: number;
  /** It has ended, and its parent has not asked yet. */
  readonly isZombie: boolean;
}

function read(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

function factsOf(pid: number): ProcessFacts | null {
  const stat = read(`/proc/${pid}/stat`);
  if (stat === null) return null;
  // The name in parentheses may hold anything; state and parent follow it, and the times 11 fields later.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const ticks = Number(fields[11]) + Number(fields[12]);
  return {
    pid,
    parent: Number(fields[1]),
    cpuMs: (ticks * 1000) / ticksPerSecond,
    startedTicks: Number(fields[19]),
    isZombie: fields[0] === "Z",
  };
}

function allProcesses(): ProcessFacts[] {
  try {
    return readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? (factsOf(Number(name)) ?? []) : []));
  } catch {
    // No /proc: not Linux.
    return [];
  }
}

/** The process and everything below it; empty when it is gone or this is not Linux. */
export function processTree(root: number): ProcessFacts[] {
  const all = allProcesses();
  const tree = new Set(all.some(({ pid }) => pid === root) ? [root] : []);
  for (let size = 0; size !== tree.size; ) {
    size = tree.size;
    for (const { pid, parent } of all) if (tree.has(parent)) tree.add(pid);
  }
  return all.filter(({ pid }) => tree.has(pid));
}

/** This process's own child with that argument; `null` when there is none or this is not Linux. */
export function findChild(argument: string): number | null {
  const isIt = ({ pid, parent }: ProcessFacts): boolean =>
    parent === process.pid && (read(`/proc/${pid}/cmdline`) ?? "").split("\0").includes(argument);
  return allProcesses().find(isIt)?.pid ?? null;
}

/** Those of the processes that still run. */
export function stillRunning(processes: readonly ProcessFacts[]): ProcessFacts[] {
  return processes.filter(({ pid, startedTicks }) => {
    const now = factsOf(pid);
    return now !== null && now.startedTicks === startedTicks && !now.isZombie;
  });
}

/** Ends what still runs of them. */
export function killProcesses(processes: readonly ProcessFacts[]): void {
  for (const { pid } of stillRunning(processes)) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It has ended since the look.
    }
  }
}

/** What a process holds for itself, and its share of what it holds together with others. */
export function proportionalBytes(pid: number): number {
  const kilobytes = /^Pss:\s+(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`) ?? "")?.[1];
  const resident = kilobytes ?? /^VmRSS:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`) ?? "")?.[1];
  return resident === undefined ? 0 : Number(resident) * 1024;
}
