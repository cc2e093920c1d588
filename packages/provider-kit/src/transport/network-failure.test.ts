import { expect, it } from "vitest";
import { networkFailure } from "./network-failure.js";

const systemError = (code: string, syscall?: string) => Object.assign(new Error("SECRET"), { code, syscall });
const fetchFailed = (cause: unknown) => new TypeError("fetch failed", { cause });

it.each([
  [fetchFailed(systemError("ECONNREFUSED", "connect")), "network-unreachable", "ECONNREFUSED"],
  [fetchFailed(systemError("ETIMEDOUT", "connect")), "network-unreachable", "ETIMEDOUT"],
  [fetchFailed(systemError("ENOTFOUND", "getaddrinfo")), "network-unreachable", "ENOTFOUND"],
  [fetchFailed(systemError("UND_ERR_CONNECT_TIMEOUT")), "network-unreachable", "UND_ERR_CONNECT_TIMEOUT"],
  [fetchFailed(systemError("DEPTH_ZERO_SELF_SIGNED_CERT")), "network-unreachable", "DEPTH_ZERO_SELF_SIGNED_CERT"],
  [fetchFailed(systemError("ERR_TLS_CERT_ALTNAME_INVALID")), "network-unreachable", "ERR_TLS_CERT_ALTNAME_INVALID"],
  // One address refuses and the other is not routed: both were tried, neither was reached.
  [fetchFailed(new AggregateError([systemError("EHOSTUNREACH", "connect")])), "network-unreachable", "EHOSTUNREACH"],
  [fetchFailed(systemError("ECONNRESET", "read")), "connection-lost", "ECONNRESET"],
  [fetchFailed(systemError("UND_ERR_SOCKET")), "connection-lost", "UND_ERR_SOCKET"],
  [new TypeError("SECRET"), "connection-lost", "no details"],
  ["SECRET", "connection-lost", "no details"],
])("%o", (thrown, code, reason) => {
  expect(networkFailure(thrown)).toEqual({ code, reason });
});

it("ends with errors that cause each other", () => {
  const one = new Error("one");
  const other = new Error("other", { cause: one });
  one.cause = other;
  expect(networkFailure(one).code).toBe("connection-lost");
});
