import { randomBytes } from "node:crypto";
import * as z from "zod/mini";
import { failureAnswer, notFound, resultAnswer } from "../http/answers.js";
import type { Endpoint } from "../http/endpoint.js";
import type { Messenger } from "../notifications/messenger.js";
import { apiRoot } from "./api-root.js";

const path = `${apiRoot}/stream/webhook`;
const body = z.looseObject({ notificationUrl: z.url() });

/** The Stream webhook: one an account. */
export function webhookEndpoints(messenger: Messenger, now: () => Date): Endpoint[] {
  const shown = (): Response => {
    const { videoWebhook } = messenger;
    if (videoWebhook === null) return notFound();
    const { url: notificationUrl, secret } = videoWebhook;
    return resultAnswer({ notificationUrl, secret, modified: now().toISOString() });
  };
  return [
    { operation: "getWebhook", method: "GET", path, permission: "read", respond: shown },
    {
      operation: "setWebhook",
      method: "PUT",
      path,
      permission: "write",
      respond({ body: given }) {
        const parsed = z.safeParse(body, given);
        if (!parsed.success) return failureAnswer(400, 10_005, "Bad Request: notificationUrl is required");
        messenger.videoWebhook = { url: parsed.data.notificationUrl, secret: randomBytes(20).toString("hex") };
        return shown();
      },
    },
    {
      operation: "deleteWebhook",
      method: "DELETE",
      path,
      permission: "write",
      respond() {
        messenger.videoWebhook = null;
        return resultAnswer("");
      },
    },
  ];
}
