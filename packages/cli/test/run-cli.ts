import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));

export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the program from its sources, as a process of its own. */
export function runCli(...args: string[]): Promise<Finished> {
  return new Promise((resolve) => {
    const argv = ["--conditions=@hybrid-stream/source", "--import", "tsx", main, ...args];
    const child = execFile(process.execPath, argv, { cwd: root }, (_error, stdout, stderr) => {
      resolve({ code: child.exitCode ?? -1, stdout, stderr });
    });
  });
}
