import type { MetricRow, TimerHandle } from "@hybrid-stream/spec";
import { describeError } from "../describe-error.js";
import type { Engine } from "../loop/engine.js";
import type { Loop } from "../loop/loop.js";
import type { OwnedChannel } from "../loop/owned-channel.js";
import { type Figures, figuresOf } from "./figures.js";
import { MetricRowBuilder } from "./metric-row-builder.js";

const sampleMs = 10_000;
const samplesInRow = 6;
/** A sample holds until the next, but no longer: what nobody looked at is not known. */
export const maxGapMs = 60_000;
/** Rows that wait for a store which is away; the oldest are given up first. */
const waitingAtMost = 10_000;

interface Track {
  readonly session: number;
  readonly rows: MetricRowBuilder;
  last: { readonly at: number; readonly figures: Figures } | null;
}

/** Hears of every sample of an owned channel; `null` when nothing of it is on the air any more. */
export interface SampleListener {
  onSample(channel: OwnedChannel, figures: Figures | null): void;
  /** No longer owned here: the time since its last sample belongs to somebody else. */
  onGone(channelId: string): void;
  onMinute(): void;
}

/** Samples the owned channels every 10 s and at every change, and stores one row a minute for each. */
export class MetricsRecorder {
  readonly #tracks = new Map<string, Track>();
  readonly #waiting: MetricRow[] = [];
  #timer: TimerHandle | null = null;
  #ticks = 0;
  #appending: Promise<void> = Promise.resolve();

  constructor(
    private readonly engine: Engine,
    private readonly loop: Pick<Loop, "channels" | "ownedChannel">,
    private readonly listener: SampleListener,
  ) {}

  start(): void {
    this.#timer ??= this.engine.clock.setTimeout(() => this.#tick(), sampleMs);
  }

  /** Takes a sample of one channel now, if it is owned here. */
  sample(channelId: string): void {
    const channel = this.loop.ownedChannel(channelId);
    if (channel !== undefined) this.#see(channel);
  }

  #see(channel: OwnedChannel): void {
    const now = this.engine.clock.now();
    const { channelId } = channel.record.order;
    const figures = figuresOf(channel, { now, evidenceSeconds: this.engine.policy.evidenceSeconds });
    const track = this.#trackOf(channelId, figures);
    if (track !== null) {
      const at = now.getTime();
      if (track.last !== null && at > track.last.at) {
        track.rows.add(track.last.figures, { at: track.last.at, span: Math.min(at - track.last.at, maxGapMs) });
      }
      track.last = figures === null ? null : { at, figures };
    }
    this.listener.onSample(channel, figures);
  }

  /** Samples no more, and stores what is left. */
  async stop(): Promise<void> {
    if (this.#timer !== null) this.engine.clock.clearTimeout(this.#timer);
    this.#timer = null;
    for (const track of this.#tracks.values()) this.#take(track);
    await this.#append();
  }

  #trackOf(channelId: string, figures: Figures | null): Track | null {
    const known = this.#tracks.get(channelId) ?? null;
    if (figures === null || known?.session === figures.session) return known;
    if (known !== null) this.#take(known);
    const { session } = figures;
    const track: Track = { session, rows: new MetricRowBuilder(channelId, session), last: null };
    this.#tracks.set(channelId, track);
    return track;
  }

  #tick(): void {
    this.#timer = this.engine.clock.setTimeout(() => this.#tick(), sampleMs);
    const owned = new Set<string>();
    for (const channel of this.loop.channels()) {
      owned.add(channel.record.order.channelId);
      this.#see(channel);
    }
    for (const [channelId, track] of this.#tracks) {
      if (owned.has(channelId)) continue;
      this.#take(track);
      this.#tracks.delete(channelId);
      this.listener.onGone(channelId);
    }
    this.#ticks += 1;
    if (this.#ticks % samplesInRow !== 0) return;
    for (const track of this.#tracks.values()) this.#take(track);
    void this.#append();
    this.listener.onMinute();
  }

  #take(track: Track): void {
    const row = track.rows.take();
    if (row !== null) this.#waiting.push(row);
  }

  /** One call at a time; rows that could not be stored go with the next one. */
  #append(): Promise<void> {
    this.#appending = this.#appending.then(async () => {
      const rows = this.#waiting.splice(0);
      if (rows.length === 0) return;
      try {
        await this.engine.store.appendMetrics(rows);
      } catch (thrown) {
        this.#waiting.unshift(...rows);
        const lost = this.#waiting.splice(0, Math.max(0, this.#waiting.length - waitingAtMost)).length;
        this.engine.logger.warn({ rows: rows.length, lost, ...describeError(thrown) }, "Metric rows were not stored.");
      }
    });
    return this.#appending;
  }
}
