import { parseOptions } from "@hybrid-stream/provider-kit";
import {
  type ChannelSource,
  HybridStreamError,
  type RtcObservation,
  type RtcSource,
  Secret,
} from "@hybrid-stream/spec";
import * as z from "zod/mini";
import { parseAgoraNotification } from "../notification/parse-agora-notification.js";
import { createAgoraClient } from "../rest/agora-client.js";
import { type AgoraOptions, agoraOptionsShape, secretOption } from "../rest/agora-options.js";
import { appCertificateOf } from "../rest/credentials.js";
import { agoraQuotas } from "../rest/quotas.js";
import { buildRtcToken } from "../token/rtc-token.js";
import { observationOf } from "./observation-of.js";
import { isReservedUid, randomViewerUid, reservedUids } from "./reserved-uids.js";
import { SharedReads } from "./shared-reads.js";
import { readUserList } from "./user-list.js";

/** {@link AgoraOptions}, and what the RTC side alone needs. */
export interface AgoraRtcOptions extends AgoraOptions {
  /** The secret of the RTC product's notifications, from Agora's console. Without one none are taken. */
  readonly notificationSecret?: string | Secret | undefined;
}

const kind = "agora";
const defaultGrantSeconds = 3600;
/** The part of the quota that observations may use: relays that are started look for hosts in the same list. */
const observationShare = 0.6;
const schema = z.strictObject({ ...agoraOptionsShape, notificationSecret: z.optional(secretOption) });

/**
 * The RTC side of Agora: who publishes, who watches, and the grants that let a viewer join.
 *
 * @throws `invalid-options` with `field`; for a missing credential the message names its environment variable as well.
 */
export function agora(options: AgoraRtcOptions = {}): RtcSource {
  const { notificationSecret, ...read } = parseOptions(schema, options, { name: "agora()" });
  const id = read.id ?? kind;
  const client = createAgoraClient({ ...read, id });
  const { appId, clock } = client;
  const appCertificate = appCertificateOf(read);
  const perSecond = agoraQuotas["user-list"].perSecond * (read.quotaShare ?? 1) * observationShare;
  const shared = new SharedReads<RtcObservation>(clock, perSecond);

  const channelOf = (source: ChannelSource, operation: string): string => {
    if (source.kind === "agora") return source.channel;
    throw refusal({ provider: id, operation, field: "source", message: 'the source must be of kind "agora".' });
  };

  async function observe(channel: string): Promise<RtcObservation> {
    // Ended by the client's own deadline: no single caller may end what others wait for.
    const { signal } = new AbortController();
    const users = await readUserList(client, { channel, operation: "observeSource", signal });
    return observationOf(users, clock.now());
  }

  return {
    specificationVersion: "v1",
    kind,
    id,
    async observeSource(source, { signal }) {
      const operation = "observeSource";
      const channel = channelOf(source, operation);
      return shared.get(channel, { signal, provider: id, operation }, () => observe(channel));
    },
    async issueViewerGrant(source, viewer) {
      const operation = "issueViewerGrant";
      const channel = channelOf(source, operation);
      const uid = viewer.uid ?? randomViewerUid();
      if (isReservedUid(uid)) {
        const message = `uids from ${reservedUids.first} to ${reservedUids.last} are kept for relays. Give the viewer another one.`;
        throw refusal({ provider: id, operation, field: "uid", message });
      }
      const expiresInSeconds = viewer.expiresInSeconds ?? defaultGrantSeconds;
      const request = { appId, appCertificate, channel, uid, role: "subscriber", expiresInSeconds, clock } as const;
      const { token, expiresAt } = buildRtcToken(request);
      return { appId, channel, uid, token: token.reveal(), expiresAt };
    },
    ...(notificationSecret !== undefined && {
      // What Agora's RTC events mean is not settled here: they are verified and accepted, and tell the loop nothing.
      async parseWebhook(request) {
        const secret = notificationSecret instanceof Secret ? notificationSecret : new Secret(notificationSecret);
        return [...parseAgoraNotification({ secret, request, products: [], provider: id }).hints];
      },
    }),
    close: () => client.close(),
  };
}

function refusal(init: { provider: string; operation: string; field: string; message: string }): HybridStreamError {
  return new HybridStreamError({ code: "invalid-options", ...init, message: `${init.operation}: ${init.message}` });
}
