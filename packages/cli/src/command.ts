import type { Io } from "./io.js";

/** One of the program's commands. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  readonly help: string;
  run(args: readonly string[], io: Io): void;
}
