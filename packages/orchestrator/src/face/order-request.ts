import { parseOptions } from "@hybrid-stream/provider-kit";
import {
  type ChannelMode,
  type ChannelOrder,
  type ChannelSource,
  type EncodeSettings,
  type EndOptions,
  HybridStreamError,
  type Layout,
} from "@hybrid-stream/spec";
import * as z from "zod/mini";

/** Without control characters: databases and vendors refuse them. */
const text = (max: number) => z.string().check(z.minLength(1), z.maxLength(max), z.regex(/^[^\p{Cc}\p{Cs}]*$/u));
const positive = z.number().check(z.positive());
const even = z.int().check(z.gte(2), z.multipleOf(2));

const sourceSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("agora"), channel: text(64) }),
  z.strictObject({ kind: z.literal("url"), url: text(2048) }),
  z.strictObject({ kind: z.literal("file"), path: text(4096), loop: z.optional(z.boolean()) }),
  z.strictObject({
    kind: z.literal("test-picture"),
    width: z.optional(even),
    height: z.optional(even),
    framesPerSecond: z.optional(z.int().check(z.gte(1), z.lte(60))),
  }),
  z.strictObject({ kind: z.literal("custom"), name: text(128), params: z.record(z.string(), z.json()) }),
  z.strictObject({ kind: z.literal("encoder") }),
]);

const encodeSchema = z.strictObject({
  width: even,
  height: even,
  framesPerSecond: z.int().check(z.gte(1), z.lte(60)),
  videoKbps: positive,
  audioKbps: positive,
  keyframeIntervalSeconds: positive,
});

export const modes = ["agora-only", "hybrid", "hls-only"] as const satisfies readonly ChannelMode[];

const requestSchema = z.strictObject({
  channelId: text(128),
  mode: z.enum(modes),
  source: z.optional(sourceSchema),
  output: z._default(z.union([z.literal("auto"), encodeSchema]), "auto"),
  layout: z._default(z.enum(["single", "side-by-side", "vertical"]), "single"),
  access: z._default(z.enum(["public", "signed"]), "public"),
  latency: z._default(z.enum(["standard", "low"]), "standard"),
  recording: z._default(z.boolean(), false),
  continuityWindowSeconds: z._default(z.int().check(z.gte(0), z.lte(1800)), 60),
  plannedDurationSeconds: z._default(z.nullable(positive), null),
  relays: z._default(z.nullable(z.array(text(128))), null),
  platforms: z._default(z.nullable(z.array(text(128))), null),
  end: z._default(
    z.strictObject({
      disposition: z._default(z.enum(["reuse", "retire"]), "retire"),
      recording: z._default(z.enum(["keep", "delete"]), "keep"),
    }),
    { disposition: "retire", recording: "keep" },
  ),
  tags: z._default(z.record(z.string(), z.string()), {}),
});

/** What `startChannel` takes. */
export interface StartChannelRequest {
  /** Yours: 1 to 128 characters. */
  readonly channelId: string;
  readonly mode: ChannelMode;
  /** Required but for `hls-only`, where the seller's encoder is the source. */
  readonly source?: ChannelSource;
  /** Default `auto`: pass the media through where it fits the platform, else encode with the defaults. */
  readonly output?: EncodeSettings | "auto";
  /** Default `single`. */
  readonly layout?: Layout;
  /** Default `public`. */
  readonly access?: "public" | "signed";
  /** Default `standard`. */
  readonly latency?: "standard" | "low";
  /** Keep what was broadcast as a video. Default `false`. */
  readonly recording?: boolean;
  /** How long the same broadcast shall survive a gap: 0 to 1,800 s, default 60. */
  readonly continuityWindowSeconds?: number;
  /** Seconds; default `null`: not known. */
  readonly plannedDurationSeconds?: number | null;
  /** Ids of relay providers in order of preference. Default: all, in the configured order. */
  readonly relays?: readonly string[] | null;
  /** Ids of platforms in order of preference. Default: all, in the configured order. */
  readonly platforms?: readonly string[] | null;
  /** What becomes of the live stream at the end. Default: retire it and keep recordings. */
  readonly end?: Partial<EndOptions>;
  /** Your own labels, for reports. No secrets, no personal data. */
  readonly tags?: Readonly<Record<string, string>>;
}

/** The part of an order that the host decides. */
export type OrderedFields = Omit<ChannelOrder, "orderRevision" | "session" | "desired" | "orderedAt">;

/** @throws `invalid-order` that names the field. */
export function readOrderRequest(request: StartChannelRequest): OrderedFields {
  const { source, ...parsed } = asOrder(() => parseOptions(requestSchema, request, { name: "startChannel" }));
  if (source === undefined && parsed.mode !== "hls-only") {
    throw new HybridStreamError({
      code: "invalid-order",
      message: `startChannel: \`source\` is missing: a channel in mode "${parsed.mode}" needs one, such as { kind: "agora", channel: "show-42" }.`,
      field: "source",
    });
  }
  if (parsed.mode === "hybrid" && source?.kind === "encoder") {
    throw new HybridStreamError({
      code: "invalid-order",
      message: 'startChannel: a source of kind "encoder" pushes to the platform itself: use mode "hls-only".',
      field: "source.kind",
    });
  }
  // Plain JSON by the schema above; what `parse` returns may carry `undefined` members.
  return JSON.parse(JSON.stringify({ ...parsed, source: source ?? { kind: "encoder" } }));
}

function asOrder<Value>(read: () => Value): Value {
  try {
    return read();
  } catch (thrown) {
    if (!HybridStreamError.isInstance(thrown) || thrown.code !== "invalid-options") throw thrown;
    throw new HybridStreamError({ code: "invalid-order", message: thrown.message, field: thrown.field, cause: thrown });
  }
}
