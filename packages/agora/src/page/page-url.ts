import { HybridStreamError } from "@hybrid-stream/spec";

/**
 * The address of the page for one run. It admits whoever has it: treat it as a secret.
 *
 * @param request `baseUrl` is where the host serves {@link createPageHandler}; a missing slash at the end is added.
 * @throws `invalid-options` when `baseUrl` is not an http(s) address.
 */
export function pageUrl({ baseUrl, ticket }: { readonly baseUrl: string; readonly ticket: string }): string {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new HybridStreamError({
      code: "invalid-options",
      message: 'pageUrl(): option "baseUrl" is not an http or https address. Correct it.',
      field: "baseUrl",
    });
  }
  // The page's parts are found relative to it.
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  url.searchParams.set("ticket", ticket);
  return url.toString();
}
