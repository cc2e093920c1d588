import { type CallContext, type EndOptions, type EndReceipt, HybridStreamError } from "@hybrid-stream/spec";
import type { LiveInput } from "../live-inputs/live-input.js";
import { keptUntilOf, metaKeptUntil } from "../live-inputs/stream-identity.js";
import type { PlatformContext } from "../platform-context.js";
import { createdAtOf, latestRecording, phaseOf, type Video } from "../videos/video.js";

const pollMs = 5000;
const soonMs = 1000;
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
  const { liveInputs } = context;
  let input: LiveInput;
  try {
    input = await liveInputs.get(inputId, { ...call, priority: "stop" });
  } catch (thrown) {
    if (isCode(thrown, "not-found")) return ended;
    throw thrown;
  }
  try {
    if (input.enabled !== false) return await shut(input, end, call, context);
    if (input.status.state === "connected" || input.status.state === "reconnecting") return ending(false, soonMs);
    const settled = await settleRecordings(input, end, call, context);
    if (settled !== null) return settled;
    if (end.disposition === "retire") await liveInputs.delete(inputId, call);
    return ended;
  } catch (thrown) {
    // Gone in between, or so it seems: only the input's own absence proves that nothing of it is left.
    if (isCode(thrown, "not-found")) return ending(input.enabled === false, soonMs);
    throw thrown;
  }
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
  const isCut = after.status.state !== "connected" && after.status.state !== "reconnecting";
  return ending(isCut && after.enabled === false, soonMs);
}

/** What is still to be waited for; `null` when the recordings are as they shall be. */
async function settleRecordings(
  input: LiveInput,
  end: EndOptions,
  call: CallContext,
  { videos, liveInputs, broadcasts, settings }: PlatformContext,
): Promise<EndReceipt | null> {
  const keptUntil = keptUntilOf(input);
  const all = await videos.ofInput(input.uid, { ...call, priority: "stop" });
  // Those of earlier shows that were to be kept are none of this end's business.
  const isOwn = (video: Video): boolean =>
    // One without a date may be a kept one, once there are such.
    createdAtOf(video) === 0 ? keptUntil === 0 : createdAtOf(video) > keptUntil;
  const own = all.filter(isOwn);
  broadcasts.running(input.uid, null);
  const modifiedAt = Date.parse(input.modified ?? "");
  const isLate = settings.clock.now().getTime() - modifiedAt > patienceMs;
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
    await liveInputs.update(
      input.uid,
      { meta: metaKeptUntil(input, newest) },
      { ...call, current: input, priority: "stop" },
    );
  }
  return null;
}

async function deleteAll(
  own: readonly Video[],
  call: CallContext,
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
