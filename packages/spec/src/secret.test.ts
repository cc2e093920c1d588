import { Console } from "node:console";
import { Writable } from "node:stream";
import { format, inspect } from "node:util";
import { expect, it } from "vitest";
import { HybridStreamError, publishUrl, Secret } from "./index.js";

const value = "live_sk_1234567890";
const secret = new Secret(value);

function printed(write: (console: Console) => void): string {
  const chunks: string[] = [];
  const sink = new Writable({
    write: (chunk, _encoding, done) => {
      chunks.push(String(chunk));
      done();
    },
  });
  write(new Console(sink));
  return chunks.join("");
}

const ways: [string, () => string][] = [
  ["String", () => String(secret)],
  ["a template", () => `${secret}`],
  ["concatenation", () => `key ${secret}`],
  ["JSON", () => JSON.stringify({ deep: [{ secret }] })],
  ["a JSON key", () => JSON.stringify({ [`${secret}`]: 1 })],
  ["inspect", () => inspect({ secret })],
  ["inspect of everything", () => inspect({ a: { b: { c: { secret } } } }, { showHidden: true, depth: 20 })],
  ["inspect without custom inspection", () => inspect(secret, { customInspect: false, showHidden: true })],
  ["%s", () => format("%s", secret)],
  ["%j", () => format("%j", { secret })],
  ["%o", () => format("%o", { secret })],
  ["%O", () => format("%O", { secret })],
  ["console.log", () => printed((console) => console.log(secret, { secret }))],
  ["console.table", () => printed((console) => console.table([{ secret }]))],
  ["console.dir", () => printed((console) => console.dir(secret, { showHidden: true }))],
  ["an error's cause", () => inspect(new Error("failed", { cause: { secret } }))],
  ["our own error", () => inspect(new HybridStreamError({ code: "internal", message: "failed", cause: secret }))],
  ["a structured clone", () => JSON.stringify(structuredClone(secret)) + inspect(structuredClone(secret))],
  ["its properties", () => JSON.stringify(Reflect.ownKeys(secret)) + JSON.stringify({ ...secret })],
];

it.each(ways)("does not tell its value to %s", (_name, print) => {
  expect(print()).not.toContain(value);
});

it("says that something was left out", () => {
  expect([String(secret), JSON.stringify(secret), inspect(secret)]).toEqual([
    "[redacted]",
    '"[redacted]"',
    "[redacted]",
  ]);
});

it("gives its value where it is asked for, and in the address for a publisher", () => {
  expect(secret.reveal()).toBe(value);
  expect(publishUrl({ url: "rtmps://ingest.example/live", streamKey: secret, keyId: "k" })).toBe(
    `rtmps://ingest.example/live/${value}`,
  );
});
