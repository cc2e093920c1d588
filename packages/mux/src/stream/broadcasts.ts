import type { Clock } from "@hybrid-stream/spec";
import type { MuxAsset, PlaybackId } from "../api/answers.js";

/** A recording that was heard of. */
export interface KnownRecording {
  readonly assetId: string;
  /** `null` until its address was read. */
  readonly playbackIds: readonly PlaybackId[] | null;
  /** The broadcast still goes on: what players get is its past. */
  readonly isLive: boolean;
}

interface Known {
  connection?: { readonly connected: boolean; readonly at: number };
  recording?: KnownRecording;
  /** Ended for reuse, with a key that nobody was told. */
  isFenced?: boolean;
}

const remembered = 10_000;
/** Mux needs a moment to call a broadcast over once its window is. */
const graceMs = 10_000;

/** What this process has heard of broadcasts beside what the API tells in a stream's status. */
export class Broadcasts {
  readonly #clock: Clock;
  readonly #streams = new Map<string, Known>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** From a webhook: only these tell whether an encoder is there. The newest counts, in whatever order they come. */
  heard(liveStreamId: string, connected: boolean, at: Date): void {
    const known = this.#of(liveStreamId);
    if ((known.connection?.at ?? 0) <= at.getTime()) known.connection = { connected, at: at.getTime() };
  }

  /** Whether the encoder was heard to go, and the time in which it may come back is not over. */
  isInterrupted(liveStreamId: string, windowSeconds: number | null): boolean {
    const connection = this.#streams.get(liveStreamId)?.connection;
    if (connection === undefined || connection.connected) return false;
    return this.#clock.now().getTime() < connection.at + (windowSeconds ?? 60) * 1000 + graceMs;
  }

  /** A stream's status names its newest recording; says whether the address of that one is still to be read. */
  named(liveStreamId: string, assetId: string, isLive: boolean): boolean {
    const known = this.#of(liveStreamId);
    const playbackIds = known.recording?.assetId === assetId ? known.recording.playbackIds : null;
    known.recording = { assetId, playbackIds, isLive };
    return playbackIds === null;
  }

  /** A recording's address was read. */
  learn(liveStreamId: string, { id, playbackIds }: Pick<MuxAsset, "id" | "playbackIds">, isLive: boolean): void {
    this.#of(liveStreamId).recording = { assetId: id, playbackIds, isLive };
  }

  over(liveStreamId: string): void {
    const known = this.#streams.get(liveStreamId);
    if (known?.recording) known.recording = { ...known.recording, isLive: false };
  }

  forgetRecording(liveStreamId: string): void {
    delete this.#streams.get(liveStreamId)?.recording;
  }

  recordingOf(liveStreamId: string): KnownRecording | null {
    return this.#streams.get(liveStreamId)?.recording ?? null;
  }

  fence(liveStreamId: string, isFenced: boolean): void {
    this.#of(liveStreamId).isFenced = isFenced;
  }

  isFenced(liveStreamId: string): boolean {
    return this.#streams.get(liveStreamId)?.isFenced === true;
  }

  #of(liveStreamId: string): Known {
    const known = this.#streams.get(liveStreamId) ?? {};
    // The one that was spoken of longest ago goes first.
    this.#streams.delete(liveStreamId);
    this.#streams.set(liveStreamId, known);
    const [oldest] = this.#streams.keys();
    if (this.#streams.size > remembered && oldest !== undefined) this.#streams.delete(oldest);
    return known;
  }
}
