import { execFile } from "node:child_process";

/** What a short run of a tool gave. */
export interface ToolOutput {
  readonly stdout: string;
  readonly stderr: string;
  /** `null` when it could not be started or was ended early. */
  readonly code: number | null;
  /** `ENOENT`, `EACCES`: why it could not be started. `timeout`: it took too long. */
  readonly failure: string | null;
}

/** Runs a tool to its end, without a shell. Does not throw for what the tool does. @throws the signal's reason. */
export function runTool(request: {
  readonly file: string;
  readonly args: readonly string[];
  readonly timeoutMs: number;
  /** Written to its standard input, which is then closed. Default: nothing. */
  readonly input?: Uint8Array | undefined;
  readonly signal?: AbortSignal | undefined;
}): Promise<ToolOutput> {
  return new Promise((resolve, reject) => {
    if (request.signal?.aborted) {
      reject(request.signal.reason);
      return;
    }
    const options = {
      maxBuffer: 32 * 1024 * 1024,
      timeout: request.timeoutMs,
      killSignal: "SIGKILL",
      ...(request.signal ? { signal: request.signal } : {}),
    } as const;
    const child = execFile(request.file, [...request.args], options, (error, stdout, stderr) => {
      if (request.signal?.aborted) {
        reject(request.signal.reason);
        return;
      }
      const code = error === null ? 0 : typeof error.code === "number" ? error.code : null;
      const failure =
        code !== null ? null : error?.killed ? "timeout" : String(error?.code ?? error?.signal ?? "failed");
      resolve({ stdout, stderr, code, failure });
    });
    // A tool that waits for input must see its end instead.
    child.stdin?.on("error", () => {});
    child.stdin?.end(request.input);
  });
}
