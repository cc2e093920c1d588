import type { KeyObject } from "node:crypto";
import type { IngestReception } from "@hybrid-stream/spec";
import type { Broadcast } from "./broadcast.js";

/** A stream key. */
export interface StreamKeyRecord {
  readonly arn: string;
  readonly value: string;
}

/** What is fixed for a stretch of time, for the figures of CloudWatch. Milliseconds since 1970. */
export interface LiveStretch {
  readonly from: number;
  to: number | null;
  readonly viewers: number;
}

/** A channel with what hangs on it. */
export interface ChannelRecord {
  readonly arn: string;
  readonly id: string;
  readonly createdAt: number;
  name: string;
  latencyMode: string;
  type: string;
  preset: string;
  authorized: boolean;
  insecureIngest: boolean;
  recordingConfigurationArn: string;
  playbackRestrictionPolicyArn: string;
  tags: Record<string, string>;
  readonly ingestEndpoint: string;
  readonly playbackUrl: string;
  key: StreamKeyRecord | null;
  readonly reception: IngestReception | null;
  broadcast: Broadcast | null;
  readonly pastBroadcasts: { readonly streamId: string; readonly startTime: Date; readonly endTime: Date }[];
  viewers: number;
  readonly stretches: LiveStretch[];
  readonly metadata: string[];
}

export interface PlaybackKeyRecord {
  readonly arn: string;
  readonly name: string;
  readonly fingerprint: string;
  readonly key: KeyObject;
}

export interface RestrictionPolicyRecord {
  readonly arn: string;
  readonly name: string;
  readonly allowedCountries: string[];
  readonly allowedOrigins: string[];
  readonly enableStrictOriginEnforcement: boolean;
}

export interface RecordingConfigurationRecord {
  readonly arn: string;
  readonly name: string;
  readonly bucketName: string;
  readonly reconnectWindowSeconds: number;
  readonly settlesAt: number;
}

/** What an account has in a region. */
export class Account {
  readonly channels = new Map<string, ChannelRecord>();
  readonly playbackKeys = new Map<string, PlaybackKeyRecord>();
  readonly restrictionPolicies = new Map<string, RestrictionPolicyRecord>();
  readonly recordingConfigurations = new Map<string, RecordingConfigurationRecord>();
  readonly brokenBuckets = new Set<string>();
  readonly revoked: { readonly channelArn: string; readonly viewerId: string }[] = [];
  /** Recordings that have ended: their prefix in the bucket. */
  readonly recordings = new Set<string>();

  constructor(
    readonly region: string,
    readonly accountId: string,
  ) {}

  arn(kind: string, id: string): string {
    return `arn:aws:ivs:${this.region}:${this.accountId}:${kind}/${id}`;
  }

  channelOfKey(value: string): ChannelRecord | null {
    for (const channel of this.channels.values()) if (channel.key?.value === value) return channel;
    return null;
  }

  live(): ChannelRecord[] {
    return [...this.channels.values()].filter(({ broadcast }) => broadcast !== null);
  }
}
