import type { ErrorSummary, RelayProvider } from "@hybrid-stream/spec";

/**
 * The same relay provider, which also tells why a relay ended. The orchestrator starts a relay again at once, so its
 * snapshots seldom show the error of the one before; a person who mistyped a file's name waits for nothing else.
 */
export function tellingErrors(relay: RelayProvider, tell: (error: ErrorSummary) => void): RelayProvider {
  return {
    specificationVersion: relay.specificationVersion,
    kind: relay.kind,
    id: relay.id,
    capabilities: relay.capabilities,
    startRelay: (spec, call) => relay.startRelay(spec, call),
    async getRelayStatus(handle, call) {
      const status = await relay.getRelayStatus(handle, call);
      if (status.error !== null) tell(status.error);
      return status;
    },
    stopRelay: (handle, call) => relay.stopRelay(handle, call),
    onHint: (listener) => relay.onHint?.(listener) ?? (() => {}),
    close: () => relay.close(),
  };
}
