import { createRequestRecorder } from "./record-requests.js";

/** What the platforms of a test file send, one recorder for each vendor. The mocks of that file fill them. */
export const recorded = {
  "cloudflare-stream": createRequestRecorder(),
  "aws-ivs": createRequestRecorder(),
  mux: createRequestRecorder(),
};
