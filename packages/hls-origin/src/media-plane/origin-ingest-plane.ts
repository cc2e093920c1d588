import { randomUUID } from "node:crypto";
import { HybridStreamError, type IngestPlane, type IngestReception, Secret } from "@hybrid-stream/spec";
import type { PublishDecision, PublishRequest } from "../ingest/rtmp-ingest-server.js";
import { type OriginRuntime, startRuntime } from "../origin-runtime.js";
import { readSettings } from "../settings.js";
import type { StreamRegistry } from "../stream/stream-registry.js";
import { type OriginIngestPlaneOptions, type PlaneConfiguration, readPlaneOptions } from "./options.js";
import { OriginReception } from "./origin-reception.js";

/** What a vendor would refuse is for its simulator to say. */
const maxTotalKbps = 1_000_000;

/**
 * What a vendor's simulator receives media with: a real RTMP(S) server, FFmpeg that cuts what arrives into HLS, and an
 * HTTP server, all on this machine. It listens with the first reception: one port for publishers, one for players.
 *
 * @throws `invalid-options` with `field`. `openReception` throws `closed` after `close`, `ffmpeg-not-found`,
 * `ffmpeg-feature-missing`, and `invalid-options` for a certificate that cannot be used.
 */
export function originIngestPlane(options: OriginIngestPlaneOptions = {}): IngestPlane {
  return new OriginIngestPlane(readPlaneOptions(options));
}

class OriginIngestPlane implements IngestPlane {
  readonly #configuration: PlaneConfiguration;
  readonly #receptions = new Map<string, OriginReception>();
  #runtime: Promise<OriginRuntime> | null = null;
  #closing: Promise<void> | null = null;

  constructor(configuration: PlaneConfiguration) {
    this.#configuration = configuration;
  }

  async openReception(request: { readonly label: string; readonly application: string }): Promise<IngestReception> {
    const application = request.application.replace(/^\/+|\/+$/g, "");
    const { registry, addresses } = await this.#started();
    const { tls, continuityWindowSeconds } = this.#configuration;
    const stream = await registry.create({
      ...{ namespace: "ingest-plane", channelId: `${request.label} ${randomUUID()}`, streamIncarnation: 1 },
      ...{ access: "public", recording: false, continuityWindowSeconds },
    });
    const reception: OriginReception = new OriginReception(stream, {
      application,
      ingestUrl: `${tls ? "rtmps" : "rtmp"}://127.0.0.1:${addresses.rtmpPort}/${application}/`,
      playlistUrl: `http://127.0.0.1:${addresses.httpPort}/live/${stream.id}/index.m3u8`,
      isTaken: (key) => this.#of(application).some((other) => other !== reception && other.accepts(key)),
      forget: async () => {
        this.#receptions.delete(stream.id);
        await registry.forget(stream.id);
      },
    });
    this.#receptions.set(stream.id, reception);
    return reception;
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const runtime = await this.#runtime?.catch(() => null);
    await Promise.all([...this.#receptions.values()].map((reception) => reception.close()));
    await runtime?.close();
  }

  async #started(): Promise<OriginRuntime> {
    if (this.#closing !== null) throw closed();
    this.#runtime ??= this.#start();
    try {
      const runtime = await this.#runtime;
      if (this.#closing !== null) throw closed();
      return runtime;
    } catch (thrown) {
      this.#runtime = null;
      throw thrown;
    }
  }

  #start(): Promise<OriginRuntime> {
    const { tls, segmentSeconds, ffmpegPath, ffprobePath, clock, logger } = this.#configuration;
    const settings = readSettings({
      id: "ingest-plane",
      // The receptions' keys are the simulator's: nothing is derived from it.
      secret: new Secret(randomUUID()),
      rtmp: { port: 0 },
      http: { port: 0 },
      limits: { maxStreams: Number.MAX_SAFE_INTEGER, maxTotalKbps },
      ...{ segmentSeconds, clock, logger },
      ...(ffmpegPath === undefined ? {} : { ffmpegPath }),
      ...(ffprobePath === undefined ? {} : { ffprobePath }),
    });
    return startRuntime({
      settings: tls ? { ...settings, rtmp: { ...settings.rtmp, tls: { ...tls, port: 0, only: true } } } : settings,
      onIngestChange: ({ streamId }) => this.#receptions.get(streamId)?.changed(),
      viewerSights: "segments",
      authorize: (request, registry) => this.#authorize(request, registry),
    });
  }

  #authorize({ application, streamName }: PublishRequest, registry: StreamRegistry): PublishDecision {
    const candidates = this.#of(application);
    const reception = candidates.find((one) => one.accepts(streamName));
    const stream = reception === undefined ? null : registry.find(reception.streamId);
    if (reception !== undefined && stream !== null) {
      const decision = stream.authorize(stream.state.keyGeneration);
      if (decision.accept) reception.admits(streamName);
      return decision;
    }
    // A key that was good once is its reception's affair; any other may have been meant for each of them.
    const former = candidates.filter((one) => one.knew(streamName));
    for (const one of former.length > 0 ? former : candidates) one.changed();
    return { accept: false, code: "NetStream.Publish.BadName", reason: "This stream key is not valid." };
  }

  #of(application: string): OriginReception[] {
    return [...this.#receptions.values()].filter((reception) => reception.application === application);
  }
}

function closed(): HybridStreamError {
  const message = "This ingest plane has been closed. Make a new one with originIngestPlane().";
  return new HybridStreamError({ code: "closed", message, operation: "openReception" });
}
