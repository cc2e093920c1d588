import type { Clock } from "@hybrid-stream/spec";
import { sourceRendition } from "../packager/rendition.js";
import { composeMediaPlaylist } from "../playlist/media-playlist.js";
import { composeMultivariantPlaylist, type Variant } from "../playlist/multivariant-playlist.js";
import type { Segment } from "../playlist/segment.js";
import { type WindowSize, windowStart } from "../playlist/window.js";
import { isOnAir } from "../stream/end-grace.js";
import type { OriginStream } from "../stream/origin-stream.js";
import type { Broadcast } from "../stream/segment-table.js";

/** Which of a stream's playlists a name means. */
export type PlaylistName =
  | { readonly view: "live" | "dvr"; readonly rendition: string | null }
  | { readonly view: "recording"; readonly rendition: string | null; readonly broadcastId: string };

/** How long the live playlists are. */
export interface PlaylistWindows {
  readonly window: WindowSize;
  readonly dvrWindow: WindowSize | null;
}

const namePattern = /^(?:(index|dvr)|(source|\d+p)(-dvr)?|(?:(source|\d+p)-)?recording-([a-z0-9-]{1,100}))\.m3u8$/;

/** `null` for a name that no playlist has. A rendition of `null` means the list of all renditions. */
export function parsePlaylistName(file: string): PlaylistName | null {
  const [matched, entry, rendition, dvr, recorded, broadcastId] = namePattern.exec(file) ?? [];
  if (matched === undefined) return null;
  if (broadcastId !== undefined) return { view: "recording", rendition: recorded ?? null, broadcastId };
  if (entry !== undefined) return { view: entry === "dvr" ? "dvr" : "live", rendition: null };
  return { view: dvr === undefined ? "live" : "dvr", rendition: rendition ?? null };
}

/** The file name of the playlist that viewers of a recording open. */
export function recordingFile(broadcastId: string): string {
  return `recording-${broadcastId}.m3u8`;
}

function mediaFile(name: PlaylistName, rendition: string): string {
  if (name.view === "recording") return `${rendition}-${recordingFile(name.broadcastId)}`;
  return name.view === "dvr" ? `${rendition}-dvr.m3u8` : `${rendition}.m3u8`;
}

/** Composes the playlists of one stream from its table. `null`: not there (yet, or any more). */
export class StreamPlaylists {
  readonly #stream: OriginStream;
  readonly #windows: PlaylistWindows;
  readonly #clock: Clock;

  constructor(stream: OriginStream, windows: PlaylistWindows, clock: Clock) {
    this.#stream = stream;
    this.#windows = windows;
    this.#clock = clock;
  }

