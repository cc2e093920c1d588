import { type CallContext, type Finding, HybridStreamError, type LiveStreamSpec } from "@hybrid-stream/spec";
import * as z from "zod/mini";
import { enveloped } from "../client/envelope.js";
import type { PlatformContext } from "../platform-context.js";

const operation = "preflight";
/** Below this much free storage a show may end early: five hours. */
const littleMinutes = 300;
/** No live input has it: a rotation of its keys changes nothing, and still needs the right to write. */
const nobody = "00000000000000000000000000000000";

const usage = enveloped(
  z.object({
    totalStorageMinutes: z.nullish(z.number()),
    totalStorageMinutesLimit: z.nullish(z.number()),
  }),
);

async function storage(call: CallContext, { client }: PlatformContext): Promise<Finding> {
  const { body } = await client.request({
    method: "GET",
    path: "/accounts/{account}/stream/storage-usage",
    operation,
    kind: "read",
    priority: "start",
    call,
    schema: usage,
  });
  const { totalStorageMinutes: used, totalStorageMinutesLimit: limit } = body.result;
  if (used == null || limit == null) {
    return {
      severity: "warning",
      code: "storage-unknown",
      message: "Cloudflare does not tell how much storage is left.",
    };
  }
  const left = Math.floor(limit - used);
  if (left <= 0) {
    const message = `The prepaid storage is used up (${Math.ceil(used)} of ${limit} minutes): no show can start. Delete recordings or buy minutes.`;
    return { severity: "error", code: "storage-exhausted", message };
  }
  if (left < Math.max(littleMinutes, limit * 0.1)) {
    const message = `Only ${left} of ${limit} minutes of prepaid storage are left. When none is, no show can start.`;
    return { severity: "warning", code: "storage-low", message };
  }
  return { severity: "ok", code: "storage", message: `${left} of ${limit} minutes of prepaid storage are left.` };
}

async function tokenScope(call: CallContext, { liveInputs }: PlatformContext): Promise<Finding> {
  const ok: Finding = { severity: "ok", code: "token", message: "The API token may read and write Stream." };
  try {
    await liveInputs.rotateKeys(nobody, { ...call, priority: "start" });
    return ok;
  } catch (thrown) {
    if (!HybridStreamError.isInstance(thrown)) throw thrown;
    if (thrown.code === "not-found") return ok;
    if (thrown.code === "unauthorized" || thrown.code === "forbidden") {
      const message = "The API token may not write: give it the permission Stream Write on this account.";
      return { severity: "error", code: "token-scope", message, field: "apiToken" };
    }
    if (thrown.code === "aborted" || thrown.code === "timeout") throw thrown;
    return {
      severity: "warning",
      code: "token-scope-unknown",
      message: "Whether the token may write could not be told.",
    };
  }
}

async function signing(spec: LiveStreamSpec, call: CallContext, context: PlatformContext): Promise<Finding[]> {
  if (spec.access !== "signed") return [];
  const { signingKey } = context.settings;
  if (signingKey === null) {
    const message = "Signed playback needs a signing key: set the option signingKey.";
    return [{ severity: "error", code: "signing-key-missing", message, field: "signingKey" }];
  }
  const known = await context.signingKeys.list(call);
  if (known.some(({ id }) => id === signingKey.id)) {
    return [{ severity: "ok", code: "signing-key", message: "The signing key is one of the account's." }];
  }
  const message = "The account has no signing key of this id: no viewer would be let in. Create one.";
  return [{ severity: "error", code: "signing-key-unknown", message, field: "signingKey.id" }];
}

function settingsFindings(spec: LiveStreamSpec, { settings }: PlatformContext): Finding[] {
  const low = spec.latency === "low";
  const keyframes = low ? "every 2 to 4 s and no B-frames, for LL-HLS (beta)" : "every 2 to 10 s, best 4 to 8 s";
  const findings: Finding[] = [
    {
      severity: "ok",
      code: "encoder-limits",
      message: `Send H.264 and AAC at a constant 2 to 14 Mbit/s in all, with a keyframe ${keyframes}. Sound is needed.`,
    },
  ];
  if (settings.notificationSecret === null) {
    const message = "Without notificationSecret no notifications are taken, and changes are seen by polling alone.";
    findings.push({ severity: "warning", code: "notifications-off", message, field: "notificationSecret" });
  }
  if (!spec.recording) {
    const message =
      'Cloudflare records every show that can be played. End with recording: "delete" to free the storage.';
    findings.push({ severity: "warning", code: "recording-always", message, field: "recording" });
  }
  return findings;
}

/** What would keep a show from going live. */
export async function preflight(spec: LiveStreamSpec, call: CallContext, context: PlatformContext): Promise<Finding[]> {
  try {
    const stored = await storage(call, context);
    return [
      stored,
      await tokenScope(call, context),
      ...(await signing(spec, call, context)),
      ...settingsFindings(spec, context),
    ];
  } catch (thrown) {
    if (!HybridStreamError.isInstance(thrown)) throw thrown;
    if (thrown.code !== "unauthorized" && thrown.code !== "forbidden") throw thrown;
    const message = "Cloudflare does not accept the API token for this account. Check apiToken and accountId.";
    return [{ severity: "error", code: "token-rejected", message, field: "apiToken" }];
  }
}
