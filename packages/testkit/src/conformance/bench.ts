import { inspect } from "node:util";
import { type EffectContext, type Handle, HybridStreamError, type Logger, type RawWebhook } from "@hybrid-stream/spec";
import { effectContext } from "../effect-context.js";
import { type WaitOptions, waitUntil } from "../wait-until.js";
import type { TestRunner } from "./suite.js";

/** What both kinds of subjects have. */
export interface SubjectBase {
  /** Must never appear in a handle, a status, a receipt, an error or a log: API tokens, signing keys. */
  readonly secrets: readonly string[];
  /** What else the provider wrote, where it does not use the call's logger: its own log, its output. */
  output?(): string;
  /** How this subject waits. Defaults as {@link waitUntil}; on a virtual clock give `pause`. */
  readonly wait?: Omit<WaitOptions, "what">;
  /** Makes the vendor fail the next call, by an error of any kind. */
  breakNextCall?(): void | Promise<void>;
  /** A webhook that the provider must accept. Needed where it has `parseWebhook`. */
  makeWebhook?(): RawWebhook | Promise<RawWebhook>;
  /** Releases everything, also what the test left running. */
  dispose(): void | Promise<void>;
}

/** What a case works with. */
export class Bench<Subject extends SubjectBase> {
  /** Everything that came out of the provider; the case about secrets looks through it. */
  readonly seen: unknown[] = [];
  readonly expect: TestRunner["expect"];

  constructor(
    readonly subject: Subject,
    expect: TestRunner["expect"],
  ) {
    this.expect = expect;
  }

  /** A call's context; every log line and checkpoint is kept in {@link Bench.seen}. */
  call(overrides: Partial<EffectContext> = {}): EffectContext {
    const write = (fields: object, message?: string): void => {
      this.seen.push({ fields, message });
    };
    const logger: Logger = { debug: write, info: write, warn: write, error: write };
    const checkpoint = async (handle: Handle): Promise<void> => {
      this.seen.push(handle);
    };
    return effectContext({ logger, checkpoint, ...overrides });
  }

  /** Waits until `condition` holds, in the subject's own way. */
  async until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
    await waitUntil(condition, { ...this.subject.wait, what });
  }

  async pause(milliseconds: number): Promise<void> {
    const pause = this.subject.wait?.pause ?? ((ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)));
    await pause(milliseconds);
  }

  /** What a call threw; the case fails when it did not throw, or not a HybridStreamError. */
  async errorOf(promise: Promise<unknown>): Promise<HybridStreamError> {
    const thrown: unknown = await promise.then(
      (value) => ({ answered: value }),
      (error: unknown) => error,
    );
    this.seen.push(thrown);
    this.expect({ throwsHybridStreamError: HybridStreamError.isInstance(thrown), thrown }).toEqual({
      throwsHybridStreamError: true,
      thrown,
    });
    if (HybridStreamError.isInstance(thrown)) return thrown;
    throw thrown;
  }

  /** A hook of the subject that this rule cannot be tested without. */
  need<Hook>(hook: Hook | undefined, name: string): Hook {
    if (hook !== undefined) return hook;
    throw new HybridStreamError({
      code: "invalid-options",
      field: name,
      message: `This rule needs ${name} on the subject. Give it, or skip the test with the reason.`,
    });
  }

  /** The secrets that can be found in what came out of the provider: none, in a sound one. */
  leaks(secrets: readonly string[]): string[] {
    const text = [...this.seen.flatMap(textsOf), this.subject.output?.() ?? ""].join("\n");
    return secrets.filter((secret) => secret !== "" && text.includes(secret));
  }
}

/** All that a log, a report or an answer in JSON would show of a value. */
function textsOf(value: unknown): string[] {
  const shown = inspect(value, { depth: 20, maxStringLength: null, maxArrayLength: null });
  const error = value instanceof Error ? [String(value), value.stack ?? "", ...textsOf(value.cause)] : [];
  return [shown, JSON.stringify(value) ?? "", ...error];
}

/** As a store would give a handle back. */
export function throughJson(handle: Handle): Handle {
  return JSON.parse(JSON.stringify(handle)) as Handle;
}

/** A signal that is aborted already. */
export function abortedSignal(): AbortSignal {
  return AbortSignal.abort();
}
