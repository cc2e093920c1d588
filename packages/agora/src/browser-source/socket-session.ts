import type { Socket } from "node:net";
import { type Clock, delay, HybridStreamError, type MediaSource } from "@hybrid-stream/spec";
import { ByteQueue } from "./byte-queue.js";
import { SilenceWatch } from "./silence-watch.js";
import { startSocketDoor } from "./socket-door.js";
import type { SocketAddress, TcpSourceSettings } from "./tcp-options.js";

/** Bytes in the last so many milliseconds mean that there is somebody. */
const freshMs = 3_000;

const sourceError = (code: "source-ended" | "source-unreadable", message: string): HybridStreamError =>
  new HybridStreamError({ code, message, operation: "readSource" });

/** Reads one sidecar into the queue until either ends. */
class SidecarReader {
  readonly queue: ByteQueue;
  readonly #watch: SilenceWatch;

  constructor(settings: TcpSourceSettings) {
    const { clock, silenceTimeoutMs } = settings;
    this.queue = new ByteQueue(settings.maxBufferBytes);
    this.#watch = new SilenceWatch({
      clock,
      limitMs: silenceTimeoutMs,
      onSilence: () => this.end(sourceError("source-unreadable", `The sidecar was silent for ${silenceTimeoutMs} ms.`)),
    });
  }

  get hasFreshBytes(): boolean {
    return !this.queue.hasEnded && this.#watch.silentMs < freshMs;
  }

  /** Resolves with the first bytes; the rest is read on its own. */
  read(socket: Socket): Promise<void> {
    return new Promise((resolve, reject) => {
      const readAll = async (): Promise<void> => {
        for await (const chunk of socket) {
          resolve();
          await this.#watch.whilePaused(this.queue.push(chunk));
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
    this.#watch.stop();
    this.queue.end(error);
  }
}

async function noSidecar(clock: Clock, milliseconds: number, done: AbortSignal): Promise<never> {
  await delay(clock, milliseconds, done);
  throw sourceError(
    "source-unreadable",
    `No sidecar has sent anything for ${milliseconds} ms. Start it, check its address, or raise openTimeoutMs.`,
  );
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
  const door = await startSocketDoor({ address, role, clock, onListening });
  const done = new AbortController();
  let reader: SidecarReader | null = null;
  const close = async (): Promise<void> => {
    reader?.end(null);
    await door.close();
  };
  const firstBytes = async (): Promise<SidecarReader> => {
    const socket = await door.sidecar;
    reader = new SidecarReader(settings);
    await reader.read(socket);
    return reader;
  };
  try {
    const aborted = new Promise<never>((_, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason), { once: true, signal: done.signal });
    });
    const tooLate = noSidecar(clock, settings.openTimeoutMs, done.signal);
    tooLate.catch(() => {});
    const open = await Promise.race([firstBytes(), aborted, tooLate]);
    return {
      media: { kind: "bytes", container, stream: open.queue },
      // Only the sidecar knows whether a host is there; that bytes flow is all that can be seen from here.
      status: () => ({ publisherPresent: open.hasFreshBytes ? true : null, residentBytes: null, cpuPercent: null }),
      close,
    };
  } catch (thrown) {
    await close();
    throw thrown;
  } finally {
    done.abort();
  }
}
