import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FfmpegTools } from "../src/index.js";

/** A temporary folder, and the function that removes it. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "ffmpeg-process-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Writes a shell script that stands in for FFmpeg. */
export function standIn(folder: string, name: string, body: string): FfmpegTools {
  const ffmpeg = join(folder, name);
  writeFileSync(ffmpeg, `#!/bin/sh\n${body}\n`);
  chmodSync(ffmpeg, 0o755);
  const none: ReadonlySet<string> = new Set();
  return {
    ffmpeg,
    ffprobe: null,
    features: {
      inputProtocols: none,
      outputProtocols: none,
      encoders: none,
      muxers: none,
      filters: none,
      options: none,
    },
  };
}
