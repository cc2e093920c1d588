import type { Hint, RawWebhook, Secret } from "@hybrid-stream/spec";
import { agoraProducts } from "../notification/envelope.js";
import type { MediaPushNotification } from "../notification/media-push-notification.js";
import { parseAgoraNotification } from "../notification/parse-agora-notification.js";
import { toHandle } from "./converter-handle.js";
import { readConverterName } from "./converter-name.js";
import type { MediaPushContext } from "./media-push-context.js";

/** A notification of Media Push as hints; a confirmed end is remembered for the next stop. */
export function parseWebhook(context: MediaPushContext, request: RawWebhook, secret: Secret): Hint[] {
  const { provider, absence } = context;
  const products = [agoraProducts.mediaPush];
  const { notification, hints } = parseAgoraNotification({ secret, request, products, provider });
  if (notification.product !== "media-push") return [...hints];
  // By its id alone: another converter of that name may have been created since.
  if (notification.event === "destroyed") absence.ended(notification.converterId);
  return hints.map((hint) => completed(context, hint, notification));
}

/** A partial handle knows the converter by its name only: the news of its creation completes it. */
function completed({ provider, client }: MediaPushContext, hint: Hint, notification: MediaPushNotification): Hint {
  const { event, name, converterId, rtcChannel } = notification;
  const read = name === null ? null : readConverterName(name);
  if (event !== "created" || name === null || read === null || rtcChannel === null) return hint;
  const data = { region: read.region, appId: client.appId, channel: rtcChannel, name, converterId };
  return { ...hint, vendorRef: name, handlePatch: toHandle(provider, data) };
}
