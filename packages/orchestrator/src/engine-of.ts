import { createHlsProbe } from "@hybrid-stream/provider-kit";
import { silentLogger, systemClock } from "@hybrid-stream/spec";
import type { Engine } from "./loop/engine.js";
import { impatientStore } from "./loop/impatient-store.js";
import { checkOptions, type HybridStreamOptions } from "./options.js";
import { safeLogger } from "./safe-logger.js";
import { memoryStore } from "./store/memory-store.js";

/** What the loop acts through, from what the host configured. @throws `invalid-options`. */
export function engineOf(options: HybridStreamOptions): Engine {
  const { policy } = checkOptions(options);
  const { namespace, rtc = null, relays = [], platforms = [], clock = systemClock } = options;
  const instanceId = crypto.randomUUID();
  return {
    namespace,
    instanceId,
    relays: new Map(relays.map((relay) => [relay.id, relay])),
    platforms: new Map(platforms.map((platform) => [platform.id, platform])),
    rtc,
    store: options.store === undefined ? memoryStore({ clock }) : impatientStore(options.store, clock),
    probe: options.probe ?? createHlsProbe({ clock }),
    clock,
    logger: safeLogger(options.logger ?? silentLogger),
    policy,
    facts: {
      instanceId,
      relays: relays.map(({ id, capabilities, findRelay, listRelays }) => ({
        id,
        capabilities,
        canFind: findRelay !== undefined || listRelays !== undefined,
      })),
      platforms: platforms.map(({ id, capabilities, findLiveStream, listLiveStreams }) => ({
        id,
        capabilities,
        canFind: findLiveStream !== undefined || listLiveStreams !== undefined,
      })),
    },
    random: options.random ?? Math.random,
  };
}
