import { readFileSync } from "node:fs";
import type { Clock } from "@hybrid-stream/spec";
import type { FfmpegUsage } from "./ffmpeg-process.js";

/** Clock ticks per second in `/proc`: 100 on every Linux that Node runs on. */
const ticksPerSecond = 100;
const shortestSampleMs = 500;

function readProc(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

function cpuMs(pid: number): number | null {
  const stat = readProc(`/proc/${pid}/stat`);
  if (stat === null) return null;
  // The name in parentheses may hold spaces; what follows it is the state, and user and system time 11 fields later.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const ticks = Number(fields[11]) + Number(fields[12]);
  return Number.isFinite(ticks) ? (ticks * 1000) / ticksPerSecond : null;
}

function residentBytes(pid: number): number | null {
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readProc(`/proc/${pid}/status`) ?? "")?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) * 1024;
}

/** Measures one process through `/proc`. */
export class UsageMeter {
  readonly #clock: Clock;
  #last: { at: number; cpuMs: number };
  #cpuPercent: number | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#last = { at: clock.monotonic(), cpuMs: 0 };
  }

  read(pid: number | null): FfmpegUsage {
    const used = pid === null ? null : cpuMs(pid);
    if (pid === null || used === null) return { residentBytes: null, cpuPercent: null };
    const now = this.#clock.monotonic();
    const elapsed = now - this.#last.at;
    if (elapsed >= shortestSampleMs) {
      this.#cpuPercent = Math.max(0, ((used - this.#last.cpuMs) / elapsed) * 100);
      this.#last = { at: now, cpuMs: used };
    }
    return { residentBytes: residentBytes(pid), cpuPercent: this.#cpuPercent };
  }
}
