import { type CallContext, HybridStreamError, toHybridStreamError } from "@hybrid-stream/spec";

/** Who answers for what comes out of a call. */
export interface Guarded {
  readonly provider: string;
  readonly operation: string;
  readonly signal?: CallContext["signal"] | undefined;
  readonly isClosed: boolean;
}

/** @throws `aborted` or `closed` before anything is done. */
function checkBefore({ provider, operation, signal, isClosed }: Guarded): void {
  const fail = (code: "aborted" | "closed", message: string) =>
    new HybridStreamError({ code, message: `${operation}: ${message}`, provider, operation });
  if (signal?.aborted) throw fail("aborted", "the call was cancelled before it began.");
  if (isClosed) throw fail("closed", "the platform is closed. Make another one.");
}

/** Runs a call; only HybridStreamErrors come out. */
export async function guard<Result>(guarded: Guarded, run: () => Promise<Result>): Promise<Result> {
  checkBefore(guarded);
  try {
    return await run();
  } catch (thrown) {
    throw toHybridStreamError(thrown, { provider: guarded.provider, operation: guarded.operation });
  }
}

/** As {@link guard}, for a list that is read step by step. */
export async function* guardList<Item>(
  guarded: Guarded,
  run: () => AsyncGenerator<Item, void, undefined>,
): AsyncGenerator<Item, void, undefined> {
  checkBefore(guarded);
  try {
    yield* run();
  } catch (thrown) {
    throw toHybridStreamError(thrown, { provider: guarded.provider, operation: guarded.operation });
  }
}
