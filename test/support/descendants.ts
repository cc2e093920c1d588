import { readdirSync, readFileSync } from "node:fs";

interface Descendant {
  readonly pid: number;
  readonly argv: readonly string[];
}

function readProcess(pid: number): { parent: number; argv: string[] } | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name in parentheses may hold anything; the fields after it do not.
    const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
    return { parent, argv: readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0") };
  } catch {
    return null;
  }
}

/** The FFmpeg processes below `root` (default: this process) with an argument that holds `text`. */
export function ffmpegBelow(root = process.pid, text = ""): Descendant[] {
  const all = readdirSync("/proc").flatMap((name) => {
    const found = /^\d+$/.test(name) ? readProcess(Number(name)) : null;
    return found === null ? [] : [{ pid: Number(name), ...found }];
  });
  const below = new Set([root]);
  for (let size = 0; size !== below.size; ) {
    size = below.size;
    for (const { pid, parent } of all) if (below.has(parent)) below.add(pid);
  }
  return all.filter(
    ({ pid, argv }) =>
      pid !== root &&
      below.has(pid) &&
      /ffmpeg[^/]*$/.test(argv[0] ?? "") &&
      argv.some((argument) => argument.includes(text)),
  );
}
