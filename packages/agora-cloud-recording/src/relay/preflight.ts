import { createHttpClient, type Fetch } from "@hybrid-stream/provider-kit";
import {
  type CallContext,
  type Finding,
  HybridStreamError,
  type RelaySpec,
  toHybridStreamError,
} from "@hybrid-stream/spec";
import { bodyOf } from "../api/recording-api.js";
import { outputOf } from "./output.js";
import { pageAddress, revokeRun } from "./page.js";
import { apiCall, type WebRelay } from "./web-relay.js";

const operation = "preflight";

/** Whether credentials, page and output would do. Nothing is started, and nothing is charged. */
export async function preflightWebRelay(
  relay: WebRelay,
  spec: Omit<RelaySpec, "ingest">,
  { call, fetch }: { readonly call: CallContext; readonly fetch: Fetch | undefined },
): Promise<Finding[]> {
  const { source } = spec.source;
  if (source.kind !== "agora") {
    const message = `${relay.id} carries sources of kind "agora" alone.`;
    return [{ severity: "error", code: "source-unsupported", message, field: "source.kind" }];
  }
  const [account, page] = await Promise.all([
    checkAccount(relay, call),
    checkPage(relay, { channel: source.channel, call, fetch }),
  ]);
  return [account, ...page, checkStorage(relay), ...checkOutput(spec)];
}

/** Reserves a place, which lapses by itself: it tells about credentials, product, account and quota. */
async function checkAccount({ id, api }: WebRelay, call: CallContext): Promise<Finding> {
  try {
    const names = { mode: "web", cname: `${id}-preflight`, uid: "1" } as const;
    bodyOf(await api.acquire(names, { resourceExpiredHour: 1 }, apiCall(call, operation, "analytics")));
    const message = "Agora accepts the credentials, and Cloud Recording is enabled.";
    return { severity: "ok", code: "agora-account-ready", message };
  } catch (thrown) {
    const { code, message, fault } = toHybridStreamError(thrown, { provider: id, operation });
    const refused = fault === "caller" || fault === "credentials";
    return { severity: refused ? "error" : "warning", code: `agora-${code}`, message };
  }
}

async function checkPage(
  relay: WebRelay,
  { channel, call, fetch }: { channel: string; call: CallContext; fetch: Fetch | undefined },
): Promise<Finding[]> {
  const { id } = relay;
  const runId = `${id}-preflight-${relay.clock.now().getTime()}`;
  const field = "page.url";
  try {
    const { url } = await pageAddress(relay.page, { channel, runId }, { provider: id, signal: call.signal });
    const { clock, logger } = relay;
    const http = createHttpClient({ provider: id, baseUrl: url.reveal(), clock, logger, ...(fetch && { fetch }) });
    try {
      await http.request({ method: "GET", path: "", operation, kind: "read", signal: call.signal });
    } finally {
      await http.close();
    }
    const open = new URL(url.reveal()).protocol === "https:";
    const seen: Finding = {
      severity: "ok",
      code: "page-reachable",
      message: "The page answers from here. Agora's browser must reach it from the internet too.",
      field,
    };
    const plain = "The page is served by http: browsers refuse parts of WebRTC there. Serve it by https.";
    return open ? [seen] : [seen, { severity: "warning", code: "page-not-https", message: plain, field }];
  } catch (thrown) {
    if (call.signal.aborted && HybridStreamError.isInstance(thrown)) throw thrown;
    const { message } = toHybridStreamError(thrown, { provider: id, operation });
    return [{ severity: "error", code: "page-unreachable", message, field }];
  } finally {
    await revokeRun(relay.page, runId, { call, clock: relay.clock });
  }
}

function checkStorage({ storage }: WebRelay): Finding {
  const message =
    `The storage fields are complete (bucket "${storage.bucket}"). Only Agora can try the keys: when they are wrong, ` +
    "the recorder ends, and the push with it.";
  return { severity: "ok", code: "storage-configured", message, field: "storage" };
}

function checkOutput(spec: Omit<RelaySpec, "ingest">): Finding[] {
  const { width, height, framesPerSecond, videoKbps } = outputOf(spec);
  const findings: Finding[] = [];
  const wish = spec.output;
  const changed =
    wish !== "auto" &&
    (wish.width !== width ||
      wish.height !== height ||
      wish.framesPerSecond !== framesPerSecond ||
      wish.videoKbps !== videoKbps);
  if (changed) {
    const message = `The recorder will send ${width}x${height} at ${framesPerSecond} frames and ${videoKbps} kbit/s.`;
    findings.push({ severity: "warning", code: "output-limited", message, field: "output" });
  }
  const { minKeyframeIntervalSeconds: least, maxKeyframeIntervalSeconds: most } = spec.ingestLimits;
  if (least !== null || most !== null) {
    const message = "The platform has limits for the keyframe interval, which Cloud Recording does not let us set.";
    findings.push({
      severity: "warning",
      code: "keyframe-interval-unknown",
      message,
      field: "output.keyframeIntervalSeconds",
    });
  }
  return findings;
}
