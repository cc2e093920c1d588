import type { Fetch } from "@hybrid-stream/provider-kit";
import type { RecordedRequest } from "./check-request.js";

/** Keeps what passes through it. */
export interface RequestRecorder {
  readonly requests: RecordedRequest[];
  /** Puts the recorder before a `fetch`. */
  record(fetch: Fetch): Fetch;
}

/** For clients that take a `fetch`. */
export function createRequestRecorder(): RequestRecorder {
  const requests: RecordedRequest[] = [];
  return {
    requests,
    record: (fetch) => async (input, init) => {
      // A body in parts could be read only once, so it is read here and handed on whole.
      const request = new Request(input, init);
      const body = await request.clone().text();
      requests.push({ method: request.method, url: request.url, headers: Object.fromEntries(request.headers), body });
      return fetch(input, init);
    },
  };
}
