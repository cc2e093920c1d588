import type { Readable } from "node:stream";

const longestLine = 64 * 1024;

/** Calls `onLine` for each line, also for those that end in a carriage return. Cuts a line that never ends. */
export function eachLine(stream: Readable, onLine: (line: string) => void): void {
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (chunk: string) => {
    const lines = (rest + chunk).split(/\r\n|\n|\r/);
    rest = lines.pop() ?? "";
    for (const line of lines) onLine(line);
    if (rest.length > longestLine) {
      onLine(rest);
      rest = "";
    }
  });
  stream.on("end", () => {
    if (rest !== "") onLine(rest);
    rest = "";
  });
  // A broken pipe of a process that died is seen by its exit.
  stream.on("error", () => {});
}
