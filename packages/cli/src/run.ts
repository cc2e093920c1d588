import { HybridStreamError } from "@hybrid-stream/spec";
import type { Command } from "./command.js";
import { breakEvenCommand } from "./commands/break-even.js";
import { estimateCommand } from "./commands/estimate.js";
import { pricesCommand } from "./commands/prices.js";
import { recommendCommand } from "./commands/recommend.js";
import type { Io } from "./io.js";

const commands: readonly Command[] = [estimateCommand, breakEvenCommand, recommendCommand, pricesCommand];

const help = `hybrid-stream: what a live stream costs

Usage: hybrid-stream <command> [options]

${commands.map(({ name, summary }) => `  ${name.padEnd(12)} ${summary}`).join("\n")}

  hybrid-stream <command> --help tells its options.

Prices are list prices in US dollars without taxes, as of the day that the price
book names. Exit codes: 0 done, 1 a fault of the program, 2 something was asked
for that cannot be answered.
`;

/** `util.parseArgs` throws plain errors with such a code for arguments that it does not take. */
function isArgumentError(thrown: unknown): thrown is Error {
  return thrown instanceof Error && "code" in thrown && String(thrown.code).startsWith("ERR_PARSE_ARGS");
}

function fail(thrown: unknown, io: Io, hint: string): number {
  if (isArgumentError(thrown)) {
    io.warn(`${thrown.message.split("\n")[0]}\n${hint}\n`);
    return 2;
  }
  if (HybridStreamError.isInstance(thrown) && thrown.fault === "caller") {
    io.warn(`${thrown.message} (${thrown.code})\n${hint}\n`);
    return 2;
  }
  io.warn(`${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}\n`);
  return 1;
}

/** Runs the command that `args` asks for. The answer is the exit code: 0, 1 for our fault, 2 for a wrong argument. */
export function run(args: readonly string[], io: Io): number {
  const [name, ...rest] = args;
  if (name === undefined) {
    io.warn(help);
    return 2;
  }
  if (["--help", "-h", "help"].includes(name)) {
    io.write(help);
    return 0;
  }
  const command = commands.find((one) => one.name === name);
  if (command === undefined) {
    io.warn(`There is no command ${name}. Known: ${commands.map((one) => one.name).join(", ")}.\n`);
    return 2;
  }
  if (rest.includes("--help") || rest.includes("-h")) {
    io.write(command.help);
    return 0;
  }
  try {
    command.run(rest, io);
    return 0;
  } catch (thrown) {
    return fail(thrown, io, `hybrid-stream ${name} --help tells its options.`);
  }
}
