import type { IngestPlane, IngestReception } from "@hybrid-stream/spec";
import { IvsError } from "../http/ivs-errors.js";
import type { Timers } from "../timers.js";
import type { Account, ChannelRecord, StreamKeyRecord } from "./account.js";
import type { Connection } from "./broadcast.js";
import { hostId, randomId } from "./ids.js";
import type { Studio } from "./studio.js";

/** What a creation settles. */
export type ChannelSettings = Pick<
  ChannelRecord,
  | "name"
  | "latencyMode"
  | "type"
  | "preset"
  | "authorized"
  | "insecureIngest"
  | "recordingConfigurationArn"
  | "playbackRestrictionPolicyArn"
  | "tags"
>;

/** Makes channels and keys, and ties them to the ingest plane. */
export class Channels {
  /** Where viewers reach the simulator; `null`: nowhere but in process. */
  publicUrl: string | null = null;
  readonly #account: Account;
  readonly #studio: Studio;
  readonly #timers: Timers;
  readonly #plane: IngestPlane | null;

  constructor(parts: {
    readonly account: Account;
    readonly studio: Studio;
    readonly timers: Timers;
    readonly plane: IngestPlane | null;
  }) {
    this.#account = parts.account;
    this.#studio = parts.studio;
    this.#timers = parts.timers;
    this.#plane = parts.plane;
  }

  async create(settings: ChannelSettings): Promise<ChannelRecord> {
    const { region, accountId } = this.#account;
    const id = randomId(12);
    const reception = (await this.#plane?.openReception({ label: `IVS channel ${id}`, application: "app" })) ?? null;
    const host = hostId();
    const path = `/api/video/v1/${region}.${accountId}.channel.${id}.m3u8`;
    const channel: ChannelRecord = {
      ...settings,
      arn: this.#account.arn("channel", id),
      id,
      createdAt: this.#timers.clock.monotonic(),
      ingestEndpoint: reception === null ? `${host}.global-contribute.live-video.net` : hostOf(reception),
      playbackUrl: `${this.publicUrl ?? `https://${host}.${region}.playback.live-video.net`}${path}`,
      key: null,
      reception,
      broadcast: null,
      pastBroadcasts: [],
      viewers: 0,
      stretches: [],
      metadata: [],
    };
    this.#account.channels.set(channel.arn, channel);
    this.newKey(channel);
    if (reception) this.#watch(channel, reception);
    return channel;
  }

  newKey(channel: ChannelRecord): StreamKeyRecord {
    const key = {
      arn: this.#account.arn("stream-key", randomId(12)),
      value: `sk_${this.#account.region}_${randomId(12)}_${randomId(30)}`,
    };
    channel.key = key;
    this.admitKeys(channel);
    return key;
  }

  /** A deleted key keeps out whoever comes; who is in stays, until StopStream. */
  deleteKey(channel: ChannelRecord): void {
    channel.key = null;
    this.admitKeys(channel);
  }

  admitKeys({ reception, key, broadcast }: ChannelRecord): void {
    const inUse = broadcast?.isStopping === false ? broadcast.connection?.key : undefined;
    reception?.setStreamKeys([...new Set([key?.value, inUse].filter((value) => value !== undefined))]);
  }

  async delete(channel: ChannelRecord): Promise<void> {
    this.#account.channels.delete(channel.arn);
    await channel.reception?.close();
  }

  async close(): Promise<void> {
    await Promise.all([...this.#account.channels.values()].map(({ reception }) => reception?.close()));
  }

  /** Whoever pushes into the reception is the broadcast's connection. */
  #watch(channel: ChannelRecord, reception: IngestReception): void {
    let current: Connection | null = null;
    let since: Date | null = null;
    const look = (): void => {
      const { publisher } = reception;
      if (current !== null && publisher?.connectedAt !== since) {
        const gone = current;
        current = null;
        this.#studio.disconnected(channel, gone);
      }
      if (current === null && publisher !== null) {
        since = publisher.connectedAt;
        // The plane passes priorities over, so whoever it lets in may take over.
        const priority = (channel.broadcast?.priority ?? 0) + 1;
        const cut = (): void => void reception.disconnectPublisher();
        const connection = { address: "plane", priority, key: channel.key?.value ?? "", cut };
        if (this.#studio.connect(channel, connection)) current = connection;
        else cut();
      }
      this.admitKeys(channel);
    };
    reception.onChange(look);
  }
}

function hostOf({ ingestUrl }: IngestReception): string {
  const { protocol, host } = new URL(ingestUrl.replace(/^rtmps:/, "https:"));
  if (protocol === "https:") return host;
  throw new IvsError("InternalServerException", "The ingest plane has no certificate: IVS takes RTMPS.");
}
