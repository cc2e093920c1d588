import type { Fetch } from "@hybrid-stream/provider-kit";
import { type Clock, type Logger, Secret } from "@hybrid-stream/spec";
import * as z from "zod/mini";
import { objectWith } from "../object-with.js";
import { type AgoraZone, agoraZones, isUsableHost } from "./hosts.js";

/** What all factories for Agora take. Everything is optional: the credentials come from the environment. */
export interface AgoraOptions {
  /** Which instance this is. Default: the provider's kind. */
  readonly id?: string | undefined;
  /** The project's App ID. Default: `AGORA_APP_ID`. */
  readonly appId?: string | undefined;
  /** The project's App Certificate, which signs tokens. Default: `AGORA_APP_CERTIFICATE`. */
  readonly appCertificate?: string | Secret | undefined;
  /** The account's customer id for the RESTful API; not the App ID. Default: `AGORA_CUSTOMER_ID`. */
  readonly customerId?: string | undefined;
  /** Its secret. Default: `AGORA_CUSTOMER_SECRET`. */
  readonly customerSecret?: string | Secret | undefined;
  /**
   * Base addresses in the order in which they are used. Default `https://api.agora.io`, `https://api.sd-rtn.com`, then
   * those of `zones`. Plain `http:` is taken for this machine only.
   */
  readonly hosts?: readonly string[] | undefined;
  /** Zones whose own hosts follow the two primary ones. Default none: check that your product is deployed there. */
  readonly zones?: readonly AgoraZone[] | undefined;
  /**
   * The part of the account's published quotas that this process may use, above 0 and up to 1. Default 1. With four
   * processes of yours on one account give 0.25.
   */
  readonly quotaShare?: number | undefined;
  readonly fetch?: Fetch | undefined;
  readonly clock?: Clock | undefined;
  readonly logger?: Logger | undefined;
}

const text = z.string().check(z.minLength(1));
const textOrSecret = z.union([text, z.instanceof(Secret)]);

/** The schema of a secret that a caller writes: a string, or a `Secret`. */
export const secretOption = textOrSecret;

/** The shape of {@link AgoraOptions}, to be spread into the `strictObject` of a factory's own options. */
export const agoraOptionsShape = {
  id: z.optional(z.string().check(z.regex(/^[a-z0-9][a-z0-9._-]*$/i))),
  appId: z.optional(text),
  appCertificate: z.optional(textOrSecret),
  customerId: z.optional(text),
  customerSecret: z.optional(textOrSecret),
  hosts: z.optional(
    z
      .array(
        z
          .string()
          .check(z.refine(isUsableHost, "it must be an https:// address, or http:// on this machine, without a path")),
      )
      .check(z.minLength(1)),
  ),
  zones: z.optional(z.array(z.enum(agoraZones))),
  quotaShare: z.optional(z.number().check(z.gt(0), z.lte(1))),
  fetch: z.optional(z.custom<Fetch>((value) => typeof value === "function", "it must be a function")),
  clock: z.optional(objectWith<Clock>("now", "monotonic", "setTimeout", "clearTimeout")),
  logger: z.optional(objectWith<Logger>("debug", "info", "warn", "error")),
} as const;
