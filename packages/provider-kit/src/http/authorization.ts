import { Secret } from "@hybrid-stream/spec";

/** The value of an `authorization` header for HTTP Basic. */
export function basicAuthorization(user: string, password: string | Secret): Secret {
  const revealed = password instanceof Secret ? password.reveal() : password;
  return new Secret(`Basic ${Buffer.from(`${user}:${revealed}`).toString("base64")}`);
}

/** The value of an `authorization` header for a bearer token. */
export function bearerAuthorization(token: string | Secret): Secret {
  return new Secret(`Bearer ${token instanceof Secret ? token.reveal() : token}`);
}

/** The secrets inside a header's value: the value, its credentials, and what stands in Base64 after `Basic`. */
export function secretsOfHeader(value: string): string[] {
  const [scheme = "", credentials = ""] = value.split(" ", 2);
  if (credentials === "") return [value];
  if (scheme.toLowerCase() !== "basic") return [value, credentials];
  const pair = Buffer.from(credentials, "base64").toString();
  return [value, credentials, pair, pair.slice(pair.indexOf(":") + 1)];
}
