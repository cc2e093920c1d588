import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { waitUntil } from "@hybrid-stream/testkit";

const mark = "HYBRID_STREAM_TEST_RUN";

/** A program of the examples that runs as a process of its own, with a temporary folder of its own. */
export interface Program {
  readonly child: ChildProcess;
  /** Of the process; `null` when a signal ended it. */
  readonly exited: Promise<number | null>;
  /** Everything that it has said until now. */
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Waits for something on either output. */
  said(pattern: RegExp): Promise<RegExpMatchArray>;
  /** The processes that it started and that run, itself included: found by their environment, whoever their parent is. */
  processes(): readonly { readonly pid: number; readonly commandLine: string }[];
  /** What it left in its temporary folder. The compiler's cache belongs to the way in which tests start it. */
  leftovers(): string[];
  /** Ends whatever is left, and forgets its folder. */
  dispose(): Promise<void>;
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

export function startProgram(file: string, args: readonly string[] = []): Program {
  const run = randomUUID();
  const folder = mkdtempSync(join(tmpdir(), "example-"));
  const child = spawn(process.execPath, ["--conditions=@hybrid-stream/source", "--import", "tsx", file, ...args], {
    env: { ...process.env, [mark]: run, TMPDIR: folder },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name]?.setEncoding("utf8").on("data", (text: string) => {
      said[name] += text;
    });
  }
  const exited = new Promise<number | null>((resolve) => child.once("close", (code) => resolve(code)));
  const processes = (): { pid: number; commandLine: string }[] =>
    readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name) && read(`/proc/${name}/environ`).includes(`${mark}=${run}`))
      .map((name) => ({ pid: Number(name), commandLine: read(`/proc/${name}/cmdline`).replaceAll("\0", " ") }));
  return {
    child,
    exited,
    stdout: () => said.stdout,
    stderr: () => said.stderr,
    async said(pattern) {
      const find = (): RegExpMatchArray | null => pattern.exec(`${said.stdout}\n${said.stderr}`);
      const over = (): boolean => child.exitCode !== null || child.signalCode !== null;
      await waitUntil(() => find() !== null || over(), { timeoutMs: 45_000 }).catch(() => {});
      const found = find();
      if (found === null) throw new Error(`It has not said ${pattern}:\n${said.stdout}\n${said.stderr}`);
      return found;
    },
    processes,
    leftovers: () => readdirSync(folder).filter((name) => !/^tsx-|^node-compile-cache$/.test(name)),
    async dispose() {
      for (const { pid } of processes()) process.kill(pid, "SIGKILL");
      await exited;
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

export function startDemo(...args: readonly string[]): Program {
  return startProgram("examples/demo/src/main.ts", ["--port", "0", ...args]);
}
