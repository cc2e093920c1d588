import { type Clock, HybridStreamError } from "@hybrid-stream/spec";

/**
 * Runs one call with a deadline. It ends at the deadline even when the callee ignores the signal.
 *
 * @throws `timeout` at the deadline, `aborted` when `parent` aborts.
 */
export async function withDeadline<Value>(
  request: {
    readonly clock: Clock;
    readonly milliseconds: number;
    readonly parent: AbortSignal;
    readonly provider: string;
    readonly operation: string;
  },
  call: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  const { clock, milliseconds, parent, provider, operation } = request;
  const controller = new AbortController();
  let interrupt: (error: HybridStreamError) => void = () => {};
  const interrupted = new Promise<never>((_, reject) => {
    interrupt = (error) => {
      controller.abort(error);
      reject(error);
    };
  });
  const onAbort = (): void =>
    interrupt(new HybridStreamError({ code: "aborted", message: `${operation} was cancelled.`, provider, operation }));
  const timer = clock.setTimeout(
    () =>
      interrupt(
        new HybridStreamError({
          code: "timeout",
          message: `${operation} gave no answer within ${milliseconds} ms.`,
          provider,
          operation,
        }),
      ),
    milliseconds,
  );
  parent.addEventListener("abort", onAbort, { once: true });
  // A promise that loses the race below must not count as unhandled.
  interrupted.catch(() => {});
  try {
    if (parent.aborted) onAbort();
    else return await Promise.race([call(controller.signal), interrupted]);
    return await interrupted;
  } finally {
    clock.clearTimeout(timer);
    parent.removeEventListener("abort", onAbort);
  }
}
