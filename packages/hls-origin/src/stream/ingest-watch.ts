import type { Clock, ErrorCode } from "@hybrid-stream/spec";
import { toHybridStreamError } from "@hybrid-stream/spec";
import type { PublishSession } from "../ingest/rtmp-ingest-server.js";
import { sourceRendition } from "../packager/rendition.js";
import type { DeliveryLedger } from "../playback/delivery-ledger.js";
import { type Refusal, refusal } from "./refusal.js";
import type { StreamEnvironment } from "./stream-environment.js";

/** Ticks in a row over the limit before a publisher is cut: a keyframe is no breach. */
const breachTicks = 5;

/** What is known about the publisher of one stream: its session, its limits, why it was turned away. */
export class IngestWatch {
  #session: PublishSession | null = null;
  #refusal: Refusal | null = null;
  #breaches = 0;
  #countedBytes = 0;
  /** When media was last seen to come in. Milliseconds since 1970. */
  lastMediaWallTime = 0;
  /** The same at the end of the session before this one: the beginning of the gap. */
  interruptedWallTime = 0;
  /** When the latest segment was finished, by the monotonic clock; `null`: none in this publish. */
  lastSegmentAt: number | null = null;
  longestSegmentSeconds = 0;
  readonly #clock: Clock;
  readonly #environment: StreamEnvironment;
  readonly #ledger: DeliveryLedger;

  constructor(environment: StreamEnvironment, ledger: DeliveryLedger) {
    this.#environment = environment;
    this.#clock = environment.clock;
    this.#ledger = ledger;
  }

  get session(): PublishSession | null {
    return this.#session;
  }

  /** Why publishers are turned away now. */
  get refusal(): Refusal | null {
    if (this.#refusal !== null && this.#clock.monotonic() >= this.#refusal.until) this.#refusal = null;
    return this.#refusal;
  }

  begin(session: PublishSession): void {
    this.interruptedWallTime = this.lastMediaWallTime;
    this.#session = session;
    this.#breaches = 0;
    this.#countedBytes = 0;
    this.lastSegmentAt = null;
    this.longestSegmentSeconds = 0;
  }

  end(session: PublishSession): void {
    if (this.#session !== session) return;
    this.#countReceived(session);
    this.#session = null;
  }

  /** Cuts the publisher, and turns the next ones away for a while. */
  refuse(code: ErrorCode, message: string): void {
    this.#refusal = refusal(code, message, { provider: this.#environment.provider, now: this.#clock.monotonic() });
    this.#environment.logger.warn({ code }, message);
    this.#session?.cut(code);
  }

  /** The origin's own fault while it packaged. */
  fail(thrown: unknown): void {
    const { code } = toHybridStreamError(thrown);
    this.#environment.logger.error({ code }, "a publish could not be packaged");
    this.refuse("internal", "The origin could not package the publish. Its log says why.");
  }

  segment(rendition: string, seconds: number, bytes: number): void {
    if (rendition !== sourceRendition) return;
    this.lastSegmentAt = this.#clock.monotonic();
    this.longestSegmentSeconds = Math.max(this.longestSegmentSeconds, seconds);
    this.#ledger.received(bytes, seconds);
  }

  tick(): void {
    const session = this.#session;
    if (session === null) return;
    this.#countReceived(session);
    const { maxTotalKbps } = this.#environment;
    this.#breaches = session.bitrateKbps > maxTotalKbps ? this.#breaches + 1 : 0;
    if (this.#breaches < breachTicks) return;
    this.refuse(
      "origin-bitrate-limit",
      `The publisher sends more than ${maxTotalKbps} kbit/s (limits.maxTotalKbps). Lower the encoder's bitrate.`,
    );
  }

  #countReceived(session: PublishSession): void {
    if (session.bytesReceived <= this.#countedBytes) return;
    this.#countedBytes = session.bytesReceived;
    const silentMs = this.#clock.monotonic() - session.lastMediaAt;
    this.lastMediaWallTime = this.#clock.now().getTime() - silentMs;
  }
}
