import { encodeComponent } from "./encode-component.js";

const redacted = "[redacted]";
const secretParameter = /token|ticket|pass|secret|key|sig|auth|credential|jwt|streamid|policy|hdn/i;
const jsonWebToken = /^eyJ[\w-]*\.[\w-]+\.[\w-]*$/;

function redactQuery(query: URLSearchParams, every: boolean): string {
  const pairs = [...query].map(([name, value]) => {
    const hidden = every || secretParameter.test(name);
    return `${encodeComponent(name)}=${hidden ? redacted : encodeComponent(value)}`;
  });
  return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
}

/**
 * An address that may be shown: without user and password, without the last path segment of `rtmp(s)` (the stream key,
 * to which the query belongs there), without the values of query parameters that carry secrets (`token`,
 * `ticket`, `passphrase`, `streamid`, `key`, `signature` and the like), without JSON Web Tokens in the path, without fragment.
 * What is not a URL becomes `[redacted]` as a whole.
 */
export function redactUrl(url: string): string {
  if (!URL.canParse(url)) return redacted;
  const { protocol, host, username, password, pathname, searchParams } = new URL(url);
  const isRtmp = protocol.startsWith("rtmp");
  const segments = pathname.split("/").map((segment) => (jsonWebToken.test(segment) ? redacted : segment));
  const last = segments.findLastIndex((segment) => segment !== "");
  if (isRtmp && last >= 0) segments[last] = redacted;
  const user = username || password ? `${redacted}@` : "";
  return `${protocol}//${user}${host}${segments.join("/")}${redactQuery(searchParams, isRtmp)}`;
}
