import type { Writable } from "node:stream";

/** Resolves when the pipe can take more, or will never again. */
function writableOrClosed(pipe: Writable): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      pipe.off("drain", done);
      pipe.off("close", done);
      resolve();
    };
    pipe.on("drain", done);
    pipe.on("close", done);
  });
}

/**
 * Writes a source to FFmpeg's pipe at the speed at which FFmpeg reads, until either ends, and lets go of the source.
 * `onSourceError` gets what the source threw. Returns at once.
 */
export function pumpInput(
  input: AsyncIterable<Uint8Array>,
  pipe: Writable,
  onSourceError: (thrown: unknown) => void,
): void {
  const chunks = input[Symbol.asyncIterator]();
  // The reader closes the pipe when FFmpeg ends; that is seen by its exit and is no fault of the pipe.
  pipe.on("error", () => pipe.destroy());
  // A generator that waits for media answers late or never, so its answer is not awaited.
  pipe.once("close", () => chunks.return?.().then(undefined, () => {}));
  const pump = async (): Promise<void> => {
    while (!pipe.destroyed) {
      const next = await chunks.next();
      if (next.done) {
        pipe.end();
        return;
      }
      if (!pipe.destroyed && !pipe.write(next.value) && !pipe.destroyed) await writableOrClosed(pipe);
    }
  };
  pump().catch((thrown: unknown) => {
    onSourceError(thrown);
    pipe.destroy();
  });
}
