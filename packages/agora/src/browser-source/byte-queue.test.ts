import { expect, it } from "vitest";
import { ByteQueue } from "./byte-queue.js";

const bytes = (length: number): Uint8Array => new Uint8Array(length).fill(length);
const settled = async (promise: Promise<unknown>): Promise<boolean> => {
  const later = new Promise((resolve) => setImmediate(resolve, "later"));
  return (await Promise.race([promise.then(() => "settled"), later])) === "settled";
};

it("hands on in order and holds the writer up beyond its bound", async () => {
  const queue = new ByteQueue(10);
  const chunks = queue[Symbol.asyncIterator]();
  expect(await settled(queue.push(bytes(9)))).toBe(true);
  const held = queue.push(bytes(1));
  expect(await settled(held)).toBe(false);
  expect(queue.bufferedBytes).toBe(10);
  expect((await chunks.next()).value).toHaveLength(9);
  expect(await settled(held)).toBe(true);
  expect((await chunks.next()).value).toHaveLength(1);
  expect(queue.bufferedBytes).toBe(0);
});

it("gives what is there before the error, and the error to who waits", async () => {
  const queue = new ByteQueue(10);
  const chunks = queue[Symbol.asyncIterator]();
  void queue.push(bytes(3));
  queue.end(new Error("gone"));
  queue.end();
  expect((await chunks.next()).value).toHaveLength(3);
  await expect(chunks.next()).rejects.toThrow("gone");

  const other = new ByteQueue(10);
  const waiting = other[Symbol.asyncIterator]().next();
  other.end(new Error("gone"));
  await expect(waiting).rejects.toThrow("gone");
});

it("lets the writer go when the reader does", async () => {
  const queue = new ByteQueue(1);
  const held = queue.push(bytes(5));
  await queue[Symbol.asyncIterator]().return?.();
  expect(await settled(held)).toBe(true);
  expect(queue.bufferedBytes).toBe(0);
  expect(await settled(queue.push(bytes(5)))).toBe(true);
});
