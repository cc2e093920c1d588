import { agoraProducts, type CloudRecordingNotification, parseAgoraNotification } from "@hybrid-stream/agora";
import type { Hint, RawWebhook, Secret } from "@hybrid-stream/spec";
import { isRunName } from "./run-names.js";
import { sidPatch } from "./web-handle.js";
import type { WebRelay } from "./web-relay.js";

/** The events that say that a task runs: recorder started, page recorder started, status of the push. */
const started: ReadonlySet<number> = new Set([40, 70, 100]);

/** @throws `webhook-rejected` for what is not authentic. */
export function readNotification(relay: WebRelay, secret: Secret, request: RawWebhook): Hint[] {
  const products = [agoraProducts.cloudRecording];
  const { notification, hints } = parseAgoraNotification({ secret, request, products, provider: relay.id });
  if (notification.product !== "cloud-recording" || !isRunName(notification.cname)) return [];
  if (notification.sid !== null) relay.statuses.forget(notification.sid);
  const handlePatch = patchOf(relay, notification);
  // By its cname a relay is found whose sid is not known yet.
  return hints.map((hint) => ({ ...hint, vendorRef: notification.cname, ...(handlePatch && { handlePatch }) }));
}

function patchOf({ id, memory }: WebRelay, notification: CloudRecordingNotification): Hint["handlePatch"] {
  const { cname, uid, sid, eventType } = notification;
  if (sid === null || !started.has(eventType) || memory.isBlank(sid)) return undefined;
  if (uid !== null) memory.learn({ cname, uid }, { sid, resourceId: null });
  return sidPatch(id, { cname, uid, sid });
}
