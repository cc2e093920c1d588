import type { ErrorCode } from "@hybrid-stream/spec";
import { unread, type VendorFault } from "./vendor-fault.js";

/** What a fault means, and what to do about it. */
export interface FaultMeaning {
  readonly code: ErrorCode;
  readonly advice: string;
}

const credentials: FaultMeaning = {
  code: "unauthorized",
  advice: "Check the AWS credentials, the clock of this machine, and that they belong to this partition.",
};
const unavailable: FaultMeaning = { code: "vendor-unavailable", advice: "Try again later." };

/** By name, as the API's model has them: two kinds of 404 and two of 403 mean different things. */
const byName: Readonly<Record<string, FaultMeaning>> = {
  ValidationException: { code: "request-rejected", advice: "Correct the request." },
  ServiceQuotaExceededException: {
    code: "quota-exhausted",
    advice: "A quota of the account is used up (it is no payment problem): delete what is unused, or ask AWS for more.",
  },
  AccessDeniedException: { code: "forbidden", advice: "Allow the action in IAM; the README lists the actions." },
  PendingVerification: {
    code: "forbidden",
    advice: "AWS Support has to verify this account before IVS works. It is not an IAM fault.",
  },
  ResourceNotFoundException: { code: "not-found", advice: "It is gone, or it lives in another region." },
  ChannelNotBroadcasting: { code: "conflict", advice: "The channel is not live." },
  ConflictException: { code: "conflict", advice: "The channel is live, or something still refers to it." },
  ThrottlingException: { code: "rate-limited", advice: "Send fewer requests." },
  InternalServerException: unavailable,
  StreamUnavailable: unavailable,
  ServiceUnavailable: unavailable,
  UnrecognizedClientException: credentials,
  InvalidSignatureException: credentials,
  InvalidClientTokenId: credentials,
  IncompleteSignatureException: credentials,
  MissingAuthenticationTokenException: credentials,
  ExpiredTokenException: credentials,
  CredentialsProviderError: credentials,
  TimeoutError: { code: "timeout", advice: "No answer came in time." },
};

const lost: FaultMeaning = {
  code: "connection-lost",
  advice: "The connection broke before the answer was complete.",
};
/** An answer that had begun, its status included, and broke off. */
const broken = new Set(["ECONNRESET", "ECONNABORTED", "EPIPE", "ERR_STREAM_PREMATURE_CLOSE"]);
const neverConnected = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"]);

function byStatus(status: number): FaultMeaning {
  if (status >= 500) return unavailable;
  if (status === 429) return { code: "rate-limited", advice: "Send fewer requests." };
  if (status === 401) return credentials;
  if (status === 403) return { code: "forbidden", advice: "Allow the action in IAM, and check the credentials." };
  if (status === 409) return { code: "conflict", advice: "Look at the resource's state first." };
  // A 404 without the API's own name may come from a proxy: taken for "gone", it would end a live show.
  if (status === 404) {
    return {
      code: "unexpected-response",
      advice: "Something else answered in place of IVS: check endpoint and proxies.",
    };
  }
  if (status >= 400) return { code: "request-rejected", advice: "Correct the request." };
  return { code: "unexpected-response", advice: "The answer could not be read: check endpoint and proxies." };
}

/** What a fault means, first by its name, then by its status. */
export function meaningOfFault({ name, status, systemCode, syscall }: VendorFault): FaultMeaning {
  const known = Object.hasOwn(byName, name) ? byName[name] : undefined;
  if (known) return known;
  if (systemCode !== null && broken.has(systemCode)) return lost;
  if (status !== null) return byStatus(status);
  if (unread.test(name) && systemCode === null) {
    return { code: "unexpected-response", advice: "The answer could not be read: check endpoint and proxies." };
  }
  const unsent = (systemCode !== null && neverConnected.has(systemCode)) || syscall === "connect";
  if (unsent || syscall === "getaddrinfo" || /CERT|TLS|SIGNED/.test(systemCode ?? "")) {
    return { code: "network-unreachable", advice: "Check the network, the region and the endpoint." };
  }
  return lost;
}
