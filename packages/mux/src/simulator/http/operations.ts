/** Every call that the simulator answers, by name: for faults and for the list of requests. */
export const muxOperations = [
  "createLiveStream",
  "listLiveStreams",
  "getLiveStream",
  "updateLiveStream",
  "deleteLiveStream",
  "completeLiveStream",
  "disableLiveStream",
  "enableLiveStream",
  "resetStreamKey",
  "createPlaybackId",
  "getPlaybackId",
  "deletePlaybackId",
  "listAssets",
  "getAsset",
  "updateAsset",
  "deleteAsset",
  "listDeliveryUsage",
  "createSigningKey",
  "listSigningKeys",
  "getSigningKey",
  "deleteSigningKey",
  "getViewerCounts",
  "play",
  "playSimulated",
] as const;

/** One of {@link muxOperations}. */
export type MuxOperation = (typeof muxOperations)[number];
