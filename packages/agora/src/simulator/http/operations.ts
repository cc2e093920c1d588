/** Every call that the simulator answers, by name: for faults and for the list of requests. */
export const agoraOperations = [
  "listUsers",
  "createConverter",
  "getConverter",
  "updateConverter",
  "deleteConverter",
  "listConverters",
  "listChannelConverters",
  "acquire",
  "startRecording",
  "queryRecording",
  "updateRecording",
  "updateLayout",
  "stopRecording",
] as const;

/** One of {@link agoraOperations}. */
export type AgoraOperation = (typeof agoraOperations)[number];
