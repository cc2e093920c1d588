import { parseArgs } from "node:util";
import { useDevelopmentFfmpeg } from "../../scripts/development-ffmpeg.js";
import { printSoak } from "./print-soak.js";
import { runSoak } from "./run-soak.js";
import { cyclesForMemory } from "./verdict.js";

const help = `npm run soak [-- options]

Starts and ends many channels in one process, again and again, with real FFmpeg, and fails (exit code 1) when handles,
descriptors, processes, files or memory stay behind.

  --channels N   at once; default 20
  --cycles N     default 20, which takes about ten minutes; the growth of memory is
                 judged from ${cyclesForMemory(20)} on (20 channels)
  --seconds S    how long all are live in each cycle; default 5
  --json         print one JSON object instead of a table
  --help         this text`;

const { values } = parseArgs({
  options: {
    channels: { type: "string", default: "20" },
    cycles: { type: "string", default: "20" },
    seconds: { type: "string", default: "5" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  },
});
const [channels = 0, cycles = 0, seconds = 0] = [values.channels, values.cycles, values.seconds].map(Number);

if (values.help) console.log(help);
else if (!(Number.isInteger(channels) && channels >= 1 && Number.isInteger(cycles) && cycles >= 1 && seconds >= 0)) {
  console.error(`--channels and --cycles must be whole numbers from 1 on, --seconds a number from 0 on.\n\n${help}`);
  process.exitCode = 2;
} else {
  useDevelopmentFfmpeg();
  const say = values.json ? () => {} : (line: string) => console.log(line);
  const result = await runSoak({ channels, cycles, seconds, say });
  console.log(values.json ? JSON.stringify(result) : printSoak(result));
  process.exitCode = result.leaks.length === 0 ? 0 : 1;
}
