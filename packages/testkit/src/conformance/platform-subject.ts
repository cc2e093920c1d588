import type { HlsProbeResult } from "@hybrid-stream/provider-kit";
import type {
  EndOptions,
  IngestEndpoint,
  LiveStream,
  LiveStreamHandle,
  LiveStreamSpec,
  StreamingPlatform,
} from "@hybrid-stream/spec";
import { Bench, type SubjectBase } from "./bench.js";
import type { ConformanceCase } from "./suite.js";
import type { VendorFault, VendorHooks } from "./vendor-hooks.js";

/** A publisher that a subject has set off. */
export interface Publication {
  stop(): void | Promise<void>;
  /** Resolves when it is over: stopped, cut by the platform, or refused in the first place. */
  readonly closed: Promise<unknown>;
}

/** A streaming platform under test, and what the suite needs to drive it and to look behind it. */
export interface PlatformSubject extends SubjectBase, VendorHooks {
  readonly provider: StreamingPlatform;
  /** Pushes media until it is stopped or cut. Resolves when it has set off, whether or not it is accepted. */
  publish(endpoint: IngestEndpoint): Promise<Publication>;
  /** Looks at a playlist as a player would. */
  probe(url: string): Promise<HlsProbeResult>;
  /** Requests that the provider has sent to its vendor so far, counted where they are sent. */
  requests(): number;
  /** How many live streams exist, counted without the provider: at the vendor, on the disk. */
  liveStreams(): number | Promise<number>;
  /** A handle of the provider's own shape for a stream that never was. */
  unknownHandle(): LiveStreamHandle;
}

export const streamSpec: LiveStreamSpec = {
  access: "public",
  recording: false,
  latency: "standard",
  continuityWindowSeconds: 60,
};

/** What a case of the platform suite works with. */
export class PlatformBench extends Bench<PlatformSubject> {
  readonly provider = this.subject.provider;

  async create(
    overrides: Parameters<PlatformBench["call"]>[0] = {},
    spec: Partial<LiveStreamSpec> = {},
  ): Promise<LiveStream> {
    const stream = await this.provider.createLiveStream({ ...streamSpec, ...spec }, this.call(overrides));
    this.seen.push(stream);
    return stream;
  }

  async key(stream: LiveStreamHandle, overrides: Parameters<PlatformBench["call"]>[0] = {}): Promise<IngestEndpoint> {
    const endpoint = await this.provider.getStreamKey(stream, this.call(overrides));
    this.seen.push(endpoint);
    return endpoint;
  }

  async status(stream: LiveStreamHandle) {
    const status = await this.provider.getStreamStatus(stream, this.call());
    this.seen.push(status);
    return status;
  }

  /** Publishes; `over` tells whether the publisher has ended, for whatever reason. */
  async publish(endpoint: IngestEndpoint): Promise<{ stop(): Promise<void>; over(): boolean }> {
    const publication = await this.subject.publish(endpoint);
    let over = false;
    const end = (): void => {
      over = true;
    };
    void publication.closed.then(end, end);
    return { stop: async () => publication.stop(), over: () => over };
  }

  async untilIngest(stream: LiveStreamHandle, states: readonly string[]): Promise<void> {
    await this.until(`an ingest that is ${states.join(" or ")}`, async () =>
      states.includes((await this.status(stream)).ingest),
    );
  }

  /** A created stream with its key and media coming in. */
  async live(spec: Partial<LiveStreamSpec> = {}) {
    const stream = await this.create({}, spec);
    const endpoint = await this.key(stream.handle);
    const publisher = await this.publish(endpoint);
    await this.untilIngest(stream.handle, ["receiving"]);
    return { stream, handle: stream.handle, endpoint, publisher };
  }

  async look(stream: LiveStreamHandle): Promise<HlsProbeResult> {
    const playback = await this.provider.getPlaybackUrl(stream, { purpose: "probe" });
    return this.subject.probe(playback.url);
  }

  async end(
    stream: LiveStreamHandle,
    disposition: EndOptions["disposition"],
    recording: EndOptions["recording"] = "delete",
  ) {
    const receipt = await this.provider.endLiveStream(stream, { disposition, recording }, this.call());
    this.seen.push(receipt);
    return receipt;
  }

  /** Ends a stream in as many steps as the platform takes, within reason. */
  async endUntilEnded(
    stream: LiveStreamHandle,
    disposition: EndOptions["disposition"],
    recording: EndOptions["recording"] = "delete",
  ): Promise<void> {
    for (let round = 0; round < 20; round += 1) {
      const receipt = await this.end(stream, disposition, recording);
      if (receipt.state === "ended") {
        this.expect({ viewersOff: receipt.viewersOff }).toEqual({ viewersOff: true });
        return;
      }
      await this.pause(Math.max(100, receipt.retryAfterMs));
    }
    this.expect({ state: "ending" }).toEqual({ state: "ended" });
  }

  /** Fails unless so many live streams exist. */
  async expectLiveStreams(count: number): Promise<void> {
    this.expect({ liveStreams: await this.subject.liveStreams() }).toEqual({ liveStreams: count });
  }

  /** Breaks the vendor; resolves to what heals it. */
  async break(fault: VendorFault): Promise<() => void | Promise<void>> {
    return this.need(this.subject.breakVendor, "breakVendor").call(this.subject, fault);
  }

  /** The same platform in another process. */
  async elsewhere(): Promise<StreamingPlatform> {
    return this.need(this.subject.another, "another").call(this.subject);
  }

  /** Fails unless a publisher with this key is turned away. */
  async expectRefused(endpoint: IngestEndpoint): Promise<void> {
    const publisher = await this.publish(endpoint);
    await this.until("the refusal of a dead key", publisher.over);
  }
}

export type PlatformCase = ConformanceCase<PlatformBench>;
