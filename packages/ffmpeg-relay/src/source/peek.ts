/** The first bytes of a stream, and the whole stream with them. */
export interface Peeked {
  readonly head: Uint8Array;
  readonly stream: AsyncIterable<Uint8Array>;
}

/** Enough for the headers of every container that can be piped. */
const headBytes = 256 * 1024;

/**
 * Reads the beginning of a stream without taking it away. Ends early when the stream pauses for `pauseMs`, or ends: a
 * live source sends its headers at once and then as slowly as it is live.
 */
export async function peek(stream: AsyncIterable<Uint8Array>, pauseMs: number, signal: AbortSignal): Promise<Peeked> {
  const chunks = stream[Symbol.asyncIterator]();
  const seen: Uint8Array[] = [];
  let size = 0;
  let pending = chunks.next();
  while (size < headBytes) {
    const next = await within(pending, size === 0 ? null : pauseMs, signal);
    if (next === "paused" || next.done) break;
    seen.push(next.value);
    size += next.value.length;
    pending = chunks.next();
  }
  // The generator may take it up much later; until then a failure must not count as unhandled.
  pending.catch(() => {});
  async function* whole(): AsyncGenerator<Uint8Array> {
    try {
      yield* seen.splice(0);
      for (let next = await pending; !next.done; next = await chunks.next()) yield next.value;
    } finally {
      chunks.return?.().then(undefined, () => {});
    }
  }
  return { head: Buffer.concat(seen), stream: whole() };
}

async function within<T>(promise: Promise<T>, milliseconds: number | null, signal: AbortSignal): Promise<T | "paused"> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let onAbort: (() => void) | undefined;
  try {
    const waits: Promise<T | "paused">[] = [promise];
    waits.push(
      new Promise((_, reject) => {
        onAbort = () => reject(signal.reason);
        if (signal.aborted) onAbort();
        else signal.addEventListener("abort", onAbort, { once: true });
      }),
    );
    if (milliseconds !== null) {
      waits.push(
        new Promise((resolve) => {
          timer = setTimeout(() => resolve("paused"), milliseconds);
        }),
      );
    }
    return await Promise.race(waits);
  } finally {
    clearTimeout(timer);
    if (onAbort !== undefined) signal.removeEventListener("abort", onAbort);
  }
}
