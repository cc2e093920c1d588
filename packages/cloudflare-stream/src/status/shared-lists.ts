import type { PacerPriority } from "@hybrid-stream/provider-kit";
import { type Clock, HybridStreamError } from "@hybrid-stream/spec";
import type { StreamCall } from "../client/client-types.js";
import type { LiveInputList, LiveInputs } from "../live-inputs/live-inputs-api.js";
import type { Video } from "../videos/video.js";
import type { Videos } from "../videos/videos-api.js";

const givenUp = new Set(["aborted", "timeout"]);

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

/** One reading at a time, shared by all who ask for it meanwhile, and kept for those who take an older one. */
class Shared<Value> {
  readonly #clock: Clock;
  readonly #read: (call: StreamCall, priority: PacerPriority) => Promise<Value>;
  #latest: Reading<Value> | null = null;
  #running: { readonly startedAt: number; readonly reading: Promise<Reading<Value>> } | null = null;

  constructor(clock: Clock, read: (call: StreamCall, priority: PacerPriority) => Promise<Value>) {
    this.#clock = clock;
    this.#read = read;
  }

  async get(wanted: Wanted, isRepeated = false): Promise<Reading<Value>> {
    const { call, maxAgeMs, priority = "observe" } = wanted;
    const now = this.#clock.monotonic();
    const isFresh = (at: number): boolean => maxAgeMs > 0 && now - at <= maxAgeMs;
    if (this.#latest !== null && isFresh(this.#latest.at)) return this.#latest;
    if (this.#running !== null && isFresh(this.#running.startedAt)) {
      return this.#running.reading.catch((thrown: unknown) => {
        // The reading belongs to its first caller: when that one gives up, the others read anew, once.
        if (isRepeated || !HybridStreamError.isInstance(thrown) || !givenUp.has(thrown.code)) throw thrown;
        return this.get(wanted, true);
      });
    }
    return this.#start(call, priority);
  }

  #start(call: StreamCall, priority: PacerPriority): Promise<Reading<Value>> {
    const startedAt = this.#clock.monotonic();
    const reading = this.#read(call, priority).then((value) => {
      // As old as its question: what changed while it was on its way may be missing.
      const read = { at: startedAt, value };
      if (this.#latest === null || this.#latest.at < startedAt) this.#latest = read;
      return read;
    });
    const running = { startedAt, reading };
    this.#running = running;
    const over = (): void => {
      if (this.#running === running) this.#running = null;
    };
    reading.then(over, over);
    return reading;
  }
}

/** The two lists that tell of all channels at once. */
export class SharedLists {
  readonly #inputs: Shared<LiveInputList>;
  readonly #live: Shared<ReadonlyMap<string, Video>>;

  constructor(clock: Clock, { liveInputs, videos }: { readonly liveInputs: LiveInputs; readonly videos: Videos }) {
    this.#inputs = new Shared(clock, (call, priority) => liveInputs.list({ ...call, priority }));
    this.#live = new Shared(clock, async (call, priority) => {
      const live = await videos.live({ ...call, priority });
      return new Map(live.flatMap((video) => (video.liveInput == null ? [] : [[video.liveInput, video] as const])));
    });
  }

  async inputs(wanted: Wanted): Promise<LiveInputList> {
    return (await this.#inputs.get(wanted)).value;
  }

  /** The running broadcast of each input, and when they were read (by the monotonic clock). */
  live(wanted: Wanted): Promise<{ readonly at: number; readonly value: ReadonlyMap<string, Video> }> {
    return this.#live.get(wanted);
  }
}
