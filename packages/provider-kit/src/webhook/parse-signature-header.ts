/** A signature header with a timestamp. */
export interface SignatureHeader {
  /** The digits as they were sent, since they are part of what was signed. */
  readonly timestamp: string;
  readonly timestampSeconds: number;
  /** There may be several while a secret is being changed: one that fits is enough. */
  readonly signatures: readonly string[];
}

const maxSignatures = 10;

/** Reads `t=<seconds>,v1=<hex>` (Mux) and `time=<seconds>,sig1=<hex>` (Cloudflare). `null` for anything else. */
export function parseSignatureHeader(header: string | undefined): SignatureHeader | null {
  if (header === undefined) return null;
  let timestamp: string | undefined;
  const signatures: string[] = [];
  for (const pair of header.split(",")) {
    const [name = "", value = ""] = pair.trim().split("=", 2);
    if (name === "t" || name === "time") timestamp ??= value;
    else if ((name === "v1" || name === "sig1") && /^[\da-f]+$/i.test(value)) signatures.push(value);
  }
  if (timestamp === undefined || !/^\d{1,12}$/.test(timestamp)) return null;
  if (signatures.length === 0 || signatures.length > maxSignatures) return null;
  return { timestamp, timestampSeconds: Number(timestamp), signatures };
}
