import { readRawWebhook } from "@hybrid-stream/provider-kit";
import { HybridStreamError, type Provider } from "@hybrid-stream/spec";
import type { Engine } from "../loop/engine.js";
import type { Loop } from "../loop/loop.js";

/**
 * Takes one vendor's webhook: the last part of the path names the provider's `id`. Verified on raw bytes, stored once,
 * answered at once; it only wakes the loop.
 */
export async function handleWebhook(engine: Engine, loop: Loop, request: Request): Promise<Response> {
  const id = new URL(request.url).pathname.split("/").filter(Boolean).at(-1) ?? "";
  const provider = providerOf(engine, id);
  if (provider?.parseWebhook === undefined) {
    return answer(404, {
      error: "provider-not-found",
      message: `No provider with the id "${id}" takes webhooks here.`,
    });
  }
  try {
    const raw = await readRawWebhook(request, { now: engine.clock.now() });
    for (const hint of await provider.parseWebhook(raw))
      await engine.store.putHint(hint, loop.channelOf(hint.vendorRef));
    return answer(200, { ok: true });
  } catch (thrown) {
    const rejected = HybridStreamError.isInstance(thrown) && thrown.code === "webhook-rejected";
    engine.logger.warn({ provider: id, code: rejected ? "webhook-rejected" : "internal" }, "A webhook was not taken.");
    return rejected
      ? answer(401, { error: "webhook-rejected" })
      : answer(500, { error: "internal", message: "Send it again later." });
  }
}

function providerOf(engine: Engine, id: string): Provider | undefined {
  return engine.relays.get(id) ?? engine.platforms.get(id) ?? (engine.rtc?.id === id ? engine.rtc : undefined);
}

function answer(status: number, body: object): Response {
  return new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });
}
