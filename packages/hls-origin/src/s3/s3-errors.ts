import { type ErrorCode, HybridStreamError } from "@hybrid-stream/spec";

const longestRetryAfterMs = 30_000;

/** S3's own names say more than the status. */
const codesOfS3: Readonly<Record<string, ErrorCode>> = {
  SlowDown: "rate-limited",
  InvalidAccessKeyId: "unauthorized",
  SignatureDoesNotMatch: "unauthorized",
  ExpiredToken: "unauthorized",
  InvalidToken: "unauthorized",
};

function codeOf(status: number, s3Code: string | undefined): ErrorCode {
  const known = s3Code === undefined ? undefined : codesOfS3[s3Code];
  if (known !== undefined) return known;
  if (status === 429) return "rate-limited";
  if (status >= 500) return "vendor-unavailable";
  if (status === 401) return "unauthorized";
  if (status === 403) return "forbidden";
  if (status === 404) return "not-found";
  if (status >= 400) return "request-rejected";
  return "unexpected-response";
}

const hints: Partial<Record<ErrorCode, string>> = {
  unauthorized: "Check accessKeyId, secretAccessKey, region and the machine's clock.",
  forbidden: "The credentials need to get, put, list and delete objects of the bucket.",
  "not-found": "Check endpoint and bucket.",
};

/** What an answer that is no success means. Its body may quote the request, so only S3's code word is taken from it. */
export function s3Error(response: Response, body: string): HybridStreamError {
  const s3Code = /<Code>(\w{1,64})<\/Code>/.exec(body)?.[1];
  const code = codeOf(response.status, s3Code);
  const retryAfter = Number(response.headers.get("retry-after"));
  const said = s3Code === undefined ? "" : ` ${s3Code}`;
  return new HybridStreamError({
    code,
    message: `The storage answered ${response.status}${said}. ${hints[code] ?? ""}`.trim(),
    requestId: response.headers.get("x-amz-request-id")?.slice(0, 100) ?? undefined,
    ...(retryAfter > 0 ? { retryAfterMs: Math.min(retryAfter * 1000, longestRetryAfterMs) } : {}),
  });
}

/** Codes of Node's sockets for "nothing was sent". */
const unreachable = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "UND_ERR_CONNECT_TIMEOUT"]);

/** What it means that `fetch` threw. */
export function transportError(thrown: unknown): HybridStreamError {
  const cause = thrown instanceof Error ? thrown.cause : undefined;
  const socketCode = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  const isUnreachable = unreachable.has(socketCode);
  return new HybridStreamError({
    code: isUnreachable ? "network-unreachable" : "connection-lost",
    message: isUnreachable
      ? `The storage could not be reached (${socketCode}). Check endpoint.`
      : "The connection to the storage broke.",
    cause: thrown,
  });
}
