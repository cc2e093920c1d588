import * as z from "zod/mini";

const number = z.catch(z.nullish(z.number()), null);
const word = z.catch(z.nullish(z.string()), null);

/** A broadcast, running or recorded. `duration` (seconds) and `size` are -1 while unknown. */
export const videoSchema = z.object({
  uid: z.string().check(z.regex(/^[\w-]{1,64}$/)),
  created: word,
  modified: word,
  duration: number,
  size: number,
  liveInput: word,
  readyToStream: z.catch(z.nullish(z.boolean()), null),
  status: z.catch(
    z.nullish(
      z.object({
        state: word,
        // "100.000000"
        pctComplete: word,
        errorReasonCode: word,
        errorReasonText: word,
        errReasonCode: word,
        errReasonText: word,
      }),
    ),
    null,
  ),
});

export type Video = z.output<typeof videoSchema>;

/** `processing`: over, and not yet a recording. `unknown`: a state that is not known here. */
export type VideoPhase = "live" | "processing" | "ready" | "error" | "unknown";

const phases: Readonly<Record<string, VideoPhase>> = {
  "live-inprogress": "live",
  pendingupload: "processing",
  downloading: "processing",
  queued: "processing",
  inprogress: "processing",
  ready: "ready",
  error: "error",
};

export function phaseOf(video: Video): VideoPhase {
  const state = video.status?.state ?? "";
  const phase = Object.hasOwn(phases, state) ? phases[state] : undefined;
  return phase ?? (video.readyToStream === true ? "ready" : "unknown");
}

/** When it began; 0 when not told. Milliseconds since 1970. */
export function createdAtOf(video: Video): number {
  const at = Date.parse(video.created ?? "");
  return Number.isNaN(at) ? 0 : at;
}

/** The newest one that can be played; `null` when there is none. */
export function latestRecording(videos: readonly Video[]): string | null {
  const ready = videos.filter((video) => phaseOf(video) === "ready");
  return ready.sort((one, other) => createdAtOf(other) - createdAtOf(one))[0]?.uid ?? null;
}
