import { type Clock, HybridStreamError } from "@hybrid-stream/spec";
import { ByteQueue } from "./byte-queue.js";
import type { PageFacts } from "./capture-server.js";
import { SilenceWatch } from "./silence-watch.js";

const failures: Readonly<Record<NonNullable<PageFacts["failure"]>, string>> = {
  "no-encoder": "This browser cannot record H.264. Use Google Chrome, or a Chromium that was built with it.",
  recorder: "The browser's recorder has failed.",
  upload: "The browser could not hand over what it recorded.",
  overflow: "What the browser recorded was not read for so long that its buffer is full.",
};

/** What went wrong with the browser while it was watched. */
export function browserCrashed(message: string): HybridStreamError {
  return new HybridStreamError({ code: "browser-crashed", message, operation: "readSource" });
}

/** Takes what the page sends, and judges it. */
export class PageInbox {
  readonly stream: ByteQueue;
  /** Resolves when the page is in the channel and its media flows. Rejects when that will not come. */
  readonly ready: Promise<void>;
  readonly #clock: Clock;
  readonly #silenceMs: number;
  #resolveReady: () => void = () => {};
  #rejectReady: (error: unknown) => void = () => {};
  #watch: SilenceWatch | null = null;
  #facts: PageFacts = { session: "connecting", hosts: 0, problem: null, failure: null };

  constructor(options: { readonly clock: Clock; readonly silenceMs: number; readonly maxBytes: number }) {
    this.#clock = options.clock;
    this.#silenceMs = options.silenceMs;
    this.stream = new ByteQueue(options.maxBytes);
    this.ready = new Promise((resolve, reject) => {
      this.#resolveReady = resolve;
      this.#rejectReady = reject;
    });
    // Who opens the source hears of it; nobody else has to.
    this.ready.catch(() => {});
  }

  get facts(): PageFacts {
    return this.#facts;
  }

  /** `null` is "not known": the page is not in the channel, or no more. */
  get publisherPresent(): boolean | null {
    return this.stream.hasEnded || this.#facts.session !== "joined" ? null : this.#facts.hosts > 0;
  }

  async takeMedia(piece: Uint8Array): Promise<void> {
    this.#watch ??= new SilenceWatch({
      clock: this.#clock,
      limitMs: this.#silenceMs,
      onSilence: () => this.end(browserCrashed(`The browser has sent nothing for ${this.#silenceMs / 1000} s.`)),
    });
    if (this.stream.hasEnded) this.#watch.stop();
    await this.#watch.whilePaused(this.stream.push(piece));
    this.#judge();
  }

  takeFacts(facts: PageFacts): void {
    this.#facts = facts;
    if (facts.failure !== null) this.end(browserCrashed(failures[facts.failure]));
    else if (facts.session === "refused") {
      const message = "The page's ticket has come to its end. Open the source again.";
      this.end(new HybridStreamError({ code: "source-unreadable", message, operation: "readSource" }));
    }
    this.#judge();
  }

  /** The reader gets the error after what is there, or the end when there is none. The first call counts. */
  end(error: HybridStreamError | null): void {
    this.#watch?.stop();
    this.stream.end(error);
    this.#rejectReady(error ?? new HybridStreamError({ code: "closed", message: "The source was closed." }));
  }

  #judge(): void {
    if (this.#watch !== null && this.#facts.session === "joined") this.#resolveReady();
  }
}
