import { HybridStreamError } from "@hybrid-stream/spec";

/** Where a required setting may come from. */
export interface OptionOrEnvironment {
  /** What the caller passed; `undefined` when left out. */
  readonly option: string | undefined;
  /** The option's name: `appId`. */
  readonly field: string;
  /** The environment variable's name: `AGORA_APP_ID`. */
  readonly variable: string;
  /** Default: the environment of this process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/**
 * The option, or else the environment variable without the white space around it. Blank counts as left out.
 *
 * @throws `invalid-options` with `field`, naming the option and the variable, when neither is set.
 */
export function optionOrEnvironment({ option, field, variable, env = process.env }: OptionOrEnvironment): string {
  if (option !== undefined && option.trim() !== "") return option;
  const value = env[variable]?.trim();
  if (value) return value;
  throw new HybridStreamError({
    code: "invalid-options",
    message: `Option "${field}" is missing. Pass it, or set the environment variable ${variable}.`,
    field,
  });
}
