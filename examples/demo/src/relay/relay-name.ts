/** What can carry the demo's channel, by the words of `--relay`. */
export const relayNames = ["ffmpeg", "agora-media-push", "agora-cloud-recording"] as const;

export type RelayName = (typeof relayNames)[number];

/** The relays that need Agora, which the demo simulates. */
export type AgoraRelayName = Exclude<RelayName, "ffmpeg">;

/** How long the end may take: a vendor is asked again until it confirms that its task is gone. Milliseconds. */
export const relayEndMs = (relay: RelayName): number => (relay === "ffmpeg" ? 4_000 : 10_000);
