import { HybridStreamError } from "@hybrid-stream/spec";

/** What may be logged of a thrown value. The message of a foreign error may hold anything, a URL with a key included. */
export function describeError(thrown: unknown): object {
  if (HybridStreamError.isInstance(thrown)) return { error: thrown.toJSON() };
  if (!(thrown instanceof Error)) return { error: { name: typeof thrown } };
  const code = "code" in thrown && typeof thrown.code === "string" ? thrown.code : undefined;
  const frames = thrown.stack?.split("\n").filter((line) => /^\s+at /.test(line));
  return { error: { name: thrown.name, code, stack: frames?.slice(0, 5).join("\n") } };
}
