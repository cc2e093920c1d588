import { type CallContext, type Finding, HybridStreamError, type RelaySpec } from "@hybrid-stream/spec";
import { refuseAborted } from "../rest/given-up.js";
import { planConverter } from "./converter-plan.js";
import { hostsOf, type MediaPushContext } from "./media-push-context.js";
import { outputOf } from "./output-of.js";
import { rtcChannelOf } from "./start-relay.js";

const operation = "preflight";
/** The largest picture of Agora's HD class. Pixels. */
const hdArea = 1280 * 720;

type Spec = Omit<RelaySpec, "ingest">;

/** Checks credentials and the product by a list, and what the order would come to. Starts nothing. */
export async function preflight(context: MediaPushContext, spec: Spec, call: CallContext): Promise<Finding[]> {
  const { provider, client, converters, settings } = context;
  refuseAborted({ signal: call.signal, provider, operation });
  const channel = rtcChannelOf(spec.source.source, provider);
  const findings: Finding[] = [];
  try {
    let running = 0;
    const request = { call, operation, appId: client.appId, priority: "observe" } as const;
    for await (const _ of converters.list(request)) running += 1;
    findings.push(ok("credentials", `Agora takes the credentials; ${running} converters exist in the project.`));
    const hosts = await hostsOf(context, { call, operation, channel, given: spec.source.hosts });
    const { encoding, reason } = planConverter({ channel, hosts, spec, settings });
    findings.push(
      ok("encoding", `The picture would be ${encoding === "copy" ? "passed through" : "mixed anew"}: ${reason}.`),
    );
  } catch (thrown) {
    findings.push(findingOf(thrown));
  }
  return [...findings, ...outputFindings(context, spec)];
}

function ok(code: string, message: string): Finding {
  return { severity: "ok", code, message };
}

/** An error of the call itself is thrown on: it says nothing about the order. */
function findingOf(thrown: unknown): Finding {
  if (!HybridStreamError.isInstance(thrown) || thrown.fault === "network" || thrown.code === "aborted") throw thrown;
  const { code, message } = thrown;
  return { severity: code === "source-unreadable" || thrown.retry !== "never" ? "warning" : "error", code, message };
}

function outputFindings({ settings: { region } }: MediaPushContext, spec: Spec): Finding[] {
  const output = outputOf(spec.output, spec.ingestLimits);
  const findings: Finding[] = [];
  if (spec.output !== "auto" && JSON.stringify(output) !== JSON.stringify({ ...output, ...spec.output })) {
    const { width, height, framesPerSecond, videoKbps, audioKbps } = output;
    findings.push({
      severity: "warning",
      code: "output-reduced",
      message: `Media Push or the platform takes less than was asked for: it becomes ${width}x${height} at ${framesPerSecond}, ${videoKbps} + ${audioKbps} kbit/s.`,
      field: "output",
    });
  }
  const isFullHd = output.width * output.height > hdArea;
  if (isFullHd && region !== "cn") {
    findings.push({
      severity: "warning",
      code: "quota-full-hd",
      message: "Outside mainland China Agora allows no Full HD converters by default: ask its support before launch.",
      field: "output",
    });
  }
  const hd = region === "cn" ? 50 : 5;
  const message = `By default Agora runs at most ${hd} converters up to 1280x720 in this region: ask its support for more.`;
  return [...findings, { severity: "ok", code: "quota-default", message }];
}
