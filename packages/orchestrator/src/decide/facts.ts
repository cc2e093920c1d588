import type { PlatformCapabilities, RelayCapabilities } from "@hybrid-stream/spec";

/** What `decide` may know of the configuration: ids and capabilities, never a name it could branch on. */
export interface Facts {
  readonly instanceId: string;
  /** In order of preference. */
  readonly relays: readonly ProviderFacts<RelayCapabilities>[];
  /** In order of preference. */
  readonly platforms: readonly ProviderFacts<PlatformCapabilities>[];
}

interface ProviderFacts<Capabilities> {
  readonly id: string;
  readonly capabilities: Capabilities;
  /** It can be asked for a resource by its numbers, or lists all of ours. */
  readonly canFind: boolean;
}

/** Whether a provider can tell of a resource whose handle was lost. */
export function canFind(providers: readonly { readonly id: string; readonly canFind: boolean }[], id: string): boolean {
  return providers.find((provider) => provider.id === id)?.canFind === true;
}

export function relayFacts(facts: Facts, id: string | undefined): RelayCapabilities | undefined {
  return facts.relays.find((relay) => relay.id === id)?.capabilities;
}

export function platformFacts(facts: Facts, id: string | undefined): PlatformCapabilities | undefined {
  return facts.platforms.find((platform) => platform.id === id)?.capabilities;
}
