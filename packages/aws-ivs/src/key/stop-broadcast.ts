import { delay, HybridStreamError } from "@hybrid-stream/spec";
import type { CallScope } from "../client/ivs-caller.js";
import type { IvsContext } from "../ivs-context.js";
import { getStream, stopStream } from "../status/stream-calls.js";

/** Between two looks. How long a stopped channel stays live is not documented. */
const lookMs = 500;
/** So often a fence looks for its proof before it lets its caller try again. */
const looks = 10;

/** Cuts whoever broadcasts, and says what IVS makes of it: `on` until it says that nobody does. */
export async function stopBroadcast(
  { ivs }: IvsContext,
  channelArn: string,
  scope: CallScope,
): Promise<"on" | "off" | "gone"> {
  const stopped = await stopStream(ivs, channelArn, scope);
  if (stopped !== "asked") return stopped === "gone" ? "gone" : "off";
  return stateOf(await getStream(ivs, channelArn, scope));
}

function stateOf(stream: Awaited<ReturnType<typeof getStream>>): "on" | "off" | "gone" {
  if (stream === "gone") return "gone";
  return stream === "idle" ? "off" : "on";
}

/**
 * Cuts whoever broadcasts and waits for the proof.
 *
 * @throws `conflict`, safe to repeat, when IVS still says live after some seconds.
 */
export async function proveStopped(context: IvsContext, channelArn: string, scope: CallScope): Promise<"off" | "gone"> {
  const { clock, id } = context.settings;
  let state = await stopBroadcast(context, channelArn, scope);
  for (let look = 0; state === "on" && look < looks; look += 1) {
    // An abort during the pause is reported by the request, which is not sent then.
    await delay(clock, lookMs, scope.signal).catch(() => {});
    state = stateOf(await getStream(context.ivs, channelArn, scope));
  }
  if (state !== "on") return state;
  throw new HybridStreamError({
    code: "conflict",
    retry: "safe",
    message: `${scope.operation}: IVS was told to stop the old broadcast and still calls it live. No new key was made: call again.`,
    provider: id,
    operation: scope.operation,
    retryAfterMs: 2000,
  });
}
