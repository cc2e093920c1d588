import { HybridStreamError } from "@hybrid-stream/spec";

/** The guard needs process groups and a POSIX shell. */
export function requirePosix(platform: NodeJS.Platform = process.platform): void {
  if (platform !== "win32") return;
  throw new HybridStreamError({
    code: "platform-unsupported",
    message:
      "FFmpeg can be supervised on Linux and macOS only: Windows has no process groups to guard it by. Run it under WSL or in a container.",
  });
}
