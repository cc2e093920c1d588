import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";

interface RunningProcess {
  readonly pid: number;
  readonly parent: number;
  readonly words: readonly string[];
}

function readProcess(pid: number): RunningProcess | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The program's name stands in brackets and may hold anything.
    const [, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { pid, parent: Number(parent), words: readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0") };
  } catch {
    // It has just ended, or belongs to somebody else.
    return null;
  }
}

function readProcesses(): readonly RunningProcess[] {
  try {
    const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
    return pids.map((pid) => readProcess(Number(pid))).filter((found) => found !== null);
  } catch {
    return [];
  }
}

/**
 * The process id of the FFmpeg that pushes to the origin: a grandchild of this process, below its guard. `null` when
 * there is none now, and on systems without `/proc`.
 */
export function findRelayProcess(): number | null {
  const processes = readProcesses();
  const guards = new Set(processes.filter(({ parent }) => parent === process.pid).map(({ pid }) => pid));
  const relay = processes.find(
    ({ parent, words: [program = "", ...args] }) =>
      guards.has(parent) && basename(program).startsWith("ffmpeg") && args.some((word) => /^rtmps?:/.test(word)),
  );
  return relay?.pid ?? null;
}
