import type { Socket } from "node:net";
import { type Clock, delay, HybridStreamError, type MediaSource } from "@hybrid-stream/spec";
import { ByteQueue } from "./byte-queue.js";
import { rejectionOf } from "./rejection-of.js";
import { SilenceWatch } from "./silence-watch.js";
import { type SocketDoor, startSocketDoor } from "./socket-door.js";
import type { SocketAddress, TcpSourceSettings } from "./tcp-options.js";

/** Bytes in the last so many milliseconds mean that there is somebody. */
const freshMs = 3_000;

const sourceError = (code: "source-ended" | "source-unreadable", message: string): HybridStreamError =>
  new HybridStreamError({ code, message, operation: "readSource" });

/** Reads one sidecar into the queue until either ends. */
class SidecarReader {
  readonly queue: ByteQueue;
  readonly #settings: TcpSourceSettings;
  #watch: SilenceWatch | null = null;

  constructor(settings: TcpSourceSettings) {
    this.#settings = settings;
    this.queue = new ByteQueue(settings.maxBufferBytes);
  }

  get hasFreshBytes(): boolean {
    return !this.queue.hasEnded && this.#watch !== null && this.#watch.silentMs < freshMs;
  }

  /** Resolves with the first bytes; the rest is read on its own. */
  read(socket: Socket): Promise<void> {
    const { clock, silenceTimeoutMs: limitMs } = this.#settings;
    const onSilence = (): void =>
      this.end(sourceError("source-unreadable", `The sidecar was silent for ${limitMs} ms.`));
    const watch = new SilenceWatch({ clock, limitMs, onSilence });
    this.#watch = watch;
    return new Promise((resolve, reject) => {
      const readAll = async (): Promise<void> => {
        for await (const chunk of socket) {
          resolve();
          await watch.whilePaused(this.queue.push(chunk));
          if (this.queue.hasEnded) return;
        }
      };
      readAll()
        .catch(() => {})
        .then(() => {
          const ended = sourceError("source-ended", "The sidecar has hung up.");
          this.end(ended);
          reject(ended);
        });
    });
  }

  end(error: HybridStreamError | null): void {
    this.#watch?.stop();
    this.queue.end(error);
  }
}

function noSidecar(clock: Clock, milliseconds: number, done: AbortSignal): Promise<never> {
  const message = `No sidecar has sent anything for ${milliseconds} ms. Start it, check its address, or raise openTimeoutMs.`;
  const rejection = delay(clock, milliseconds, done).then(() => {
    throw sourceError("source-unreadable", message);
  });
  // It takes part in a race that may be over before.
  rejection.catch(() => {});
  return rejection;
}

/** Waits for a sidecar and its first bytes. @throws what tcpMediaSource() names, or the signal's reason. */
export async function openSocketSession(request: {
  readonly settings: TcpSourceSettings;
  readonly address: SocketAddress;
  readonly signal: AbortSignal;
}): Promise<MediaSource> {
  const { settings, address, signal } = request;
  signal.throwIfAborted();
  const { clock, container, role, onListening } = settings;
  const done = new AbortController();
  const limits = [rejectionOf(signal, done.signal), noSidecar(clock, settings.openTimeoutMs, done.signal)];
  const reader = new SidecarReader(settings);
  let door: SocketDoor | null = null;
  const close = async (): Promise<void> => {
    reader.end(null);
    await door?.close();
  };
  try {
    door = await startSocketDoor({ address, role, clock, onListening });
    await Promise.race([door.sidecar.then((socket) => reader.read(socket)), ...limits]);
    return {
      media: { kind: "bytes", container, stream: reader.queue },
      // Only the sidecar knows whether a host is there; that bytes flow is all that can be seen from here.
      status: () => ({ publisherPresent: reader.hasFreshBytes ? true : null, residentBytes: null, cpuPercent: null }),
      close,
    };
  } catch (thrown) {
    await close();
    throw thrown;
  } finally {
    done.abort();
  }
}
