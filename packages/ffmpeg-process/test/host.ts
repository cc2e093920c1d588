// A host that starts one FFmpeg, tells its process ids, and lives until it is killed.
import { findFfmpeg, startFfmpeg } from "../src/index.js";

const tools = await findFfmpeg();
const ffmpeg = startFfmpeg({
  tools,
  name: "host",
  args: [
    "-re",
    "-f",
    "lavfi",
    "-i",
    "testsrc2=s=160x120:r=10",
    "-c:v",
    "libx264",
    "-preset",
    "ultrafast",
    "-y",
    "-f",
    "flv",
    "/dev/null",
  ],
});
ffmpeg.on((event) => {
  if (event === "progress")
    process.stdout.write(`${JSON.stringify({ group: ffmpeg.pid, ffmpeg: ffmpeg.ffmpegPid })}\n`);
});
