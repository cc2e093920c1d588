import { type CallContext, type Clock, delay, HybridStreamError, Secret } from "@hybrid-stream/spec";

/** One run of the page: one attempt of one relay. */
export interface PageRun {
  /** The RTC channel that the page shows. */
  readonly channel: string;
  /** New for each attempt. */
  readonly runId: string;
}

/** The web page that Agora's browser opens and records. */
export interface PageOptions {
  /**
   * Its address, or what makes it for one run; with a ticket in it, it is a secret. Agora's browser must reach it from
   * the public internet without a login. `createPageHandler` of `@hybrid-stream/agora/page` serves a fitting one.
   */
  readonly url: string | ((run: PageRun) => string | Promise<string>);
  /**
   * Called at each stop. The page gets no further token for this run, and shows nothing once the one that it has is over,
   * whatever becomes of the recorder. The stop waits for it for 2 s at most.
   */
  readonly revoke?: ((runId: string) => void | Promise<void>) | undefined;
}

/** An address that was made for one run, and what of it must not be shown. */
export interface PageAddress {
  readonly url: Secret;
  readonly secrets: readonly Secret[];
}

/** How long a stop waits for the host's function. */
const longestRevokeMs = 2000;

/** Rejects when the signal aborts, whatever the work does. */
async function untilAborted<Result>(work: () => Result | Promise<Result>, signal: AbortSignal): Promise<Result> {
  signal.throwIfAborted();
  let onAbort = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
  });
  try {
    return await Promise.race([work(), aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

/**
 * @throws `invalid-options` with `page.url` when it is not an http(s) address; `internal` when the host's function
 * fails, with its error as the cause; `aborted` or `timeout` when it does not return in time.
 */
export async function pageAddress(
  page: PageOptions,
  run: PageRun,
  { provider, signal }: { readonly provider: string; readonly signal: AbortSignal },
): Promise<PageAddress> {
  const { url: urlOf } = page;
  let address: string;
  try {
    address = typeof urlOf === "string" ? urlOf : await untilAborted(() => urlOf(run), signal);
  } catch (cause) {
    if (signal.aborted) throw givenUp(signal, provider);
    throw new HybridStreamError({
      code: "internal",
      message: "The function page.url failed. Its error is the cause.",
      provider,
      field: "page.url",
      cause,
    });
  }
  if (typeof address !== "string" || !isPageAddress(address)) {
    throw new HybridStreamError({
      code: "invalid-options",
      message: "The function page.url did not return an http(s) address. Correct it.",
      provider,
      field: "page.url",
    });
  }
  // A vendor may quote a part of the address: a ticket is as secret alone.
  const values = [...new URL(address).searchParams.values()].filter((value) => value.length >= 8);
  const url = new Secret(address);
  return { url, secrets: [url, ...values.map((value) => new Secret(value))] };
}

export function isPageAddress(address: string): boolean {
  return URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);
}

function givenUp(signal: AbortSignal, provider: string): HybridStreamError {
  const isTimeout = signal.reason instanceof Error && signal.reason.name === "TimeoutError";
  return new HybridStreamError({
    code: isTimeout ? "timeout" : "aborted",
    retry: "safe",
    message: "The call was given up before the function page.url had returned. Nothing was sent.",
    provider,
    field: "page.url",
  });
}

/** Takes the run's ticket back. It neither fails a stop nor holds it up: the stop itself matters more. */
export async function revokeRun(
  page: PageOptions,
  runId: string,
  { call, clock }: { readonly call: Pick<CallContext, "logger" | "signal">; readonly clock: Clock },
): Promise<void> {
  const warn = (error: string): void =>
    call.logger.warn({ runId, error }, "page.revoke failed: the page may show the channel until its ticket ends.");
  const revoke = async (): Promise<void> => {
    try {
      await page.revoke?.(runId);
    } catch (thrown) {
      warn(thrown instanceof Error ? thrown.name : typeof thrown);
    }
  };
  const done = new AbortController();
  const late = delay(clock, longestRevokeMs, AbortSignal.any([call.signal, done.signal])).then(
    () => warn("it has not returned yet"),
    () => {},
  );
  await Promise.race([revoke(), late]);
  done.abort();
}
