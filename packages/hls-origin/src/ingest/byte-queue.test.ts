import { describe, expect, it } from "vitest";
import { ByteQueue } from "./byte-queue.js";

async function text(queue: ByteQueue): Promise<string> {
  let all = "";
  for await (const chunk of queue) all += Buffer.from(chunk).toString();
  return all;
}

describe("ByteQueue", () => {
  it("delivers in order what came before and during the reading", async () => {
    const queue = new ByteQueue({ maxBytes: 100, onAbandoned: () => {} });
    queue.push(Buffer.from("ab"));
    const read = text(queue);
    await Promise.resolve();
    queue.push(Buffer.from("cd"));
    queue.push(Buffer.from("ef"));
    queue.end("deliver");
    expect(await read).toBe("abcdef");
  });

  it("refuses more than its limit, and takes more once it has been read", async () => {
    const queue = new ByteQueue({ maxBytes: 4, onAbandoned: () => {} });
    expect(queue.push(Buffer.from("abcd"))).toBe(true);
    expect(queue.push(Buffer.from("e"))).toBe(false);
    const iterator = queue[Symbol.asyncIterator]();
    expect(Buffer.from((await iterator.next()).value).toString()).toBe("abcd");
    expect(queue.push(Buffer.from("e"))).toBe(true);
  });

  it("drops the rest when told to", async () => {
    const queue = new ByteQueue({ maxBytes: 10, onAbandoned: () => {} });
    queue.push(Buffer.from("abcd"));
    queue.end("drop");
    expect(await text(queue)).toBe("");
  });

  it("tells when its consumer leaves early, and only then", async () => {
    let abandoned = 0;
    const onAbandoned = (): void => {
      abandoned++;
    };
    const left = new ByteQueue({ maxBytes: 10, onAbandoned });
    left.push(Buffer.from("a"));
    for await (const _chunk of left) break;
    expect(abandoned).toBe(1);
    const finished = new ByteQueue({ maxBytes: 10, onAbandoned });
    finished.end("deliver");
    await text(finished);
    expect(abandoned).toBe(1);
  });

  it("has one consumer", () => {
    const queue = new ByteQueue({ maxBytes: 10, onAbandoned: () => {} });
    queue[Symbol.asyncIterator]();
    expect(() => queue[Symbol.asyncIterator]()).toThrow(expect.objectContaining({ code: "source-not-reopenable" }));
  });
});
