import { optionOrEnvironment, parseOptions } from "@hybrid-stream/provider-kit";
import { Secret } from "@hybrid-stream/spec";
import * as z from "zod/mini";

/** A bucket of any storage that speaks S3: R2, S3, Bunny, MinIO. */
export interface S3StorageOptions {
  /** Without the bucket: `https://<account>.r2.cloudflarestorage.com`, `https://s3.eu-central-1.amazonaws.com`. */
  readonly endpoint: string;
  readonly bucket: string;
  /** Default: `AWS_REGION`, else `auto` for R2 and `us-east-1` elsewhere. */
  readonly region?: string;
  /** Default `AWS_ACCESS_KEY_ID`. */
  readonly accessKeyId?: string | Secret;
  /** Default `AWS_SECRET_ACCESS_KEY`. */
  readonly secretAccessKey?: string | Secret;
  /** Default `AWS_SESSION_TOKEN`, else none. */
  readonly sessionToken?: string | Secret;
  /** `path` (default): `<endpoint>/<bucket>/<key>`. `host`: `<bucket>.<endpoint>/<key>`. */
  readonly addressing?: "path" | "host";
  /** Default: Node's. */
  readonly fetch?: typeof globalThis.fetch;
}

const text = z.string().check(z.minLength(1));
const secret = z.union([text, z.instanceof(Secret)]);

const schema = z.strictObject({
  endpoint: z.string().check(z.regex(/^https?:\/\/[^\s?#/]+(?:\/[^\s?#]*)?$/)),
  bucket: z.string().check(z.regex(/^[a-zA-Z0-9._-]{1,255}$/)),
  region: z.optional(text),
  accessKeyId: z.optional(secret),
  secretAccessKey: z.optional(secret),
  sessionToken: z.optional(secret),
  addressing: z._default(z.enum(["path", "host"]), "path"),
  fetch: z.optional(z.custom<typeof globalThis.fetch>((value) => typeof value === "function", "must be a function")),
});

/** The options with every default filled in. */
export interface S3Settings {
  /** Address of the bucket, with a slash at its end. */
  readonly bucketUrl: string;
  readonly region: string;
  readonly accessKeyId: Secret;
  readonly secretAccessKey: Secret;
  readonly sessionToken: Secret | null;
  readonly fetch: typeof globalThis.fetch;
}

function bucketUrlOf({ endpoint, bucket, addressing }: z.output<typeof schema>): string {
  const url = new URL(endpoint);
  const path = url.pathname.replace(/\/+$/, "");
  if (addressing === "host") return `${url.protocol}//${bucket}.${url.host}${path}/`;
  return `${url.origin}${path}/${bucket}/`;
}

const asSecret = (value: string | Secret): Secret => (value instanceof Secret ? value : new Secret(value));

/** @throws `invalid-options` with `field`; for missing credentials it names the environment variable too. */
export function readS3Options(options: S3StorageOptions): S3Settings {
  const parsed = parseOptions(schema, options, { name: "s3Storage()" });
  const credential = (option: string | Secret | undefined, field: string, variable: string): Secret =>
    asSecret(option instanceof Secret ? option : optionOrEnvironment({ option, field, variable }));
  const token = parsed.sessionToken ?? process.env.AWS_SESSION_TOKEN?.trim();
  const isR2 = new URL(parsed.endpoint).hostname.endsWith(".r2.cloudflarestorage.com");
  return {
    bucketUrl: bucketUrlOf(parsed),
    region: parsed.region ?? (process.env.AWS_REGION?.trim() || (isR2 ? "auto" : "us-east-1")),
    accessKeyId: credential(parsed.accessKeyId, "accessKeyId", "AWS_ACCESS_KEY_ID"),
    secretAccessKey: credential(parsed.secretAccessKey, "secretAccessKey", "AWS_SECRET_ACCESS_KEY"),
    // A token of the environment belongs to the credentials of the environment.
    sessionToken:
      token && (parsed.sessionToken !== undefined || parsed.accessKeyId === undefined) ? asSecret(token) : null,
    fetch: parsed.fetch ?? globalThis.fetch,
  };
}
