import type { MetricRow } from "@hybrid-stream/spec";
import type { Figures } from "./figures.js";

type Known = "agoraViewers" | "hlsViewers" | "bitrateKbps";

/** A value times the time for which it was known. */
interface Integral {
  /** Value times milliseconds. */
  sum: number;
  /** Milliseconds. */
  known: number;
}

const fields = ["agoraViewers", "hlsViewers", "bitrateKbps"] as const satisfies readonly Known[];

function empty(): Integral {
  return { sum: 0, known: 0 };
}

/**
 * Adds samples up to one row. Means and integrals are over the time for which the value was known; a value that was
 * never known is `null`.
 */
export class MetricRowBuilder {
  #from: number | null = null;
  #span = 0;
  #health = "unknown";
  #integrals: Record<Known, Integral> = { agoraViewers: empty(), hlsViewers: empty(), bitrateKbps: empty() };
  /** Viewers times kilobits per second times milliseconds: bits. */
  #bits = empty();

  constructor(
    private readonly channelId: string,
    private readonly session: number,
  ) {}

  /** What held from `at` (milliseconds since 1970) for `span` milliseconds. */
  add(figures: Figures, { at, span }: { readonly at: number; readonly span: number }): void {
    this.#from ??= at;
    this.#span += span;
    this.#health = figures.health;
    for (const field of fields) add(this.#integrals[field], figures[field], span);
    add(this.#bits, bitsPerMillisecond(figures), span);
  }

  /** The row so far, and begins the next; `null` when there was nothing. */
  take(): MetricRow | null {
    const from = this.#from;
    if (from === null || this.#span === 0) return null;
    const { agoraViewers, hlsViewers, bitrateKbps } = this.#integrals;
    const row: MetricRow = {
      channelId: this.channelId,
      session: this.session,
      at: new Date(from).toISOString(),
      spanSeconds: this.#span / 1000,
      agoraViewers: mean(agoraViewers),
      hlsViewers: mean(hlsViewers),
      bitrateKbps: mean(bitrateKbps),
      relayHealth: this.#health,
      agoraViewerSeconds: seconds(agoraViewers),
      hlsViewerSeconds: seconds(hlsViewers),
      bytes: this.#bits.known === 0 ? null : Math.round(this.#bits.sum / 8),
    };
    this.#from = null;
    this.#span = 0;
    this.#integrals = { agoraViewers: empty(), hlsViewers: empty(), bitrateKbps: empty() };
    this.#bits = empty();
    return row;
  }
}

function bitsPerMillisecond({ hlsViewers, bitrateKbps }: Figures): number | null {
  // Nobody receives nothing, at whatever bitrate.
  if (hlsViewers === 0) return 0;
  return hlsViewers === null || bitrateKbps === null ? null : hlsViewers * bitrateKbps;
}

function add(integral: Integral, value: number | null, span: number): void {
  if (value === null) return;
  integral.sum += value * span;
  integral.known += span;
}

function mean({ sum, known }: Integral): number | null {
  return known === 0 ? null : sum / known;
}

function seconds({ sum, known }: Integral): number | null {
  return known === 0 ? null : sum / 1000;
}
