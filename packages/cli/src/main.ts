import { run } from "./run.js";

/** The program: what `bin/hybrid-stream.js` starts. */
process.exitCode = run(process.argv.slice(2), {
  write: (text) => process.stdout.write(text),
  warn: (text) => process.stderr.write(text),
  columns: process.stdout.columns ?? 80,
});
