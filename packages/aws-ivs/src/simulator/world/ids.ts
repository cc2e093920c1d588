import { randomBytes, randomUUID } from "node:crypto";

const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/** So many letters and digits. */
export function randomId(length: number): string {
  return Array.from(randomBytes(length), (byte) => letters[byte % letters.length]).join("");
}

/** `st-` and 23 characters: 26 in all. */
export const streamId = (): string => `st-${randomId(23)}`;
export const eventId = (): string => randomUUID();
export const hostId = (): string => randomBytes(6).toString("hex");
