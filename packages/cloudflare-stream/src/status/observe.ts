import { type CallContext, HybridStreamError, type LiveStreamStatus, type ViewerCount } from "@hybrid-stream/spec";
import type { HandleData } from "../live-inputs/stream-identity.js";
import type { PlatformContext } from "../platform-context.js";
import { customerCodeIn } from "../playback/playback-origin.js";
import type { Lifecycle } from "../playback/player-host.js";
import { latestRecording } from "../videos/video.js";
import { Allowance } from "./allowance.js";
import { Recent } from "./recent.js";
import { absentStatus, ingestOf, statusOf } from "./stream-status.js";

/** The list of what is live is read so often, whoever asks. */
const liveListAgeMs = 10_000;
const lifecycleAgeMs = 10_000;
const viewsAgeMs = 30_000;

/** Looks at one stream, and takes care that looking at a thousand stays within the quota. */
export class Observer {
  readonly #context: PlatformContext;
  readonly #singleReads: Allowance;
  readonly #lifecycles: Recent<Lifecycle | null>;
  readonly #views: Recent<number | null>;

  constructor(context: PlatformContext) {
    const { clock, quotaShare } = context.settings;
    this.#context = context;
    // Of the 2.5 calls a second one is for single inputs; the lists tell of all others.
    this.#singleReads = new Allowance({
      clock,
      perSecond: quotaShare,
      burst: Math.max(1, Math.floor(30 * quotaShare)),
    });
    this.#lifecycles = new Recent(clock, lifecycleAgeMs);
    this.#views = new Recent(clock, viewsAgeMs);
  }

  async status(data: HandleData, call: CallContext): Promise<LiveStreamStatus> {
    if (this.#singleReads.isAmple && this.#mayReadSingly()) return this.#fromInput(data, call);
    const status = await this.#fromLists(data, call);
    // What is left of single reads goes to those that are not live: only the input itself tells why.
    return status.exists && status.ingest === "idle" && this.#mayReadSingly() ? this.#fromInput(data, call) : status;
  }

  /** One request for all that are live; single ones only for those whose absence has to be proved. */
  statusFromLists(data: HandleData, call: CallContext): Promise<LiveStreamStatus> {
    return this.#fromLists(data, call);
  }

  #mayReadSingly(): boolean {
    return !this.#context.client.isBusy && this.#singleReads.take();
  }

  /** The input itself: who is connected, and why somebody was not let in. */
  async #fromInput(data: HandleData, call: CallContext): Promise<LiveStreamStatus> {
    const { liveInputs, settings } = this.#context;
    const observedAt = settings.clock.now();
    let input: Awaited<ReturnType<typeof liveInputs.get>>;
    try {
      input = await liveInputs.get(data.inputId, call);
    } catch (thrown) {
      if (HybridStreamError.isInstance(thrown) && thrown.code === "not-found") return absentStatus(observedAt);
      throw thrown;
    }
    this.#context.origin.note(customerCodeIn(input));
    const told = ingestOf(input, { provider: settings.id, now: observedAt });
    const onAir = told.ingest === "receiving" || told.ingest === "interrupted";
    if (!onAir) {
      await this.#findRecording(data, call);
      return statusOf({ told, broadcastId: null, viewers: null, observedAt });
    }
    return statusOf({ told, ...(await this.#audience(data, told, call)), observedAt });
  }

  /** Once an input in each process: what it was before this process began can be watched as well. */
  async #findRecording({ inputId }: HandleData, call: CallContext): Promise<void> {
    const { broadcasts, videos } = this.#context;
    broadcasts.running(inputId, null);
    if (broadcasts.of(inputId).recorded !== undefined || !this.#mayReadSingly()) return;
    const found = await quietly(() => videos.ofInput(inputId, { ...call, priority: "sweep" }), call);
    if (found !== null) broadcasts.recorded(inputId, latestRecording(found));
  }

  /** Broadcast and viewers, from the host that players ask: the API's quota is not touched. */
  async #audience(data: HandleData, { ingest }: Pick<LiveStreamStatus, "ingest">, call: CallContext) {
    const [{ value: lifecycle }, viewers] = await Promise.all([this.#lifecycle(data, call), this.#viewers(data, call)]);
    // A host that has not seen the publisher yet tells of the broadcast before this one.
    const isBehind = ingest === "receiving" && lifecycle?.live === false;
    const broadcastId = isBehind ? null : (lifecycle?.videoId ?? null);
    if (broadcastId !== null) this.#context.broadcasts.running(data.inputId, broadcastId);
    return { broadcastId, viewers };
  }

  async #fromLists(data: HandleData, call: CallContext): Promise<LiveStreamStatus> {
    const { lists, settings, broadcasts } = this.#context;
    const { at, value } = await lists.live({ call, maxAgeMs: liveListAgeMs });
    const { clock } = settings;
    const observedAt = new Date(clock.now().getTime() - (clock.monotonic() - at));
    const video = value.get(data.inputId);
    if (video === undefined) {
      broadcasts.running(data.inputId, null);
      if (await this.#exists(data, call)) {
        return statusOf({ told: { ingest: "idle", error: null }, broadcastId: null, viewers: null, observedAt });
      }
      return absentStatus(clock.now());
    }
    broadcasts.running(data.inputId, video.uid);
    // A broadcast goes on over a gap: only the lifecycle tells whether somebody sends.
    const [{ value: lifecycle, at: askedAt }, viewers] = await Promise.all([
      this.#lifecycle(data, call),
      this.#viewers(data, call),
    ]);
    const ingest = lifecycle === null ? "unknown" : lifecycle.live ? "receiving" : "interrupted";
    // As old as the older of the two.
    const oldest = askedAt < observedAt ? askedAt : observedAt;
    return statusOf({ told: { ingest, error: null }, broadcastId: video.uid, viewers, observedAt: oldest });
  }

  /** An absence in the list is proved by asking for the input itself. */
  async #exists({ inputId }: HandleData, call: CallContext): Promise<boolean> {
    const { lists, liveInputs } = this.#context;
    const { liveInputs: listed } = await lists.inputs({ call, maxAgeMs: 60_000, priority: "observe" });
    if (listed.some(({ uid }) => uid === inputId)) return true;
    try {
      await liveInputs.get(inputId, call);
      return true;
    } catch (thrown) {
      if (HybridStreamError.isInstance(thrown) && thrown.code === "not-found") return false;
      throw thrown;
    }
  }

  /** With when it was asked. `null` when it is not told now. */
  async #lifecycle({ inputId, customerCode }: HandleData, call: CallContext) {
    const { playerHost, origin } = this.#context;
    return this.#lifecycles.read(inputId, () =>
      quietly(() => playerHost.lifecycle(inputId, origin.url(customerCode), call), call),
    );
  }

  async #viewers({ inputId, customerCode }: HandleData, call: CallContext): Promise<ViewerCount | null> {
    const { playerHost, origin, settings } = this.#context;
    if (settings.hideLiveViewerCount) return null;
    const { value, at } = await this.#views.read(inputId, () =>
      quietly(() => playerHost.views(inputId, origin.url(customerCode), call), call),
    );
    return value === null ? null : { value, method: "sampled", observedAt: at.toISOString() };
  }
}

/** What cannot be read is not known; only the caller's own end is an error. */
async function quietly<Value>(read: () => Promise<Value>, call: CallContext): Promise<Value | null> {
  try {
    return await read();
  } catch (thrown) {
    if (call.signal.aborted) throw thrown;
    return null;
  }
}
