import { parseOptions } from "@hybrid-stream/provider-kit";
import { HybridStreamError, Secret, toHybridStreamError } from "@hybrid-stream/spec";
import { PageFiles } from "./page-files.js";
import { pageHeaders } from "./page-headers.js";
import { type PageHandlerOptions, type PageSettings, pageHandlerSchema } from "./page-options.js";
import type { PageTicketClaims } from "./page-tickets.js";
import { readTicket } from "./read-ticket.js";
import { resolvePageSettings } from "./resolve-page-settings.js";

/**
 * Serves the page that shows an Agora channel, its parts, and the tokens that it joins with. Give it every request
 * below one path; it goes by the last part of the path alone, so any mount point will do.
 *
 * - `GET …/?ticket=…`: the page. 403 without a valid ticket.
 * - `POST …/token` with `{ "ticket": … }`: `{ appId, channel, token, uid, expiresAt, expiresInSeconds }`. 403 likewise.
 *
 * The handler never throws and logs no ticket and no token.
 *
 * @throws `invalid-options` for a wrong or missing option.
 */
export function createPageHandler(options: PageHandlerOptions): (request: Request) => Promise<Response> {
  const settings = parseOptions(pageHandlerSchema, options, { name: "createPageHandler()" });
  return pageHandler({ ...settings, ...resolvePageSettings(settings) });
}

/** The same for options that have been checked. */
export function pageHandler(settings: PageSettings): (request: Request) => Promise<Response> {
  const { appId, sdk, tickets, buildToken, tokenSeconds, channelAdapter, clock, logger } = settings;
  const { audienceLatencyLevel, waitingText } = settings;
  const files = new PageFiles({ sdk, channelAdapter, audienceLatencyLevel, waitingText });
  const headers = pageHeaders(sdk, channelAdapter);

  const answer = (
    status: number,
    body: string | Uint8Array<ArrayBuffer> | null,
    more: Record<string, string> = {},
  ): Response =>
    new Response(body, { status, headers: { ...headers, "content-type": "text/plain; charset=utf-8", ...more } });

  const admit = async (ticket: string): Promise<PageTicketClaims | null> => {
    try {
      return await tickets.verify(ticket);
    } catch (thrown) {
      if (HybridStreamError.isInstance(thrown) && thrown.code === "forbidden") return null;
      throw thrown;
    }
  };

  const token = async (request: Request): Promise<Response> => {
    const claims = await admit(await readTicket(request));
    if (claims === null) return answer(403, "Forbidden");
    const { channel, uid, expiresAt } = claims;
    const now = clock.now().getTime();
    const left = Math.ceil((expiresAt.getTime() - now) / 1000);
    const expiresInSeconds = Math.max(1, Math.min(tokenSeconds, left));
    const made = await buildToken({ channel, uid, expiresInSeconds });
    const value = made instanceof Secret ? made.reveal() : made;
    const ends = new Date(now + expiresInSeconds * 1000).toISOString();
    const body = { appId, channel, token: value, uid, expiresAt: ends, expiresInSeconds };
    return answer(200, JSON.stringify(body), { "content-type": "application/json" });
  };

  const file = async (request: Request, url: URL, name: string): Promise<Response> => {
    if (name === "" && (await admit(url.searchParams.get("ticket") ?? "")) === null) return answer(403, "Forbidden");
    const found = name === "" ? await files.index() : await files.get(name);
    if (found === null) return answer(404, "Not found");
    return answer(200, request.method === "HEAD" ? null : found.body, { "content-type": found.type });
  };

  return async (request) => {
    try {
      const url = new URL(request.url);
      const name = url.pathname.slice(url.pathname.lastIndexOf("/") + 1);
      const allowed = name === "token" ? ["POST"] : ["GET", "HEAD"];
      if (!allowed.includes(request.method)) return answer(405, "Method not allowed", { allow: allowed.join(", ") });
      return await (name === "token" ? token(request) : file(request, url, name));
    } catch (thrown) {
      // What a host's function throws may hold anything, a ticket included: only its class and code are told.
      const { code, message } = toHybridStreamError(thrown, { operation: "handlePageRequest" });
      logger.error({ code, error: HybridStreamError.isInstance(thrown) ? message : undefined }, "The page failed");
      return answer(500, "Internal error");
    }
  };
}
