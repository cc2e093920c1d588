import type { FfmpegFeatures } from "./ffmpeg-tools.js";
import { runTool } from "./run-tool.js";

const listTimeoutMs = 20_000;

/** Names in FFmpeg's tables: a column of flags, then the name (or several, separated by commas). */
function namesInTable(text: string, row: RegExp): Set<string> {
  const names = new Set<string>();
  for (const line of text.split("\n")) {
    const name = row.exec(line)?.[1];
    if (name !== undefined) for (const part of name.split(",")) names.add(part);
  }
  return names;
}

function protocolsIn(text: string): { input: Set<string>; output: Set<string> } {
  const input = new Set<string>();
  const output = new Set<string>();
  let current: Set<string> | null = null;
  for (const line of text.split("\n").map((each) => each.trim())) {
    if (line === "Input:") current = input;
    else if (line === "Output:") current = output;
    else if (line !== "") current?.add(line);
  }
  return { input, output };
}

/** Asks one FFmpeg what it can do; `null` when the program is not an FFmpeg that answers. */
export async function readFeatures(ffmpeg: string, signal?: AbortSignal): Promise<FfmpegFeatures | null> {
  const ask = async (...args: string[]): Promise<string | null> => {
    const output = await runTool({ file: ffmpeg, args: ["-hide_banner", ...args], timeoutMs: listTimeoutMs, signal });
    return output.code === 0 ? output.stdout : null;
  };
  const [protocols, encoders, muxers, filters, help] = await Promise.all([
    ask("-protocols"),
    ask("-encoders"),
    ask("-muxers"),
    ask("-filters"),
    ask("-h", "full"),
  ]);
  if (protocols === null || encoders === null || muxers === null || filters === null || help === null) return null;
  const { input, output } = protocolsIn(protocols);
  const features: FfmpegFeatures = {
    inputProtocols: input,
    outputProtocols: output,
    encoders: namesInTable(encoders, /^ [VAS][A-Z.]{5} (\S+) /),
    muxers: namesInTable(muxers, /^ {2}E (\S+)/),
    filters: namesInTable(filters, /^ [A-Z.]{3} (\S+) +\S*->/),
    options: namesInTable(help, /^ *-([A-Za-z0-9_]+)/),
  };
  return input.size > 0 && features.muxers.size > 0 ? features : null;
}
