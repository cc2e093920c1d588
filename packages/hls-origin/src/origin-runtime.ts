import { mkdir, mkdtemp, rm } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { findFfmpeg, requireFeatures } from "@hybrid-stream/ffmpeg-process";
import type { TimerHandle } from "@hybrid-stream/spec";
import { lockDirectory } from "./disk/directory-lock.js";
import { DiskFiles } from "./disk/disk-files.js";
import { createRtmpIngestServer, type PublishDecision, type PublishRequest } from "./ingest/rtmp-ingest-server.js";
import { verifyStreamKey } from "./ingest/stream-key.js";
import { numbersFromTime } from "./numbers-from-time.js";
import { type PlaybackTokens, playbackTokens } from "./playback/playback-token.js";
import { listenForViewers } from "./serve/http-server.js";
import { PlaylistFiles } from "./serve/playlist-files.js";
import { RequestHandler, type ViewerSights } from "./serve/request-handler.js";
import { SegmentCache } from "./serve/segment-cache.js";
import type { Settings } from "./settings.js";
import { OriginShelves } from "./storage/origin-shelves.js";
import type { StreamEnvironment } from "./stream/stream-environment.js";
import { publicFolder, StreamRegistry } from "./stream/stream-registry.js";
import { StreamStateFiles } from "./stream/stream-state.js";

/** The RTMP application that publishers name. */
export const rtmpApplication = "live";
const tickMs = 1_000;

/** Ports that an origin was given. `null`: it does not listen there. */
export interface OriginAddresses {
  readonly rtmpPort: number;
  readonly rtmpsPort: number | null;
  readonly httpPort: number | null;
}

/** An origin that listens: directory, servers, streams. */
export interface OriginRuntime {
  readonly addresses: OriginAddresses;
  readonly registry: StreamRegistry;
  readonly tokens: PlaybackTokens;
  handle(request: IncomingMessage, response: ServerResponse): void;
  close(): Promise<void>;
}

/** What was opened, to be closed in the opposite order. */
class Closers {
  readonly #steps: (() => Promise<void>)[] = [];

  add(step: () => Promise<void>): void {
    this.#steps.unshift(step);
  }

