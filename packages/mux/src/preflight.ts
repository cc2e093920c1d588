import { type CallContext, type Finding, HybridStreamError, type LiveStreamSpec } from "@hybrid-stream/spec";
import { refuseAborted } from "./api/given-up.js";
import type { Calling } from "./api/mux-client.js";
import type { MuxContext } from "./mux-context.js";

const operation = "preflight";

/** Checks the token by a list, the signing key at Mux, and what the order would come to. Creates nothing. */
export async function preflight(context: MuxContext, spec: LiveStreamSpec, call: CallContext): Promise<Finding[]> {
  const calling: Calling = { call, operation, priority: "observe" };
  refuseAborted(context.provider, operation, call);
  const findings = [await credentials(context, calling)];
  if (spec.access === "signed") findings.push(await signing(context, calling));
  return [...findings, ...configuration(context, spec)];
}

async function credentials({ client }: MuxContext, calling: Calling): Promise<Finding> {
  try {
    await client.request({ method: "GET", path: "/video/v1/live-streams", query: { limit: 1, page: 1 }, ...calling });
    const message = "Mux takes the token. Live streams need a paid plan, which only a first creation shows.";
    return { severity: "ok", code: "credentials", message };
  } catch (thrown) {
    return findingOf(thrown, "error");
  }
}

async function signing({ client, settings }: MuxContext, calling: Calling): Promise<Finding> {
  const { signingKey } = settings;
  if (signingKey === null) {
    const message = "Signed playback needs a signing key: pass signingKey, or set MUX_SIGNING_KEY and MUX_PRIVATE_KEY.";
    return { severity: "error", code: "signing-key-missing", message, field: "signingKey" };
  }
  const request = { method: "GET", path: "/system/v1/signing-keys/{id}" } as const;
  try {
    await client.request({ ...request, pathParameters: { id: signingKey.id }, ...calling });
    return { severity: "ok", code: "signing-key", message: "Mux knows the signing key in this environment." };
  } catch (thrown) {
    if (HybridStreamError.isInstance(thrown) && thrown.code === "not-found") {
      const message = "Mux does not know the signing key in this token's environment: players would be refused.";
      return { severity: "error", code: "signing-key-unknown", message, field: "signingKey.id" };
    }
    // A token without rights on System can still run shows.
    return findingOf(thrown, "warning");
  }
}

/** An error of the call itself is thrown on: it says nothing about the order. */
function findingOf(thrown: unknown, severity: Finding["severity"]): Finding {
  if (!HybridStreamError.isInstance(thrown) || thrown.fault === "network" || thrown.code === "aborted") throw thrown;
  const { code, message, retry } = thrown;
  return { severity: retry === "never" ? severity : "warning", code, message };
}

function configuration({ settings }: MuxContext, spec: LiveStreamSpec): Finding[] {
  const findings: Finding[] = [];
  if (settings.webhookSecret === null) {
    const message =
      "Without webhooks a stream counts as receiving until Mux gives its encoder up: register an endpoint and pass webhookSecret.";
    findings.push({ severity: "warning", code: "webhooks-off", message, field: "webhookSecret" });
  }
  if (settings.test) {
    const message = "Test streams carry a logo, and Mux disables them after 5 minutes.";
    findings.push({ severity: "warning", code: "test-mode", message, field: "test" });
  }
  if (spec.continuityWindowSeconds > 1800) {
    const message = "Mux keeps a broadcast for at most 1,800 seconds without its encoder.";
    findings.push({
      severity: "warning",
      code: "continuity-window-reduced",
      message,
      field: "continuityWindowSeconds",
    });
  }
  if (!spec.recording) {
    const message = "Mux records every broadcast and charges its storage: end with recording `delete`.";
    findings.push({ severity: "warning", code: "always-recorded", message, field: "recording" });
  }
  return findings;
}
