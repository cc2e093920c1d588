import { HybridStreamError } from "@hybrid-stream/spec";

/** The HybridStreamError that `run` throws. Fails when it throws another one, or none. */
export async function catchError(run: () => unknown): Promise<HybridStreamError> {
  try {
    await run();
  } catch (thrown) {
    if (HybridStreamError.isInstance(thrown)) return thrown;
    throw thrown;
  }
  throw new Error("nothing was thrown");
}
