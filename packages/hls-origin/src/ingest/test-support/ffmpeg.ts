import { type ChildProcess, spawn } from "node:child_process";

export interface RunningProgram {
  readonly child: ChildProcess;
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null; errors: string; output: string }>;
}

function run(program: string, argv: readonly string[], input?: Uint8Array): RunningProgram {
  const child = spawn(program, argv, { stdio: ["pipe", "pipe", "pipe"] });
  let errors = "";
  let output = "";
  child.stderr.on("data", (chunk: Buffer) => {
    errors += chunk.toString();
  });
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  // A program that has seen enough closes its input.
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  const ended = new Promise<Awaited<RunningProgram["ended"]>>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code, signal, errors, output }));
  });
  return { child, ended };
}

export function ffmpeg(...argv: string[]): RunningProgram {
  return run(process.env.FFMPEG_PATH ?? "ffmpeg", ["-v", "error", "-nostdin", "-y", ...argv]);
}

/** Publishes a test picture and a tone in real time, until it is stopped or `seconds` are over. */
export function publishTestMedia(url: string, options: { seconds?: number; size?: string } = {}): RunningProgram {
  return ffmpeg(
    ...["-re", "-f", "lavfi", "-i", `testsrc2=size=${options.size ?? "320x180"}:rate=25`],
    ...["-re", "-f", "lavfi", "-i", "sine=frequency=440"],
    ...(options.seconds === undefined ? [] : ["-t", String(options.seconds)]),
    ...["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "25", "-c:a", "aac", "-f", "flv", url],
  );
}

/** What ffprobe reads from FLV bytes on its standard input. */
export async function probe(media: Uint8Array): Promise<string> {
  const argv = ["-v", "error", "-show_entries", "stream=codec_name,width,height", "-of", "csv=p=0", "-f", "flv", "-"];
  const { output, errors, code } = await run(process.env.FFPROBE_PATH ?? "ffprobe", argv, media).ended;
  return code === 0 ? output : `ffprobe failed: ${errors}`;
}
