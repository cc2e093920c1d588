import type { Timers } from "../timers.js";
import type { AgoraWebhookTarget } from "./webhook-target.js";

const patienceMs = 10_000;
/** A handler without an address gets this one; the name can never exist. */
const placeholder = "http://notifications.invalid/";

/** The status of the answer; `null` when none came in time. */
export async function post(request: {
  readonly target: AgoraWebhookTarget;
  readonly body: string;
  readonly headers: Record<string, string>;
  readonly timers: Timers;
  readonly signal: AbortSignal;
}): Promise<number | null> {
  const { target, body, headers, timers } = request;
  const giveUp = new AbortController();
  const signal = AbortSignal.any([request.signal, giveUp.signal]);
  const cancel = timers.after(patienceMs, () => giveUp.abort());
  const send = async (): Promise<number> => {
    const message = new Request(target.url ?? placeholder, { method: "POST", body, headers, signal });
    const response = await (target.handler ?? fetch)(message);
    await response.arrayBuffer();
    return response.status;
  };
  const givenUp = new Promise<null>((resolve) => {
    signal.addEventListener("abort", () => resolve(null), { once: true });
  });
  try {
    return await Promise.race([send().catch(() => null), givenUp]);
  } finally {
    cancel();
  }
}
