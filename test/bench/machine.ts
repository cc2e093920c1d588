import { execFile } from "node:child_process";
import { availableParallelism, cpus, release, totalmem } from "node:os";
import { promisify } from "node:util";
import { findFfmpeg } from "@hybrid-stream/ffmpeg-process";
import { findProgram } from "./shared/find-program.js";

async function firstLine(program: string | null, args: readonly string[]): Promise<string> {
  if (program === null) return "not there";
  const { stdout, stderr } = await promisify(execFile)(program, [...args]).catch(({ stdout, stderr }) => ({
    stdout,
    stderr,
  }));
  return `${stdout}${stderr}`.split("\n")[0]?.trim() ?? "";
}

/** Where the figures come from, for those who compare. */
export async function describeMachine(): Promise<string[]> {
  const { ffmpeg } = await findFfmpeg();
  const nginx = await firstLine(findProgram("nginx"), ["-v"]);
  const wrk = await firstLine(findProgram("wrk"), ["-v"]);
  return [
    `${availableParallelism()} cores of ${cpus()[0]?.model.trim() ?? "unknown"}, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}`,
    `Node ${process.version}; ${(await firstLine(ffmpeg, ["-version"])).replace(/ Copyright.*/, "")}`,
    `nginx: ${nginx.replace(/^nginx version: /, "")}; wrk: ${wrk.replace(/ Copyright.*/, "")}`,
  ];
}
