import { type Clock, delay } from "@hybrid-stream/spec";
import type { PublishCodecs, PublishSession } from "../ingest/rtmp-ingest-server.js";
import type { MediaDescription } from "../packager/describe-init.js";
import { type Packager, startPackager } from "../packager/packager.js";
import { initFileName } from "../packager/packager-arguments.js";
import { planRenditions, type RenditionPlan } from "../packager/rendition.js";
import type { PackagedSegment } from "../packager/segment-watch.js";
import { endOf } from "../playlist/segment.js";
import type { MediaStore } from "./media-store.js";
import type { Broadcast } from "./segment-table.js";
import type { StreamEnvironment } from "./stream-environment.js";

const codecsWaitMs = 3_000;
const audioWaitMs = 400;
const lookEveryMs = 25;
/** FFmpeg needs a moment for its last segment once the publisher is gone. */
const lastSegmentMs = 3_000;

/** Waits for the sequence headers, which come first; some publishers send no sound, or no picture. */
export async function waitForCodecs(session: PublishSession, clock: Clock): Promise<PublishCodecs> {
  const closed = new AbortController();
  void session.closed.then(() => closed.abort());
  const began = clock.monotonic();
  let pictureAt: number | null = null;
  while (!closed.signal.aborted) {
    const { video, audio, width } = session.codecs;
    const now = clock.monotonic();
    if (video !== null && width !== null) pictureAt ??= now;
    const isComplete = pictureAt !== null && (audio !== null || now - pictureAt >= audioWaitMs);
    if (isComplete || now - began >= codecsWaitMs) break;
    await delay(clock, lookEveryMs, closed.signal).catch(() => {});
  }
  return session.codecs;
}

/** What one publish is packaged with. */
export interface PublishRun {
  readonly session: PublishSession;
  readonly codecs: PublishCodecs;
  readonly broadcast: Broadcast;
  readonly number: number;
  readonly streamId: string;
  readonly store: MediaStore;
  readonly environment: StreamEnvironment;
  /** Called when the playlists have a new segment. */
  readonly onSegment: (segment: PackagedSegment) => Promise<void>;
}

/** What the rendition holds: from its init segment, else from what was planned. */
function descriptionOf(plan: RenditionPlan, run: PublishRun, init: MediaDescription | null): MediaDescription {
  const planned = plan.kind === "encode" ? plan : run.codecs;
  return {
    codecs: init?.codecs ?? null,
    width: init?.width ?? planned.width,
    height: init?.height ?? planned.height,
  };
}

/** Puts finished segments of one publish into the stream's table, with their numbers and times. */
class SegmentIntake {
  readonly #run: PublishRun;
  readonly #plans: readonly RenditionPlan[];
  readonly #described = new Set<string>();
  /** When the publish's first sample came in. */
  readonly #beganAt: number;
  readonly #nextStart = new Map<string, number>();
  /** One for all renditions; taken with the first segment, so that a publish without any leaves no hole. Anew after a gap. */
  #discontinuity: number | null = null;

  constructor(run: PublishRun, plans: readonly RenditionPlan[]) {
    this.#run = run;
    this.#plans = plans;
    // Never before the end of what was broadcast earlier: dates in a playlist only grow.
    this.#beganAt = Math.max(run.session.startedAt.getTime(), this.#latestEnd());
  }

  async take(packaged: PackagedSegment, init: MediaDescription | null): Promise<void> {
    const { store, broadcast, number } = this.#run;
    const { rendition, name, seconds, bytes } = packaged;
    const startsAt = this.#nextStart.get(rendition) ?? this.#beganAt;
    this.#nextStart.set(rendition, endOf({ startsAt, seconds }));
    const folder = `p${number}/${rendition}`;
    const file = `${folder}/${name}`;
    const initFile = init === null ? null : `${folder}/${initFileName}`;
    await store.files.add({
      ...{ file, initFile, bytes },
      onStored: async () => {
        await this.#describe(rendition, init);
        this.#discontinuity ??= store.table.nextDiscontinuity;
        const numbers = { sequence: store.table.nextSequence(rendition), discontinuity: this.#discontinuity };
        const segment = { ...numbers, broadcastId: broadcast.id, file, initFile, seconds, bytes, startsAt };
        await store.record({ kind: "segment", rendition, segment });
        await this.#run.onSegment(packaged);
      },
      // In all renditions: their discontinuity numbers must agree.
      onDropped: () => {
        this.#discontinuity = null;
      },
    });
  }

  async #describe(rendition: string, init: MediaDescription | null): Promise<void> {
    const plan = this.#plans.find(({ name }) => name === rendition);
    if (plan === undefined || this.#described.has(rendition)) return;
    this.#described.add(rendition);
    const description = descriptionOf(plan, this.#run, init);
    await this.#run.store.record({
      kind: "rendition",
      broadcastId: this.#run.broadcast.id,
      rendition,
      ...description,
    });
  }

  #latestEnd(): number {
    return this.#run.store.table.lastMediaAt() ?? 0;
  }
}

/** Packages one publish until its session is closed and its last segment is in the table, or was given up. */
export async function runPublish(run: PublishRun): Promise<"ended" | "packager-failed"> {
  try {
    return await packagePublish(run);
  } finally {
    await run.store.files.drain(`p${run.number}`);
  }
}

async function packagePublish(run: PublishRun): Promise<"ended" | "packager-failed"> {
  const { session, codecs, broadcast, environment, store } = run;
  const { width, height } = codecs;
  const source = width === null || height === null ? null : { width, height };
  const renditions = planRenditions(
    source,
    environment.ladder.filter((step) => broadcast.steps.includes(step)),
  );
  const intake = new SegmentIntake(run, renditions);
  const packager: Packager = await startPackager({
    tools: environment.tools,
    name: run.streamId,
    directory: store.publishDirectory(run.number),
    container: environment.container,
    segmentSeconds: environment.segmentSeconds,
    renditions,
    audioIsAac: codecs.audio === null || codecs.audio === "aac",
    media: session.media,
    clock: environment.clock,
    logger: environment.logger,
    onSegment: (segment, init) => intake.take(segment, init),
  });
  const gone = packager.finished.then(() => "packager" as const);
  const first = await Promise.race([gone, session.closed.then(() => "session" as const)]);
  if (first === "packager") {
    session.cut("the packager ended");
    return "packager-failed";
  }
  const patience = new AbortController();
  void delay(environment.clock, lastSegmentMs, patience.signal).then(
    () => packager.stop(),
    () => {},
  );
  await packager.finished;
  patience.abort();
  return "ended";
}
