/** Every call that the simulator answers, by name: for faults and for the list of requests. */
export const cloudflareOperations = [
  "createLiveInput",
  "listLiveInputs",
  "getLiveInput",
  "updateLiveInput",
  "deleteLiveInput",
  "enableLiveInput",
  "disableLiveInput",
  "rotateKeys",
  "listInputVideos",
  "listOutputs",
  "addOutput",
  "updateOutput",
  "removeOutput",
  "listVideos",
  "deleteVideo",
  "requestToken",
  "listKeys",
  "createKey",
  "deleteKey",
  "storageUsage",
  "getWebhook",
  "setWebhook",
  "deleteWebhook",
  "graphql",
  "lifecycle",
  "views",
  "playlist",
] as const;

/** One of {@link cloudflareOperations}. The last three are the player's host: no token, no quota. */
export type CloudflareOperation = (typeof cloudflareOperations)[number];
