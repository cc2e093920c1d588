import type { PacerPriority } from "@hybrid-stream/provider-kit";
import { type Clock, HybridStreamError } from "@hybrid-stream/spec";
import type { StreamCall } from "../client/client-types.js";
import type { LiveInputList, LiveInputs } from "../live-inputs/live-inputs-api.js";
import { createdAtOf, type Video } from "../videos/video.js";
import type { Videos } from "../videos/videos-api.js";

/** A reading that many callers share. */
interface Reading<Value> {
  readonly at: number;
  readonly value: Value;
}

/** What a caller takes: a reading no older than that; 0: one that begins now. */
interface Wanted {
  readonly call: StreamCall;
  readonly maxAgeMs: number;
  readonly priority?: PacerPriority;
}

interface Running<Value> {
  readonly startedAt: number;
  readonly reading: Promise<Reading<Value>>;
  /** Ends the reading once nobody waits for it any more. */
  readonly controller: AbortController;
  waiting: number;
}

/** One reading at a time, shared by all who ask for it meanwhile, and kept for those who take an older one. */
class Shared<Value> {
  readonly #clock: Clock;
  readonly #provider: string;
  readonly #read: (call: StreamCall, priority: PacerPriority) => Promise<Value>;
  #latest: Reading<Value> | null = null;
  #running: Running<Value> | null = null;

  constructor(
    { clock, id }: { readonly clock: Clock; readonly id: string },
    read: (call: StreamCall, priority: PacerPriority) => Promise<Value>,
  ) {
    this.#clock = clock;
    this.#provider = id;
    this.#read = read;
  }

  async get({ call, maxAgeMs, priority = "observe" }: Wanted): Promise<Reading<Value>> {
    const now = this.#clock.monotonic();
    const isFresh = (at: number): boolean => maxAgeMs > 0 && now - at <= maxAgeMs;
    if (this.#latest !== null && isFresh(this.#latest.at)) return this.#latest;
    const known = this.#running;
    const running = known !== null && isFresh(known.startedAt) ? known : this.#start(call, priority);
    running.waiting += 1;
    try {
      return await this.#untilAborted(running.reading, call.signal);
    } finally {
      running.waiting -= 1;
      if (running.waiting === 0) this.#forget(running);
    }
  }

  /** Belongs to no caller: one that gives up leaves it to the others. */
  #start(call: StreamCall, priority: PacerPriority): Running<Value> {
    const startedAt = this.#clock.monotonic();
    const controller = new AbortController();
    const reading = this.#read({ ...call, signal: controller.signal }, priority).then((value) => {
      // As old as its question: what changed while it was on its way may be missing.
      const read = { at: startedAt, value };
      if (this.#latest === null || this.#latest.at < startedAt) this.#latest = read;
      return read;
    });
    const running: Running<Value> = { startedAt, reading, controller, waiting: 0 };
    this.#running = running;
    const over = (): void => this.#forget(running);
    reading.then(over, over);
    return running;
  }

  /** The next one who asks gets a reading that begins then. */
  expire(): void {
    this.#latest = null;
    this.#running = null;
  }

  #forget(running: Running<Value>): void {
    if (this.#running === running) this.#running = null;
    running.controller.abort();
  }

  #untilAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        const isTimeout = signal.reason instanceof Error && signal.reason.name === "TimeoutError";
        const code = isTimeout ? "timeout" : "aborted";
        const message = "The request was given up while it waited for a list of the account.";
        reject(new HybridStreamError({ code, retry: "safe", message, provider: this.#provider }));
      };
      if (signal.aborted) {
        giveUp();
        return;
      }
      signal.addEventListener("abort", giveUp, { once: true });
      const over = (): void => signal.removeEventListener("abort", giveUp);
      work.then(resolve, reject).then(over, over);
    });
  }
}

/** The two lists that tell of all channels at once. */
export class SharedLists {
  readonly #inputs: Shared<LiveInputList>;
  readonly #live: Shared<ReadonlyMap<string, Video>>;

  constructor(
    settings: { readonly clock: Clock; readonly id: string },
    { liveInputs, videos }: { readonly liveInputs: LiveInputs; readonly videos: Videos },
  ) {
    this.#inputs = new Shared(settings, (call, priority) => liveInputs.list({ ...call, priority }));
    this.#live = new Shared(settings, async (call, priority) => {
      const live = await videos.live({ ...call, priority });
      const latest = new Map<string, Video>();
      for (const video of live) {
        if (video.liveInput == null) continue;
        const known = latest.get(video.liveInput);
        // One that is not marked as over yet can stand beside the one that runs.
        if (known === undefined || createdAtOf(video) > createdAtOf(known)) latest.set(video.liveInput, video);
      }
      return latest;
    });
  }

  async inputs(wanted: Wanted): Promise<LiveInputList> {
    return (await this.#inputs.get(wanted)).value;
  }

  /** Something may have been made that the list of a moment ago does not show. */
  expireInputs(): void {
    this.#inputs.expire();
  }

  /** The running broadcast of each input, and when they were read (by the monotonic clock). */
  live(wanted: Wanted): Promise<{ readonly at: number; readonly value: ReadonlyMap<string, Video> }> {
    return this.#live.get(wanted);
  }
}
