import { randomUUID } from "node:crypto";

/** A way in for players. */
export interface SimulatedPlaybackId {
  readonly id: string;
  readonly policy: "public" | "signed";
}

export const newPlaybackId = (policy: "public" | "signed"): SimulatedPlaybackId => ({
  id: randomUUID().replaceAll("-", ""),
  policy,
});

/** The recording of one broadcast. */
export class SimulatedAsset {
  readonly id = randomUUID().replaceAll("-", "");
  readonly liveStreamId: string;
  readonly createdAt: Date;
  readonly playbackIds: readonly SimulatedPlaybackId[];
  /** Where players are led to. */
  readonly playlistUrl: string;
  passthrough: string | undefined;
  status: "preparing" | "ready" = "preparing";
  durationSeconds: number | null = null;
  deliveredSeconds = 0;

  constructor(request: {
    readonly liveStreamId: string;
    readonly createdAt: Date;
    readonly policies: readonly ("public" | "signed")[];
    readonly passthrough: string | undefined;
    readonly playlistUrl: string;
  }) {
    this.liveStreamId = request.liveStreamId;
    this.createdAt = request.createdAt;
    this.playbackIds = request.policies.map(newPlaybackId);
    this.passthrough = request.passthrough;
    this.playlistUrl = request.playlistUrl;
  }

  get isLive(): boolean {
    return this.durationSeconds === null;
  }

  /** `asText`: over REST `created_at` is a string, in webhooks a number. */
  view(asText: boolean): object {
    const seconds = Math.floor(this.createdAt.getTime() / 1000);
    return {
      id: this.id,
      created_at: asText ? String(seconds) : seconds,
      status: this.status,
      live_stream_id: this.liveStreamId,
      is_live: this.isLive,
      ...(this.durationSeconds !== null && { duration: this.durationSeconds }),
      ...(this.passthrough !== undefined && { passthrough: this.passthrough }),
      ...(this.playbackIds.length > 0 && { playback_ids: this.playbackIds }),
      encoding_tier: "smart",
      video_quality: "plus",
      max_resolution_tier: "1080p",
      master_access: "none",
      mp4_support: "none",
      ingest_type: "live_rtmp",
      progress: { state: this.isLive ? "live" : "completed", progress: 100 },
    };
  }
}
