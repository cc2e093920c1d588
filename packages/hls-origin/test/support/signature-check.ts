import { createHash, createHmac } from "node:crypto";
import type { IncomingMessage } from "node:http";

const sha256 = (data: string | Buffer): string => createHash("sha256").update(data).digest("hex");
const hmac = (key: string | Buffer, data: string): Buffer => createHmac("sha256", key).update(data).digest();

/** Whether a request carries the right AWS Signature Version 4 for S3, its body included, with this secret. */
export function isSigned(request: IncomingMessage, body: Buffer, secretAccessKey: string): boolean {
  const { authorization = "" } = request.headers;
  const [, , day, region, names = "", signature] =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([^,]+), Signature=(\w+)$/.exec(
      authorization,
    ) ?? [];
  if (day === undefined || region === undefined) return false;
  const url = new URL(request.url ?? "", "http://bucket");
  const encode = (text: string): string =>
    encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  const query = [...url.searchParams].map(([name, value]) => `${encode(name)}=${encode(value)}`).sort();
  const path = decodeURIComponent(url.pathname).split("/").map(encode).join("/");
  const headers = names.split(";").map((name) => `${name}:${String(request.headers[name]).trim()}\n`);
  const payload = sha256(body);
  if (request.headers["x-amz-content-sha256"] !== payload) return false;
  const canonical = [request.method, path, query.join("&"), headers.join(""), names, payload].join("\n");
  const scope = `${day}/${region}/s3/aws4_request`;
  const toSign = `AWS4-HMAC-SHA256\n${request.headers["x-amz-date"]}\n${scope}\n${sha256(canonical)}`;
  const key = [region, "s3", "aws4_request"].reduce<Buffer>(hmac, hmac(`AWS4${secretAccessKey}`, day));
  return hmac(key, toSign).toString("hex") === signature;
}
