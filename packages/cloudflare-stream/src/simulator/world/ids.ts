import { randomBytes } from "node:crypto";

/** 32 hex digits, as Cloudflare's ids have. */
export const newId = (): string => randomBytes(16).toString("hex");

/** A stream key: longer than an id, with the input's id at its end as in Cloudflare's examples. */
export const newStreamKey = (inputId: string): string => `${randomBytes(24).toString("hex")}k${inputId}`;

/** A passphrase. */
export const newPassphrase = (inputId: string): string => `${randomBytes(20).toString("hex")}p${inputId}`;
