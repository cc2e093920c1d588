import * as z from "zod/mini";

const text = z.string().check(z.minLength(1), z.maxLength(500));
/** Absent, null or of another type than documented: not told. */
const maybe = <Schema extends z.core.$ZodType>(schema: Schema) => z.catch(z.nullish(schema), null);

/** A string of Unix seconds over REST, a number in webhooks, and ISO text in other places of Mux. */
const time = maybe(z.union([z.string(), z.number()]));

function dateOf(value: string | number | null | undefined): Date | null {
  if (value == null || value === "") return null;
  const seconds = Number(value);
  const date = Number.isNaN(seconds) ? new Date(value) : new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? null : date;
}

const playbackId = z.object({ id: text, policy: maybe(z.string()) });

/** A way in for players. */
export interface PlaybackId {
  readonly id: string;
  /** `public`, `signed`, or what is new. */
  readonly policy: string;
}

function playbackIdsOf(values: readonly unknown[] | null | undefined): PlaybackId[] {
  return (values ?? []).flatMap((value) => {
    const read = z.safeParse(playbackId, value);
    return read.success ? [{ id: read.data.id, policy: read.data.policy ?? "" }] : [];
  });
}

/** A live stream as Mux tells of it. Only the id is sure. */
export interface MuxLiveStream {
  readonly id: string;
  /** `idle`, `active`, `disabled`, what is new, or `null`. */
  readonly status: string | null;
  readonly createdAt: Date | null;
  readonly streamKey: string | null;
  readonly playbackIds: readonly PlaybackId[];
  readonly latencyMode: string | null;
  readonly reconnectWindowSeconds: number | null;
  readonly passthrough: string | null;
  readonly activeAssetId: string | null;
  /** The newest last. */
  readonly recentAssetIds: readonly string[];
}

export const liveStreamSchema = z.pipe(
  z.object({
    id: text,
    status: maybe(z.string()),
    created_at: time,
    stream_key: maybe(text),
    playback_ids: maybe(z.array(z.unknown())),
    latency_mode: maybe(z.string()),
    reconnect_window: maybe(z.number().check(z.minimum(0))),
    passthrough: maybe(z.string()),
    active_asset_id: maybe(text),
    recent_asset_ids: maybe(z.array(z.unknown())),
  }),
  z.transform(
    (raw): MuxLiveStream => ({
      id: raw.id,
      status: raw.status ?? null,
      createdAt: dateOf(raw.created_at),
      streamKey: raw.stream_key ?? null,
      playbackIds: playbackIdsOf(raw.playback_ids),
      latencyMode: raw.latency_mode ?? null,
      reconnectWindowSeconds: raw.reconnect_window ?? null,
      passthrough: raw.passthrough ?? null,
      activeAssetId: raw.active_asset_id ?? null,
      recentAssetIds: (raw.recent_asset_ids ?? []).filter((id): id is string => typeof id === "string" && id !== ""),
    }),
  ),
);

/** A recording as Mux tells of it. */
export interface MuxAsset {
  readonly id: string;
  /** `preparing`, `ready`, `errored`, what is new, or `null`. */
  readonly status: string | null;
  readonly createdAt: Date | null;
  readonly liveStreamId: string | null;
  readonly isLive: boolean;
  readonly durationSeconds: number | null;
  readonly passthrough: string | null;
  readonly playbackIds: readonly PlaybackId[];
}

export const assetSchema = z.pipe(
  z.object({
    id: text,
    status: maybe(z.string()),
    created_at: time,
    live_stream_id: maybe(text),
    is_live: maybe(z.boolean()),
    duration: maybe(z.number().check(z.minimum(0))),
    passthrough: maybe(z.string()),
    playback_ids: maybe(z.array(z.unknown())),
  }),
  z.transform(
    (raw): MuxAsset => ({
      id: raw.id,
      status: raw.status ?? null,
      createdAt: dateOf(raw.created_at),
      liveStreamId: raw.live_stream_id ?? null,
      isLive: raw.is_live === true,
      durationSeconds: raw.duration ?? null,
      passthrough: raw.passthrough ?? null,
      playbackIds: playbackIdsOf(raw.playback_ids),
    }),
  ),
);

/** What stands under `data`. */
export const dataOf = <Schema extends z.core.$ZodType>(schema: Schema) => z.object({ data: schema });

/** One entry that cannot be read spoils the list: it may be the stream that is looked for. */
export const listOf = <Schema extends z.core.$ZodType>(schema: Schema) => z.object({ data: z.array(schema) });
