import { createHttpClient } from "@hybrid-stream/provider-kit";
import { HybridStreamError } from "@hybrid-stream/spec";
import * as z from "zod/mini";
import type { StreamCall } from "../client/client-types.js";
import type { Settings } from "../settings.js";

/** What the player's host says of an input. */
export interface Lifecycle {
  readonly live: boolean;
  /** The broadcast that runs, or the last one; `null` when there is none. */
  readonly videoId: string | null;
}

/**
 * What viewers' players can ask: it costs nothing of the API's quota. The API token is never sent there. How often it
 * may be asked is not documented, so one input is asked once in 10 s at most, and not at all for a minute after a 429.
 */
export interface PlayerHost {
  /** @throws `not-found` when the host does not know the input. */
  lifecycle(inputId: string, baseUrl: string, call: StreamCall): Promise<Lifecycle>;
  /** `null` when the input hides it. */
  views(inputId: string, baseUrl: string, call: StreamCall): Promise<number | null>;
  close(): Promise<void>;
}

const lifecycleSchema = z.object({ live: z.boolean(), videoUID: z.nullish(z.string()) });
const viewsSchema = z.object({ liveViewers: z.number().check(z.minimum(0)) });
const timeoutMs = 4000;
const blockMs = 60_000;
/** Whatever it asks for: without this host nobody is known to be on air. */
const longestBlockMs = 300_000;
const hidden = new Set(["unauthorized", "forbidden", "not-found", "request-rejected"]);

export function createPlayerHost(settings: Settings): PlayerHost {
  const { id: provider, clock, logger, fetch } = settings;
  const http = createHttpClient({
    provider,
    clock,
    logger,
    timeoutMs,
    requestIdHeaders: ["cf-ray"],
    baseUrl: "https://cloudflarestream.com",
    ...(fetch && { fetch }),
  });
  let blockedUntil = Number.NEGATIVE_INFINITY;

  async function ask<Body>(question: {
    readonly what: "lifecycle" | "views";
    readonly inputId: string;
    readonly baseUrl: string;
    readonly call: StreamCall;
    readonly schema: z.core.$ZodType<Body>;
  }): Promise<Body> {
    const { what, inputId, baseUrl, call, schema } = question;
    const operation = what === "views" ? "readViews" : "readLifecycle";
    if (clock.monotonic() < blockedUntil) {
      const message = `${operation}: the player's host asked for fewer requests; nothing was sent.`;
      throw new HybridStreamError({ code: "rate-limited", message, provider, operation });
    }
    try {
      const { body } = await http.request({
        method: "GET",
        path: `/{input}/${what}`,
        pathParameters: { input: inputId },
        baseUrl,
        operation,
        schema,
        kind: "effect",
        signal: call.signal,
        ...(call.logger && { logger: call.logger }),
        acceptStatus: [200],
      });
      return body;
    } catch (thrown) {
      if (HybridStreamError.isInstance(thrown) && thrown.code === "rate-limited") {
        blockedUntil = clock.monotonic() + Math.min(thrown.retryAfterMs ?? blockMs, longestBlockMs);
      }
      throw thrown;
    }
  }

  return {
    async lifecycle(inputId, baseUrl, call) {
      const { live, videoUID } = await ask({ what: "lifecycle", inputId, baseUrl, call, schema: lifecycleSchema });
      return { live, videoId: videoUID ?? null };
    },
    async views(inputId, baseUrl, call) {
      try {
        return (await ask({ what: "views", inputId, baseUrl, call, schema: viewsSchema })).liveViewers;
      } catch (thrown) {
        if (HybridStreamError.isInstance(thrown) && hidden.has(thrown.code)) return null;
        throw thrown;
      }
    },
    close: () => http.close(),
  };
}
