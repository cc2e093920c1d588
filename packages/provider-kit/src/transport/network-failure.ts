const neverConnected = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EADDRNOTAVAIL",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** The codes of an error, of its causes and of the errors that it bundles (one for each address that was tried). */
function* systemErrors(thrown: unknown, depth = 0): Generator<{ code: string; syscall: unknown }> {
  if (!(thrown instanceof Error) || depth > 4) return;
  if ("code" in thrown && typeof thrown.code === "string") {
    yield { code: thrown.code, syscall: "syscall" in thrown ? thrown.syscall : undefined };
  }
  if (thrown instanceof AggregateError) for (const inner of thrown.errors) yield* systemErrors(inner, depth + 1);
  yield* systemErrors(thrown.cause, depth + 1);
}

function isCertificateProblem(code: string): boolean {
  return code.startsWith("CERT_") || code.startsWith("ERR_TLS_") || /CERT|ISSUER|SIGNED|SIGNATURE/.test(code);
}

/**
 * What a failed `fetch` means for the request: `network-unreachable` when no byte of it can have been sent, else
 * `connection-lost`. The text of the error is dropped, since it may quote a header or the address.
 */
export function networkFailure(thrown: unknown): {
  code: "network-unreachable" | "connection-lost";
  reason: string;
} {
  const errors = [...systemErrors(thrown)];
  const unsent = errors.find(
    ({ code, syscall }) =>
      neverConnected.has(code) || syscall === "connect" || syscall === "getaddrinfo" || isCertificateProblem(code),
  );
  if (unsent) return { code: "network-unreachable", reason: unsent.code };
  return { code: "connection-lost", reason: errors[0]?.code ?? "no details" };
}
