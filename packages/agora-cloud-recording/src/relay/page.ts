import { HybridStreamError, type Logger, Secret } from "@hybrid-stream/spec";

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
  /** Called at each stop: from then on the page shows nothing for this run, whatever becomes of the recorder. */
  readonly revoke?: ((runId: string) => void | Promise<void>) | undefined;
}

/** An address that was made for one run, and what of it must not be shown. */
export interface PageAddress {
  readonly url: Secret;
  readonly secrets: readonly Secret[];
}

/**
 * @throws `invalid-options` with `page.url` when it is not an http(s) address; `internal` when the host's function
 * fails, with its error as the cause.
 */
export async function pageAddress(page: PageOptions, run: PageRun, provider: string): Promise<PageAddress> {
  let address: string;
  try {
    address = typeof page.url === "string" ? page.url : await page.url(run);
  } catch (cause) {
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
  return { url: new Secret(address), secrets: values.map((value) => new Secret(value)) };
}

export function isPageAddress(address: string): boolean {
  return URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);
}

/** Takes the run's ticket back. It never fails a stop: the stop itself matters more. */
export async function revokeRun(page: PageOptions, runId: string, logger: Logger): Promise<void> {
  try {
    await page.revoke?.(runId);
  } catch (thrown) {
    const name = thrown instanceof Error ? thrown.name : typeof thrown;
    logger.warn({ runId, error: name }, "page.revoke failed: the page may show the channel until its ticket ends.");
  }
}
