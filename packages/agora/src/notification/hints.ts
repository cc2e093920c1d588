import type { Hint, HintEvidence } from "@hybrid-stream/spec";
import type { CloudRecordingNotification } from "./cloud-recording-notification.js";
import type { MediaPushNotification } from "./media-push-notification.js";

/** As long as the loop itself trusts what it last saw. */
const evidenceMs = 60_000;

function relayRunning(value: boolean, reason: string, observedAt: Date): HintEvidence {
  return {
    condition: "RelayRunning",
    value,
    reason,
    observedAt: observedAt.toISOString(),
    expiresAt: new Date(observedAt.getTime() + evidenceMs).toISOString(),
  };
}

/** Agora's words as a reason: a few plain characters, whatever came. */
const slug = (words: string): string =>
  words
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")
    .slice(0, 40);

function evidenceOfMediaPush(notification: MediaPushNotification): HintEvidence | undefined {
  const { event, state, destroyReason, observedAt } = notification;
  if (event === "state-changed" && state === "running") return relayRunning(true, "converter-running", observedAt);
  if (event === "state-changed" && state === "failed") return relayRunning(false, "converter-failed", observedAt);
  // A deletion is our own doing, and may be that of a converter which another one has replaced already.
  if (event !== "destroyed" || destroyReason === null || destroyReason === "Delete Request") return undefined;
  return relayRunning(false, `converter-destroyed-${slug(destroyReason)}`, observedAt);
}

/** What a notification of Media Push tells the loop. It is found by the converter's id. */
export function hintOfMediaPush(notification: MediaPushNotification, provider: string): Hint {
  const { noticeId, event, state, destroyReason, converterId } = notification;
  const evidence = evidenceOfMediaPush(notification);
  const more = [state, destroyReason].filter((word) => word !== null).map(slug);
  return {
    id: noticeId,
    provider,
    vendorRef: converterId,
    summary: `Media Push: converter ${[event, ...more].join(", ")}`,
    ...(evidence && { evidence }),
  };
}

const stopReasons: Readonly<Record<number, string>> = {
  1: "max-recording-hour",
  2: "capability-limit",
  3: "start-engine-failed",
  4: "page-load-timeout",
  5: "access-url-failed",
  6: "recorder-error",
};

function evidenceOfRecording(notification: CloudRecordingNotification): HintEvidence | undefined {
  const { eventType, status, exitStatus, code, observedAt } = notification;
  // That the recorder runs does not mean that its RTMP output does, so 40 and 70 only wake.
  if (eventType === 100 && status === "publishing") return relayRunning(true, "rtmp-publishing", observedAt);
  if (eventType === 100 && status === "disconnected") return relayRunning(false, "rtmp-disconnected", observedAt);
  if (eventType === 11)
    return relayRunning(false, exitStatus === 0 ? "session-exit" : "session-exit-abnormal", observedAt);
  if (eventType === 71) {
    const why = stopReasons[code ?? 0] ?? "other";
    return relayRunning(false, code === 0 ? "recorder-stopped" : `recorder-stopped-${why}`, observedAt);
  }
  return undefined;
}

/** What a notification of Cloud Recording tells the loop. It is found by the `sid`, or by the `cname` without one. */
export function hintOfCloudRecording(notification: CloudRecordingNotification, provider: string): Hint {
  const { noticeId, eventType, name, sid, cname } = notification;
  const evidence = evidenceOfRecording(notification);
  return {
    id: noticeId,
    provider,
    vendorRef: sid ?? cname,
    summary: `Cloud Recording: event ${eventType}${name === null ? "" : ` ${slug(name)}`}`,
    ...(evidence && { evidence }),
  };
}