  /** Changes with the text of the playlist; `null` when it is not there. Cheap: asked at every request. */
  revision(name: PlaylistName): string | null {
    if (this.#broadcastOf(name) === null) return null;
    return `${this.#stream.store.table.version}.${this.#stream.state.targetDurationSeconds}`;
  }

  compose(name: PlaylistName): string | null {
    const broadcast = this.#broadcastOf(name);
    if (broadcast === null) return null;
    if (name.rendition !== null) return this.#media(name, broadcast, name.rendition);
    const variants = this.#variants(name, broadcast);
    return variants.length === 0 ? null : composeMultivariantPlaylist(variants);
  }

  /** The list of renditions with a viewer's session behind each address. */
  composeForSession(name: PlaylistName, sessionId: string): string | null {
    const broadcast = this.#broadcastOf(name);
    const variants = broadcast === null ? [] : this.#variants(name, broadcast);
    return variants.length === 0 ? null : composeMultivariantPlaylist(variants, `?s=${sessionId}`);
  }

  /** The text of every playlist that is there now, by file name. */
  composeAll(): Map<string, string> {
    const texts = new Map<string, string>();
    for (const [file, name] of this.#all()) {
      const text = this.compose(name);
      if (text !== null) texts.set(file, text);
    }
    return texts;
  }

  *#all(): Generator<[file: string, name: PlaylistName]> {
    const { current, broadcasts } = this.#stream.store.table;
    if (current !== null) {
      const views = this.#windows.dvrWindow === null ? (["live"] as const) : (["live", "dvr"] as const);
      for (const view of views) {
        yield [view === "dvr" ? "dvr.m3u8" : "index.m3u8", { view, rendition: null }];
        for (const rendition of this.#renditionsOf(current)) {
          const name = { view, rendition };
          yield [mediaFile(name, rendition), name];
        }
      }
    }
    if (!this.#stream.state.recording) return;
    for (const broadcast of broadcasts) {
      const name = { view: "recording", broadcastId: broadcast.id } as const;
      yield [recordingFile(broadcast.id), { ...name, rendition: null }];
      for (const rendition of this.#renditionsOf(broadcast)) {
        yield [mediaFile({ ...name, rendition }, rendition), { ...name, rendition }];
      }
    }
  }

  #broadcastOf(name: PlaylistName): Broadcast | null {
    const { table } = this.#stream.store;
    if (name.view === "recording") return this.#recorded(name.broadcastId);
    if (name.view === "dvr" && this.#windows.dvrWindow === null) return null;
    const { current } = table;
    const target = this.#stream.state.targetDurationSeconds;
    return current !== null && isOnAir(current, target, this.#clock.now().getTime()) ? current : null;
  }

  /** A recording is whole, and listed, once its broadcast has ended. */
  #recorded(broadcastId: string): Broadcast | null {
    const { recording, recordingsDeletedAt } = this.#stream.state;
    const broadcast = this.#stream.store.table.broadcasts.find(({ id }) => id === broadcastId);
    if (!recording || broadcast === undefined || broadcast.endedAt === null) return null;
    const isDeleted = recordingsDeletedAt !== null && broadcast.endedAt <= Date.parse(recordingsDeletedAt);
    return isDeleted ? null : broadcast;
  }

  #renditionsOf(broadcast: Broadcast): string[] {
    return [sourceRendition, ...broadcast.steps];
  }

  #segments(name: PlaylistName, broadcast: Broadcast, rendition: string): Segment[] {
    const all = this.#stream.store.table.segmentsOf(rendition, broadcast.id);
    if (name.view === "recording") return all;
    const { window, dvrWindow } = this.#windows;
    return all.slice(windowStart(all, name.view === "dvr" ? (dvrWindow ?? window) : window));
  }

  #media(name: PlaylistName, broadcast: Broadcast, rendition: string): string | null {
    const segments = this.#segments(name, broadcast, rendition);
    if (segments.length === 0) return null;
    return composeMediaPlaylist({
      segments,
      targetDurationSeconds: this.#stream.state.targetDurationSeconds,
      ended: broadcast.endedAt !== null,
      type: name.view === "recording" ? "vod" : "live",
    });
  }

  #variants(name: PlaylistName, broadcast: Broadcast): Variant[] {
    const variants: Variant[] = [];
    for (const rendition of this.#renditionsOf(broadcast)) {
      const segments = this.#segments(name, broadcast, rendition);
      if (segments.length > 0) variants.push(variantOf(mediaFile(name, rendition), segments, broadcast, rendition));
    }
    return variants;
  }
}

function variantOf(uri: string, segments: readonly Segment[], broadcast: Broadcast, rendition: string): Variant {
  const description = broadcast.descriptions.get(rendition);
  const bits = segments.reduce((sum, segment) => sum + segment.bytes * 8, 0);
  const seconds = segments.reduce((sum, segment) => sum + segment.seconds, 0);
  return {
    uri,
    peakBitsPerSecond: Math.max(...segments.map((segment) => (segment.bytes * 8) / Math.max(segment.seconds, 0.1))),
    averageBitsPerSecond: bits / Math.max(seconds, 0.1),
    width: description?.width ?? null,
    height: description?.height ?? null,
    codecs: description?.codecs ?? null,
  };
}
