import { type ErrorCode, type ErrorSummary, HybridStreamError, type RelayStatus } from "@hybrid-stream/spec";
import { type Queried, type ServiceState, servicesOf } from "../api/query-answer.js";

type Said = Pick<RelayStatus, "state" | "destination" | "health"> & { readonly error?: ErrorSummary };

/** What is not told by this vendor, with what is. */
export function relayStatus(said: Said, observedAt: Date): RelayStatus {
  return {
    progress: null,
    publisher: "unknown",
    encoding: { kind: "transcode", reason: "Cloud Recording encodes the picture of the page" },
    error: null,
    sourceExhausted: false,
    ...said,
    observedAt,
  };
}

const nothing = { destination: "unknown", health: "unknown" } as const;

/** The state of the task, and of its push: the recorder runs on when the push is down, so its status alone is no health. */
export function statusOf(answer: Queried, { provider, now }: { provider: string; now: Date }): RelayStatus {
  return relayStatus(judge(answer, provider), now);
}

function judge(answer: Queried, provider: string): Said {
  const services = servicesOf(answer);
  const recorderLeft = services.some(({ name, state }) => name === "web_recorder_service" && state === "exit");
  switch (answer.serverResponse?.status) {
    case 0:
    case 1:
    case 2:
    case 3:
      return { state: "starting", destination: "connecting", health: "unknown" };
    case 4:
    case 5:
      if (recorderLeft) return failed(provider, "source-unreadable", "the page's recorder has left");
      return judgePush(services, provider);
    case 6:
      return { state: "stopping", ...nothing };
    case 7:
    case 8:
      return { state: "stopped", ...nothing };
    case 20:
      return failed(provider, "vendor-unavailable", "the recording has ended with a fault of the service");
    default:
      return { state: "unknown", ...nothing };
  }
}

function judgePush(services: readonly ServiceState[], provider: string): Said {
  const publishers = services.filter(({ name }) => name === "rtmp_publish_service");
  // What a service that has left says of its outputs is old.
  if (publishers.some(({ state }) => state === "exit"))
    return pushLost(provider, "the push to the destination has ended");
  const outputs = publishers.flatMap((service) => service.outputs);
  const [status] = outputs;
  switch (outputs.length === 1 ? status : undefined) {
    case "publishing":
      return { state: "running", destination: "delivering", health: "good" };
    case "connecting":
      return { state: "starting", destination: "connecting", health: "unknown" };
    case "onhold":
      return pushLost(provider, "the push is on hold");
    case "disconnected":
      return pushLost(provider, "the push to the destination is disconnected");
    default:
      return { state: "unknown", ...nothing };
  }
}

/** The recorder runs on without its push. */
function pushLost(provider: string, why: string): Said {
  return {
    state: "running",
    destination: "lost",
    health: "poor",
    error: summary(provider, "destination-lost", why),
  };
}

/** Agora ended it because the time was over that it was started for. The page's channel may well go on. */
export function endedByItsHours(provider: string, maxRecordingHour: number): Said {
  const why = `the recorder has reached its maxRecordingHour of ${maxRecordingHour} h, and was ended by Agora`;
  return { state: "stopped", ...nothing, error: summary(provider, "relay-session-limit", why) };
}

function failed(provider: string, code: ErrorCode, why: string): Said {
  return { state: "failed", destination: "lost", health: "poor", error: summary(provider, code, why) };
}

function summary(provider: string, code: ErrorCode, why: string): ErrorSummary {
  return new HybridStreamError({
    code,
    message: `${provider}: ${why}.`,
    provider,
    operation: "getRelayStatus",
  }).toJSON();
}
