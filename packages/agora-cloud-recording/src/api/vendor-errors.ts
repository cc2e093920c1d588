import type { ErrorOverride, RejectedAnswer } from "@hybrid-stream/provider-kit";
import * as z from "zod/mini";

const body = z.looseObject({ code: z.union([z.number(), z.string().check(z.regex(/^\d{1,6}$/))]) });

/** The service's own code in an error's body; `null` for the gateway's bodies, which have none. */
export function codeOf(answer: RejectedAnswer): number | null {
  const read = z.safeParse(body, answer.body);
  return read.success ? Number(read.data.code) : null;
}

/** A pause that Agora asks for before the same request is sent again. Milliseconds. */
const pauseMs = 3000;
/** Until a place may be free again. Milliseconds. */
const fullMs = 30_000;

const refused = (message: string): ErrorOverride => ({ code: "request-rejected", message });

const meanings: Readonly<Record<string, ErrorOverride>> = {
  "201/7": { code: "conflict", message: "This resource has been used for a start already." },
  "206/65": { code: "vendor-unavailable", retryAfterMs: pauseMs, message: "The request is not completed yet." },
  "206/435": { code: "conflict", message: "It ends, and nobody sent media." },
  "400/2": refused("A parameter is missing or wrong: check the storage, the page's address and the output."),
  "400/8": refused("The request's form is not accepted."),
  "400/49": { code: "conflict", message: "It is ending already." },
  "400/53": { code: "conflict", message: "A recording with this cname and uid is running." },
  "400/62": { code: "forbidden", message: "Enable Cloud Recording for this project in Agora's console." },
  "400/109": { code: "unauthorized", message: "The recorder's token has expired." },
  "400/110": { code: "unauthorized", message: "The recorder's token is wrong: check appId and appCertificate." },
  "400/400": { code: "forbidden", message: "Check the App ID, and enable Cloud Recording for this project." },
  "400/401": refused("The channel's name is not one that Agora accepts."),
  "400/405": { code: "forbidden", message: "The project is not active: look for an unpaid bill in Agora's console." },
  "400/406": {
    code: "quota-exhausted",
    retry: "safe",
    retryAfterMs: fullMs,
    message: "All of the account's places for recordings are taken: look for recordings that nobody needs.",
  },
  "400/432": refused("The App ID, cname or uid does not belong to this resource."),
  "400/433": { code: "request-rejected", retry: "safe", message: "The resource is older than five minutes." },
  "400/1001": refused("The resource id is damaged."),
  "400/1003": refused("The sid does not belong to this resource."),
  "400/1013": refused("The channel's name is not one that Agora accepts: under 64 bytes."),
  "400/1028": refused("The layout is not accepted."),
  "500/502": { code: "vendor-unavailable", retryAfterMs: pauseMs, message: "No worker could be had." },
  "500/62": { code: "vendor-unavailable", retryAfterMs: pauseMs, message: "The service did not answer in time." },
  "504/62": { code: "vendor-unavailable", retryAfterMs: pauseMs, message: "The service did not answer in time." },
};

/** What an answer of Cloud Recording means; `null` leaves it to what is known of Agora in general. */
export function meaningOfRecordingError(answer: RejectedAnswer): ErrorOverride | null {
  const code = codeOf(answer);
  const known = code === null ? undefined : meanings[`${answer.status}/${code}`];
  if (known) return known;
  // A success that carries an error of which nothing is known.
  if (answer.status === 206) return { code: "vendor-unavailable", retryAfterMs: pauseMs };
  return null;
}
