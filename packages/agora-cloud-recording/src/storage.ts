import { secretOption } from "@hybrid-stream/agora";
import { optionOrEnvironment } from "@hybrid-stream/provider-kit";
import { Secret } from "@hybrid-stream/spec";
import * as z from "zod/mini";

/** The bucket that Cloud Recording writes to. Agora requires one, also of a relay that only pushes. */
export interface StorageOptions {
  /** Whose storage it is. `s3-compatible` needs `endpoint`. */
  readonly vendor: StorageVendor;
  /**
   * Agora's number of the bucket's region, from its table; for Amazon S3 also the name: `eu-west-1`. `azure`, `google`
   * and `s3-compatible` have none.
   */
  readonly region?: number | S3Region | undefined;
  readonly bucket: string;
  /** Default: `AGORA_STORAGE_ACCESS_KEY`. */
  readonly accessKey?: string | Secret | undefined;
  /** Default: `AGORA_STORAGE_SECRET_KEY`. */
  readonly secretKey?: string | Secret | undefined;
  /** Host name of an S3-compatible service, without a protocol. */
  readonly endpoint?: string | undefined;
  /** Folders, each of letters and digits; at most 128 characters with the slashes between them. */
  readonly fileNamePrefix?: readonly string[] | undefined;
}

/** Whose storage Agora writes to. */
export type StorageVendor = "s3" | "alibaba" | "tencent" | "azure" | "google" | "huawei" | "baidu" | "s3-compatible";

/** The regions of Amazon S3 that Agora knows. */
export type S3Region =
  | "us-east-1"
  | "us-east-2"
  | "us-west-1"
  | "us-west-2"
  | "eu-west-1"
  | "eu-west-2"
  | "eu-west-3"
  | "eu-central-1"
  | "ap-southeast-1"
  | "ap-southeast-2"
  | "ap-northeast-1"
  | "ap-northeast-2"
  | "sa-east-1"
  | "ca-central-1"
  | "ap-south-1"
  | "cn-north-1"
  | "cn-northwest-1"
  | "af-south-1"
  | "ap-east-1"
  | "ap-northeast-3"
  | "eu-north-1"
  | "me-south-1"
  | "ap-southeast-3"
  | "eu-south-1";

/** Agora's numbers. */
const vendors: Readonly<Record<StorageVendor, number>> = {
  s3: 1,
  alibaba: 2,
  tencent: 3,
  azure: 5,
  google: 6,
  huawei: 7,
  baidu: 8,
  "s3-compatible": 11,
};

/** Agora's numbers. */
const s3Regions: Readonly<Record<S3Region, number>> = {
  "us-east-1": 0,
  "us-east-2": 1,
  "us-west-1": 2,
  "us-west-2": 3,
  "eu-west-1": 4,
  "eu-west-2": 5,
  "eu-west-3": 6,
  "eu-central-1": 7,
  "ap-southeast-1": 8,
  "ap-southeast-2": 9,
  "ap-northeast-1": 10,
  "ap-northeast-2": 11,
  "sa-east-1": 12,
  "ca-central-1": 13,
  "ap-south-1": 14,
  "cn-north-1": 15,
  "cn-northwest-1": 16,
  "af-south-1": 18,
  "ap-east-1": 19,
  "ap-northeast-3": 20,
  "eu-north-1": 21,
  "me-south-1": 22,
  "ap-southeast-3": 24,
  "eu-south-1": 25,
};

const vendorNames = Object.keys(vendors) as StorageVendor[];
const regionNames = Object.keys(s3Regions) as S3Region[];
const s3Numbers = Object.values(s3Regions);
const withoutRegion: readonly StorageVendor[] = ["azure", "google", "s3-compatible"];

const text = z.string().check(z.minLength(1));

const fields = z.strictObject({
  vendor: z.enum(vendorNames),
  region: z.optional(z.union([z.int().check(z.minimum(0), z.maximum(99)), z.enum(regionNames)])),
  bucket: text,
  accessKey: z.optional(secretOption),
  secretKey: z.optional(secretOption),
  endpoint: z.optional(text),
  fileNamePrefix: z.optional(z.array(z.string().check(z.regex(/^[a-zA-Z0-9]+$/, "letters and digits only")))),
});
type Fields = z.output<typeof fields>;

const rules: readonly { readonly path: string; readonly holds: (s: Fields) => boolean; readonly message: string }[] = [
  {
    path: "region",
    holds: ({ vendor, region }) => withoutRegion.includes(vendor) === (region === undefined) || region === 0,
    message: "s3, alibaba, tencent, huawei and baidu need one; azure, google and s3-compatible have none",
  },
  {
    path: "region",
    holds: ({ vendor, region }) => typeof region !== "string" || vendor === "s3",
    message: "names are known for s3 alone: give Agora's number of the region",
  },
  {
    path: "region",
    holds: ({ vendor, region }) => vendor !== "s3" || typeof region !== "number" || s3Numbers.includes(region),
    message: "Agora has no S3 region of this number",
  },
  {
    path: "endpoint",
    holds: ({ vendor, endpoint }) => (vendor === "s3-compatible") === (endpoint !== undefined),
    message: "s3-compatible needs one, and nothing else has one",
  },
  {
    path: "endpoint",
    holds: ({ endpoint }) => endpoint === undefined || /^[a-z0-9.-]+(:\d+)?$/i.test(endpoint),
    message: "a host name without a protocol",
  },
  {
    path: "fileNamePrefix",
    holds: ({ fileNamePrefix }) => (fileNamePrefix ?? []).join("/").length <= 128,
    message: "at most 128 characters",
  },
];

/** For the option `storage`, in the `strictObject` of a factory's own options. */
export const storageSchema = fields.check((context) => {
  for (const { path, holds, message } of rules) {
    if (holds(context.value)) continue;
    context.issues.push({ code: "custom", path: [path], message, input: context.value, continue: false });
    return;
  }
});

/** `storageConfig` as Agora takes it. The keys stay secrets until the request is built. */
export interface StorageConfig {
  readonly vendor: number;
  readonly region: number;
  readonly bucket: string;
  readonly accessKey: Secret;
  readonly secretKey: Secret;
  readonly fileNamePrefix?: readonly string[];
  readonly extensionParams?: { readonly endpoint: string };
}

function keyOf(option: string | Secret | undefined, field: string, variable: string): Secret {
  const value = option instanceof Secret ? option.reveal() : option;
  return new Secret(optionOrEnvironment({ option: value, field: `storage.${field}`, variable }));
}

/** @throws `invalid-options` naming the option and the environment variable of a key that is missing. */
export function storageConfigOf(storage: StorageOptions): StorageConfig {
  const { vendor, region, bucket, endpoint, fileNamePrefix } = storage;
  return {
    vendor: vendors[vendor],
    region: typeof region === "string" ? s3Regions[region] : (region ?? 0),
    bucket,
    accessKey: keyOf(storage.accessKey, "accessKey", "AGORA_STORAGE_ACCESS_KEY"),
    secretKey: keyOf(storage.secretKey, "secretKey", "AGORA_STORAGE_SECRET_KEY"),
    ...(fileNamePrefix !== undefined && fileNamePrefix.length > 0 && { fileNamePrefix }),
    ...(endpoint !== undefined && { extensionParams: { endpoint } }),
  };
}

/** What must not be shown of it. */
export function secretsOfStorage({ accessKey, secretKey }: StorageConfig): Secret[] {
  return [accessKey, secretKey];
}
