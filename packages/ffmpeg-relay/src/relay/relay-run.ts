import {
  type FfmpegEvent,
  type FfmpegExit,
  type FfmpegProcess,
  type FfmpegTools,
  startFfmpeg,
} from "@hybrid-stream/ffmpeg-process";
import {
  delay,
  type ErrorSummary,
  HybridStreamError,
  type Presence,
  type RelaySpec,
  type RelayState,
  type RelayStatus,
  toHybridStreamError,
} from "@hybrid-stream/spec";
import type { RelayConfiguration } from "../options.js";
import type { OpenSource } from "../source/open-source.js";
import { openUnlessAborted } from "../source/open-unless-aborted.js";
import type { PreparedSource } from "../source/prepare-source.js";
import { exitError } from "./exit-error.js";
import { Pace } from "./pace.js";
import { planRelay, type RelayPlan } from "./plan-relay.js";
import { requireKnownHost } from "./resolve-destination.js";
import { relayStatus, stallError } from "./status.js";

/** Below this the destination may have taken no more than headers. */
const deliveringBytes = 4_096;
const closeMs = 3_000;

/** What a relay is made of. */
export interface RelayRunInit {
  readonly key: string;
  readonly spec: RelaySpec;
  readonly source: PreparedSource;
  readonly tools: FfmpegTools;
  readonly configuration: RelayConfiguration;
  /** Its state, or whether it stalls, has changed. */
  readonly onChange: (summary: string) => void;
  /** Nothing of it is left. */
  readonly onEnd: () => void;
}

/** One relay from its order to its end. It never restarts itself. */
export class RelayRun {
  readonly #init: RelayRunInit;
  readonly #abort = new AbortController();
  readonly #pace = new Pace();
  readonly #ended: Promise<void>;
  #settleEnded: () => void = () => {};
  #state: RelayState = "queued";
  #stopOrdered = false;
  #error: ErrorSummary | null = null;
  #ffmpeg: FfmpegProcess | null = null;
  #source: OpenSource | null = null;
  #plan: RelayPlan | null = null;
  #sourceExhausted = false;
  #closing: Promise<void> | null = null;

  constructor(init: RelayRunInit) {
    this.#init = init;
    this.#ended = new Promise((resolve) => {
      this.#settleEnded = resolve;
    });
  }

  get hasEnded(): boolean {
    return this.#state === "stopped" || this.#state === "failed";
  }

  /** There is room: it starts. Called by the queue, once. */
  begin(): void {
    this.#become("starting");
    this.#run().then(
      (exit) => this.#end(exit, null),
      (thrown: unknown) => this.#end(null, thrown),
    );
  }

  /** Resolves when nothing of it is left. Any number of times. */
  stop(): Promise<void> {
    if (!this.hasEnded && !this.#stopOrdered) {
      this.#stopOrdered = true;
      const queued = this.#state === "queued";
      this.#become("stopping");
      this.#abort.abort();
      if (queued) void this.#end(null, null);
      void this.#ffmpeg?.stop();
      void this.#closeSource();
    }
    return this.#ended;
  }

  status(): RelayStatus {
    return relayStatus({
      state: this.#state,
      ffmpeg: this.#ffmpeg,
      pace: this.#pace,
      source: this.#source?.status() ?? null,
      publisher: this.#publisher(),
      encoding: this.#plan?.encoding ?? null,
      error: this.#error,
      sourceExhausted: this.#sourceExhausted,
      provider: this.#init.configuration.id,
      now: this.#init.configuration.clock.now(),
    });
  }

  async #run(): Promise<FfmpegExit> {
    const { spec, tools, configuration, source, key } = this.#init;
    const { signal } = this.#abort;
    await requireKnownHost(spec.ingest.url, configuration.id);
    signal.throwIfAborted();
    this.#source = await openUnlessAborted(source, signal);
    const plan = await planRelay({ tools, spec, input: this.#source.input, configuration, signal });
    signal.throwIfAborted();
    this.#plan = plan;
    const { clock, logger } = configuration;
    const secrets = [spec.ingest.streamKey];
    const ffmpeg = startFfmpeg({ tools, args: plan.args, input: plan.input, name: key, secrets, clock, logger });
    this.#ffmpeg = ffmpeg;
    ffmpeg.on((event) => this.#onFfmpeg(event, ffmpeg));
    return ffmpeg.exited;
  }

  #onFfmpeg(event: FfmpegEvent, ffmpeg: FfmpegProcess): void {
    if (event === "progress" && ffmpeg.progress !== null) {
      this.#pace.add(ffmpeg.progress);
      if (this.#state === "starting" && (ffmpeg.progress.totalBytes ?? 0) >= deliveringBytes) this.#become("running");
    }
    if (event === "stalled") this.#init.onChange(stallError(this.#init.configuration.id).message);
    if (event === "recovered") this.#init.onChange("FFmpeg delivers again");
  }

  async #end(exit: FfmpegExit | null, thrown: unknown): Promise<void> {
    const { source } = this.#init;
    await this.#closeSource();
    const ended = this.#stopOrdered || exit?.kind === "stopped" || exit?.kind === "source-ended";
    this.#sourceExhausted =
      source.kind === "single-use" || (exit?.kind === "source-ended" && this.#plan?.recorded === true);
    if (!this.#stopOrdered) this.#error = this.#explain(exit, thrown);
    this.#init.onEnd();
    this.#become(ended ? "stopped" : "failed");
    this.#settleEnded();
  }

  /** A source that does not close must not hold up the end of its relay. */
  #closeSource(): Promise<void> {
    const { configuration, key } = this.#init;
    const { clock, logger } = configuration;
    const close = async (source: OpenSource): Promise<void> => {
      const patience = new AbortController();
      const tooLate = delay(clock, closeMs, patience.signal).then(() => {
        throw new HybridStreamError({ code: "timeout", message: `It did not close within ${closeMs} ms.` });
      });
      await Promise.race([source.close(), tooLate]).finally(() => patience.abort());
    };
    this.#closing ??=
      this.#source === null
        ? null
        : close(this.#source).catch((fault: unknown) => {
            logger.warn({ relay: key, error: toHybridStreamError(fault).toJSON() }, "The source did not close");
          });
    return this.#closing ?? Promise.resolve();
  }

  #explain(exit: FfmpegExit | null, thrown: unknown): ErrorSummary | null {
    const provider = this.#init.configuration.id;
    if (exit === null) return { ...toHybridStreamError(thrown, { operation: "relay" }).toJSON(), provider };
    const { kind } = exit;
    return kind === "stopped" ? null : exitError({ ...exit, kind }, provider);
  }

  #publisher(): Presence {
    const told = this.#source?.status()?.publisherPresent;
    if (told !== undefined && told !== null) return told ? "present" : "absent";
    const { kind } = this.#init.source;
    return this.#state === "running" && (kind === "file" || kind === "test-picture") ? "present" : "unknown";
  }

  #become(state: RelayState): void {
    this.#state = state;
    this.#init.onChange(this.#error === null ? `The relay is ${state}` : `The relay is ${state}: ${this.#error.code}`);
  }
}
