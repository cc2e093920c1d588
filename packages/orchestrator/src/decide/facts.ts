import type { PlatformCapabilities, RelayCapabilities } from "@hybrid-stream/spec";

/** What `decide` may know of the configuration: ids and capabilities, never a name it could branch on. */
export interface Facts {
  readonly instanceId: string;
  /** In order of preference. */
  readonly relays: readonly { readonly id: string; readonly capabilities: RelayCapabilities }[];
  /** In order of preference. */
  readonly platforms: readonly { readonly id: string; readonly capabilities: PlatformCapabilities }[];
}

export function relayFacts(facts: Facts, id: string | undefined): RelayCapabilities | undefined {
  return facts.relays.find((relay) => relay.id === id)?.capabilities;
}

export function platformFacts(facts: Facts, id: string | undefined): PlatformCapabilities | undefined {
  return facts.platforms.find((platform) => platform.id === id)?.capabilities;
}
