import type { PacerPriority } from "@hybrid-stream/provider-kit";
import { type CallContext, type EndOptions, type EndReceipt, HybridStreamError } from "@hybrid-stream/spec";
import type { LiveInput } from "../live-inputs/live-input.js";
import { keptUntilOf, metaKeptUntil } from "../live-inputs/stream-identity.js";
import type { PlatformContext } from "../platform-context.js";
import { createdAtOf, latestRecording, phaseOf, type Video } from "../videos/video.js";

const pollMs = 5000;
const soonMs = 1000;
/** For so long a publisher may need to be cut; later one look in 5 s is enough. */
const cutMs = 30_000;
/** After an end a recording is ready within a minute as a rule. One that is not after so long is not waited for. */
const patienceMs = 15 * 60_000;
const deletionsAtOnce = 10;

const ended: EndReceipt = { state: "ended", viewersOff: true, retryAfterMs: 0 };
const ending = (viewersOff: boolean, retryAfterMs: number): EndReceipt => ({
  state: "ending",
  viewersOff,
  retryAfterMs,
});
const isCode = (thrown: unknown, code: string): boolean => HybridStreamError.isInstance(thrown) && thrown.code === code;

/**
 * One step towards the end, told by what Cloudflare says now: nothing has to be remembered between the steps.
 *
 * 1. The key dies (only for a stream that is used again) and the input is disabled, which cuts the publisher.
 * 2. The recording becomes ready: afterwards it can be found no more, and before that it cannot be deleted.
 * 3. It is deleted, or marked as one to keep.
 * 4. The input is deleted, or stays disabled until its key is read for the next show.
 */
export async function endLiveStream(
  inputId: string,
  end: EndOptions,
  call: CallContext,
  context: PlatformContext,
): Promise<EndReceipt> {
  const { liveInputs, shutInputs } = context;
  const tidying = { ...call, priority: "observe" } as const;
  let input: LiveInput;
  try {
    input = await liveInputs.get(inputId, shutInputs.has(inputId) ? tidying : { ...call, priority: "stop" });
  } catch (thrown) {
    if (!isCode(thrown, "not-found")) throw thrown;
    shutInputs.delete(inputId);
    return ended;
  }
  try {
    if (input.enabled !== false) {
      shutInputs.delete(inputId);
      return await shut(input, end, call, context);
    }
    const shutMs = shutForMs(input, context);
    // A status that never changes again is not waited for: the broadcast itself tells then.
    if (isOnAir(input) && shutMs <= patienceMs) return ending(false, shutMs <= cutMs ? soonMs : pollMs);
    const settled = await settleRecordings(input, { end, isLate: shutMs > patienceMs }, tidying, context);
    if (settled !== null) return settled;
    if (end.disposition === "retire") await liveInputs.delete(inputId, tidying);
    return ended;
  } catch (thrown) {
    // Gone in between, or so it seems: only the input's own absence proves that nothing of it is left.
    if (isCode(thrown, "not-found")) return ending(input.enabled === false, soonMs);
    throw thrown;
  }
}

type Tidying = CallContext & { readonly priority: PacerPriority };

const isOnAir = ({ status: { state } }: LiveInput): boolean => state === "connected" || state === "reconnecting";

/** How long an input has been disabled: by its own word, else for as long as it was watched here. */
function shutForMs(input: LiveInput, { settings, shutInputs }: PlatformContext): number {
  const watchedMs = isOnAir(input) ? 0 : shutInputs.add(input.uid);
  const modifiedAt = Date.parse(input.modified ?? "");
  return Number.isNaN(modifiedAt) ? watchedMs : settings.clock.now().getTime() - modifiedAt;
}

async function shut(
  input: LiveInput,
  end: EndOptions,
  call: CallContext,
  { liveInputs }: PlatformContext,
): Promise<EndReceipt> {
  // In this order: a disabled input is then always one whose key has died.
  const current =
    end.disposition === "reuse" ? await liveInputs.rotateKeys(input.uid, { ...call, priority: "stop" }) : input;
  const after = await liveInputs.disable(input.uid, { ...call, current });
  return ending(!isOnAir(after) && after.enabled === false, soonMs);
}

/** What is still to be waited for; `null` when the recordings are as they shall be. */
async function settleRecordings(
  input: LiveInput,
  { end, isLate }: { readonly end: EndOptions; readonly isLate: boolean },
  call: Tidying,
  { videos, liveInputs, broadcasts }: PlatformContext,
): Promise<EndReceipt | null> {
  const keptUntil = keptUntilOf(input);
  const all = await videos.ofInput(input.uid, call);
  // Those of earlier shows that were to be kept are none of this end's business.
  const isOwn = (video: Video): boolean =>
    // One without a date may be a kept one, once there are such.
    createdAtOf(video) === 0 ? keptUntil === 0 : createdAtOf(video) > keptUntil;
  const own = all.filter(isOwn);
  broadcasts.running(input.uid, null);
  // Nothing but the deletion of the input, which reuse does not have, would cut this one.
  const isStuck = isOnAir(input) && end.disposition === "reuse" && own.some((video) => phaseOf(video) === "live");
  if (isStuck) return ending(false, pollMs);
  const open = own.filter((video) => ["live", "processing", "unknown"].includes(phaseOf(video)));
  if (open.length > 0 && !isLate) return ending(true, pollMs);

  if (end.recording === "delete") {
    const waiting = await deleteAll(own, call, videos);
    broadcasts.recorded(input.uid, latestRecording(all.filter((video) => !isOwn(video))));
    return waiting;
  }
  const latest = latestRecording(own);
  if (latest !== null) broadcasts.recorded(input.uid, latest);
  const newest = Math.max(0, ...own.map(createdAtOf));
  if (end.disposition === "reuse" && newest > keptUntil) {
    await liveInputs.update(input.uid, { meta: metaKeptUntil(input, newest) }, { ...call, current: input });
  }
  return null;
}

async function deleteAll(
  own: readonly Video[],
  call: Tidying,
  videos: PlatformContext["videos"],
): Promise<EndReceipt | null> {
  for (const video of own.slice(0, deletionsAtOnce)) {
    try {
      await videos.delete(video.uid, call);
    } catch (thrown) {
      // Still running, whatever the list said.
      if (isCode(thrown, "conflict")) return ending(true, pollMs);
      throw thrown;
    }
  }
  return own.length > deletionsAtOnce ? ending(true, 0) : null;
}
