import { createHmac } from "node:crypto";
import { constantTimeEqual, parseOptions } from "@hybrid-stream/provider-kit";
import { type Clock, HybridStreamError, Secret, systemClock } from "@hybrid-stream/spec";
import * as z from "zod/mini";
import { objectWith } from "../object-with.js";
import { randomReservedUid, reservedUid } from "../rtc/reserved-uids.js";
import { RevokedRuns } from "./revoked-runs.js";

/** Longer than any run: Agora's recorder takes at most 720 hours. */
const longestSeconds = 30 * 24 * 3600;
const longestTicket = 2_048;
const shortestSecret = 32;

/** What a run's ticket is made for. */
export interface IssuePageTicket {
  /** The RTC channel that the page may join; at most 64 bytes. */
  readonly channel: string;
  /**
   * The uid that the page joins with, one of `reservedUids`, and nobody else in the channel. Default: a new one of
   * them, as far as chance goes.
   */
  readonly uid?: number;
  /** Which run of the page this is, for {@link PageTickets.revoke}. Use a new one for each run. */
  readonly runId: string;
  /** From now; at most 30 days. */
  readonly expiresInSeconds: number;
}

/** What a valid ticket says. */
export interface PageTicketClaims {
  readonly channel: string;
  readonly uid: number;
  readonly runId: string;
  readonly expiresAt: Date;
}

export interface PageTicketsOptions {
  /** At least 32 characters, the same on every machine that serves the page. */
  readonly secret: string | Secret;
  /**
   * Asked at each check whether a run has been revoked, beside this object's own memory: with several machines, look
   * it up where all of them see it.
   */
  readonly isRevoked?: (runId: string) => boolean | Promise<boolean>;
  /** Default: the machine's. */
  readonly clock?: Clock;
}

/** Issues, checks and takes back the tickets that admit the page to a channel. */
export interface PageTickets {
  /** @throws `invalid-options` with the field. */
  issue(request: IssuePageTicket): string;
  /** @throws `forbidden`, always with the same message: forged, expired and revoked look alike from outside. */
  verify(ticket: string): Promise<PageTicketClaims>;
  /** From now on no ticket of this run is valid, those issued later included. */
  revoke(runId: string): void;
}

const issueSchema = z.strictObject({
  channel: z.string().check(
    z.minLength(1),
    z.refine((name) => Buffer.byteLength(name) <= 64, "it must have at most 64 bytes"),
  ),
  uid: z.optional(reservedUid),
  runId: z.string().check(z.minLength(1), z.maxLength(200)),
  expiresInSeconds: z.int().check(z.minimum(1), z.maximum(longestSeconds)),
});
const payloadSchema = z.tuple([z.string(), z.int(), z.string(), z.int()]);

const optionsSchema = z.strictObject({
  secret: z.custom<string | Secret>(
    (value) =>
      (value instanceof Secret ? value.reveal() : typeof value === "string" ? value : "").length >= shortestSecret,
    `it must be a secret of at least ${shortestSecret} characters`,
  ),
  isRevoked: z.optional(
    z.custom<NonNullable<PageTicketsOptions["isRevoked"]>>(
      (value) => typeof value === "function",
      "it must be a function",
    ),
  ),
  clock: z._default(objectWith<Clock>("now"), systemClock),
});

const forbidden = (): HybridStreamError =>
  new HybridStreamError({
    code: "forbidden",
    message: "The page ticket is not valid. Issue a new one for the run.",
    operation: "verifyPageTicket",
  });

/**
 * Tickets are signed, so nothing is stored to issue or check one; only revoked runs are remembered, until the last
 * ticket of theirs has ended.
 *
 * @throws `invalid-options` when the secret is missing or short.
 */
export function createPageTickets(options: PageTicketsOptions): PageTickets {
  const { secret, isRevoked, clock } = parseOptions(optionsSchema, options, { name: "createPageTickets()" });
  const key = secret instanceof Secret ? secret : new Secret(secret);
  const revoked = new RevokedRuns(clock, longestSeconds * 1000);
  // The prefix keeps a signature made for something else with the same secret from being taken for a ticket's.
  const sign = (payload: string): string =>
    createHmac("sha256", key.reveal()).update(`hybrid-stream.page-ticket.v1.${payload}`).digest("base64url");

  const readSigned = (ticket: string): PageTicketClaims => {
    const [payload = "", signature = "", ...rest] = ticket.slice(0, longestTicket + 1).split(".");
    const signed = constantTimeEqual(sign(payload), signature);
    if (!signed || rest.length > 0) throw forbidden();
    const parsed = payloadSchema.safeParse(JSON.parse(Buffer.from(payload, "base64url").toString("utf8")));
    if (!parsed.success) throw forbidden();
    const [channel, uid, runId, expiresAtSeconds] = parsed.data;
    return { channel, uid, runId, expiresAt: new Date(expiresAtSeconds * 1000) };
  };

  return {
    issue(request) {
      const read = parseOptions(issueSchema, request, { name: "issue()" });
      const { channel, uid = randomReservedUid(), runId, expiresInSeconds } = read;
      const expiresAt = Math.floor(clock.now().getTime() / 1000) + expiresInSeconds;
      const payload = Buffer.from(JSON.stringify([channel, uid, runId, expiresAt])).toString("base64url");
      return `${payload}.${sign(payload)}`;
    },
    async verify(ticket) {
      const claims = readSigned(ticket);
      const isOver = claims.expiresAt.getTime() <= clock.now().getTime();
      const isTakenBack = revoked.has(claims.runId) || ((await isRevoked?.(claims.runId)) ?? false);
      if (isOver || isTakenBack) throw forbidden();
      return claims;
    },
    revoke: (runId) => revoked.add(runId),
  };
}