  async run(): Promise<void> {
    for (const step of this.#steps.splice(0)) await step();
  }
}

async function openDirectory(settings: Settings, closers: Closers): Promise<string> {
  if (settings.directory === null) {
    const directory = await mkdtemp(join(tmpdir(), "hls-origin-"));
    closers.add(() => rm(directory, { recursive: true, force: true, maxRetries: 3 }));
    return directory;
  }
  const directory = resolve(settings.directory);
  await mkdir(directory, { recursive: true });
  closers.add(await lockDirectory(directory));
  return directory;
}

/** What differs between an origin and a plane of receptions. */
export interface RuntimeOptions {
  readonly settings: Settings;
  readonly onIngestChange: StreamEnvironment["onIngestChange"];
  readonly viewerSights: ViewerSights;
  /** Who may publish. Default: who shows a key that is derived from the origin's secret. */
  readonly authorize?: (request: PublishRequest, registry: StreamRegistry) => PublishDecision;
}

function keysOf(settings: Settings): NonNullable<RuntimeOptions["authorize"]> {
  return ({ application, streamName }, registry) => {
    const key = verifyStreamKey({ secret: settings.secret, streamName });
    const stream = key === null ? null : registry.find(key.streamId);
    if (application !== rtmpApplication || key === null || stream === null) {
      return { accept: false, code: "NetStream.Publish.BadName", reason: "This stream key is not valid." };
    }
    return stream.authorize(key.keyGeneration);
  };
}

function basePathOf(publicUrl: string | null): string {
  return publicUrl === null ? "" : new URL(publicUrl).pathname.replace(/\/+$/, "");
}

/** Calls `work` every second, never twice at once, until the returned function is called. */
function everySecond(settings: Settings, work: () => Promise<void>): () => Promise<void> {
  let timer: TimerHandle = null;
  let isStopped = false;
  let running: Promise<void> = Promise.resolve();
  const next = (): void => {
    timer = settings.clock.setTimeout(() => {
      running = work().finally(() => {
        if (!isStopped) next();
      });
    }, tickMs);
  };
  next();
  return async () => {
    isStopped = true;
    settings.clock.clearTimeout(timer);
    await running;
  };
}

/**
 * Opens the directory, takes over what an earlier process left, and listens.
 *
 * @throws `ffmpeg-not-found`, `ffmpeg-feature-missing`, `origin-directory-in-use`, `origin-address-in-use`,
 * `invalid-options`. Nothing stays open then.
 */
export async function startRuntime(options: RuntimeOptions): Promise<OriginRuntime> {
  const closers = new Closers();
  try {
    return await openRuntime(options, closers);
  } catch (thrown) {
    await closers.run();
    throw thrown;
  }
}

async function openShelves(settings: Settings, isKnown: (streamId: string) => boolean): Promise<OriginShelves | null> {
  const { storage, id, directory, window, dvrWindow, clock, logger } = settings;
  if (storage === null) return null;
  const windows = { window, dvrWindow };
  return OriginShelves.open({
    provider: id,
    storage,
    isTemporary: directory === null,
    windows,
    isKnown,
    clock,
    logger,
  });
}

async function openRuntime(options: RuntimeOptions, closers: Closers): Promise<OriginRuntime> {
  const { settings, onIngestChange, viewerSights, authorize = keysOf(settings) } = options;
  const { clock, logger, limits, http } = settings;
  const tools = await findFfmpeg(settings.ffmpeg);
  requireFeatures(tools, { muxers: ["hls"], encoders: settings.ladder.length > 0 ? ["libx264", "aac"] : ["aac"] });
  const directory = await openDirectory(settings, closers);
  const windows = { window: settings.window, dvrWindow: settings.dvrWindow };
  const files = http.serve === "directory" ? new PlaylistFiles(windows, clock) : null;
  const shelves = await openShelves(settings, (streamId) => registry.find(streamId) !== null);
  // What lies there was on its way to the bucket when an earlier process ended.
  if (shelves !== null) await rm(join(directory, publicFolder), { recursive: true, force: true });
  const registry: StreamRegistry = new StreamRegistry(
    {
      provider: settings.id,
      directory,
      tools,
      container: settings.container,
      segmentSeconds: settings.segmentSeconds,
      ladder: settings.ladder,
      ...windows,
      maxTotalKbps: limits.maxTotalKbps,
      states: new StreamStateFiles(directory),
      clock,
      logger,
      filesOf: (streamId, folder) => shelves?.make(streamId, folder) ?? new DiskFiles(folder),
      firstNumbers: () => (shelves === null ? [] : numbersFromTime(settings)),
      onOpen: (stream) => shelves?.begin(stream),
      hasDiskRoom: () => registry.bytes < limits.maxDiskBytes,
      onIngestChange,
      onPlaylistChange: (streamId) => {
        shelves?.playlistsChanged(streamId);
        const stream = registry.find(streamId);
        if (files === null || stream === null) return;
        files.update(stream).catch((thrown: unknown) => {
          logger.error({ streamId, error: String(thrown) }, "a playlist could not be written");
        });
      },
    },
    limits.maxStreams,
  );
  closers.add(() => registry.close());
  await registry.recover();
  const tick = async (): Promise<void> => {
    await registry.tick();
    await shelves?.tick();
  };
  closers.add(everySecond(settings, tick));
  const tokens = playbackTokens(settings.secret, clock);
  const handler = new RequestHandler({
    find: (streamId) => registry.find(streamId),
    tokens,
    cache: new SegmentCache(limits.maxCacheBytes),
    windows,
    viewerSights,
    cors: settings.cors,
    basePath: basePathOf(http.publicUrl),
    clock,
    logger,
  });
  const handle = (request: IncomingMessage, response: ServerResponse): void => handler.handle(request, response);
  const ingest = createRtmpIngestServer({
    ...settings.rtmp,
    authorize: (request) => authorize(request, registry),
    clock,
    logger,
  });
  closers.add(() => ingest.close());
  const { port, tlsPort } = await ingest.listen();
  const server = http.serve === "listen" ? await listenForViewers(http, handle) : null;
  if (server !== null) closers.add(() => server.close());
  return {
    addresses: { rtmpPort: port, rtmpsPort: tlsPort, httpPort: server?.port ?? null },
    registry,
    tokens,
    handle,
    close: () => closers.run(),
  };
}
