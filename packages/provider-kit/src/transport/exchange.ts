import type { ErrorCode } from "@hybrid-stream/spec";
import type { Deadline } from "./deadline.js";
import { networkFailure } from "./network-failure.js";
import { readText } from "./read-text.js";
import type { Transport } from "./transport.js";

/** An answer, whatever its status. `text` is `null` when the body is longer than allowed. */
export interface Answer {
  readonly answered: true;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string | null;
}

/** No answer. `reason` is safe to show. */
export interface NoAnswer {
  readonly answered: false;
  readonly code: Extract<ErrorCode, "timeout" | "aborted" | "network-unreachable" | "connection-lost">;
  readonly reason: string;
}

function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

/** One request and its whole answer. Never throws, never follows a redirect. */
export async function exchange({
  transport,
  url,
  init,
  deadline,
  maxBytes,
}: {
  readonly transport: Transport;
  readonly url: URL;
  readonly init: RequestInit;
  readonly deadline: Deadline;
  readonly maxBytes: number;
}): Promise<Answer | NoAnswer> {
  const { signal } = deadline;
  try {
    signal.throwIfAborted();
    // Raced, because a stand-in for fetch may not listen to its signal.
    const response = await Promise.race([
      transport.send(url, { ...init, redirect: "manual", signal }),
      whenAborted(signal),
    ]);
    const text = await readText(response, { maxBytes, signal });
    return { answered: true, status: response.status, headers: response.headers, text };
  } catch (thrown) {
    const cause = deadline.cause();
    if (cause === "timeout") return { answered: false, code: "timeout", reason: "the deadline passed" };
    if (cause === "aborted") return { answered: false, code: "aborted", reason: "the caller cancelled it" };
    return { answered: false, ...networkFailure(thrown) };
  }
}
