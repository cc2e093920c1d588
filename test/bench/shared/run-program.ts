import { spawn } from "node:child_process";

/** A program that runs until it is stopped. */
export interface RunningProgram {
  /** SIGTERM, then SIGKILL after 3 s; resolves when it is gone. */
  stop(): Promise<void>;
}

export function runProgram(file: string, args: readonly string[]): RunningProgram {
  const child = spawn(file, args, { stdio: "ignore" });
  const gone = new Promise<void>((resolve) => {
    child.once("error", () => resolve());
    child.once("exit", () => resolve());
  });
  return {
    async stop() {
      child.kill("SIGTERM");
      const last = setTimeout(() => child.kill("SIGKILL"), 3_000);
      await gone;
      clearTimeout(last);
    },
  };
}
