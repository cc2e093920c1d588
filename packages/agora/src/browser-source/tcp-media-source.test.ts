import { mkdtemp, rm, stat } from "node:fs/promises";
import { createConnection, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { MediaSource } from "@hybrid-stream/spec";
import { createVirtualClock, waitUntil } from "@hybrid-stream/testkit";
import { afterEach, expect, it } from "vitest";
import { tcpMediaSource } from "./tcp-media-source.js";
import type { TcpMediaSourceOptions } from "./tcp-options.js";

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

const never = new AbortController().signal;

async function socketPath(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "sidecar-"));
  cleanUps.push(() => rm(folder, { recursive: true }));
  return join(folder, "media.sock");
}

async function dial(address: { path: string } | { port: number }): Promise<Socket> {
  let socket: Socket | null = null;
  const connected = () =>
    new Promise<boolean>((resolve) => {
      const attempt = createConnection(address);
      attempt.once("connect", () => {
        socket = attempt;
        resolve(true);
      });
      attempt.once("error", () => resolve(false));
    });
  await waitUntil(connected, { what: "a connection", timeoutMs: 10_000, intervalMs: 10 });
  if (socket === null) throw new Error("It was connected above.");
  const dialed: Socket = socket;
  dialed.on("error", () => {});
  cleanUps.push(() => dialed.destroy());
  return dialed;
}

function bytesOf(source: MediaSource): AsyncIterator<Uint8Array> {
  cleanUps.push(() => source.close());
  if (source.media.kind !== "bytes") throw new Error("It should give bytes.");
  return source.media.stream[Symbol.asyncIterator]();
}

async function openPath(path: string, more: Partial<TcpMediaSourceOptions> = {}) {
  const opening = tcpMediaSource({ container: "mpegts", path, ...more })({}, never);
  const sidecar = await dial({ path });
  sidecar.write("first");
  const source = await opening;
  return { sidecar, source, chunks: bytesOf(source) };
}

it("hands on what one sidecar sends, and hears no second one", async () => {
  const path = await socketPath();
  const { sidecar, source, chunks } = await openPath(path);
  expect(source.media).toMatchObject({ kind: "bytes", container: "mpegts" });
  expect(source.status?.()).toMatchObject({ publisherPresent: true });
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(String((await chunks.next()).value)).toBe("first");
  const second = await dial({ path });
  await new Promise((resolve) => second.once("close", resolve).resume());
  sidecar.write("more");
  expect(String((await chunks.next()).value)).toBe("more");
});

it("ends with source-ended when the sidecar hangs up, and opens again at the same path", async () => {
  const path = await socketPath();
  for (let round = 0; round < 2; round++) {
    const { sidecar, source, chunks } = await openPath(path);
    sidecar.end("last");
    let text = "";
    await expect(
      (async () => {
        for (;;) text += String((await chunks.next()).value);
      })(),
    ).rejects.toMatchObject({ code: "source-ended", retry: "safe" });
    expect(text).toBe("firstlast");
    await source.close();
    await expect(stat(path)).rejects.toMatchObject({ code: "ENOENT" });
  }
});

it("takes the place of a socket that a killed process left, never of one that is served", async () => {
  const path = await socketPath();
  const served = createServer();
  await new Promise<void>((resolve) => served.listen(path, resolve));
  const source = tcpMediaSource({ container: "mpegts", path });
  await expect(source({}, never)).rejects.toMatchObject({ code: "source-unreadable" });
  await new Promise((resolve) => served.close(resolve));
  const { spawnSync } = await import("node:child_process");
  const leave = `require("node:net").createServer().listen(process.argv[1], () => process.kill(process.pid, "SIGKILL"))`;
  spawnSync(process.execPath, ["-e", leave, path]);
  expect((await stat(path)).isSocket()).toBe(true);
  await openPath(path);
});

it("names its port, by the order's params", async () => {
  const asked: unknown[] = [];
  const port = new Promise<number>((resolve) => {
    const source = tcpMediaSource({
      container: "flv",
      port: (params) => {
        asked.push(params);
        return 0;
      },
      onListening: (address) => resolve("port" in address ? address.port : 0),
    });
    const opening = Promise.resolve(source({ channel: "show-42" }, never));
    opening.then(bytesOf, () => {});
  });
  (await dial({ port: await port })).write("FLV");
  expect(asked).toEqual([{ channel: "show-42" }]);
});

it("connects to a sidecar that listens, however late", async () => {
  const path = await socketPath();
  const opening = Promise.resolve(tcpMediaSource({ container: "flv", path, role: "connect" })({}, never));
  const sidecar = createServer((socket) => socket.on("error", () => {}).end("FLV"));
  cleanUps.push(() => sidecar.close());
  await new Promise<void>((resolve) => sidecar.listen(path, resolve));
  const chunks = bytesOf(await opening);
  expect(String((await chunks.next()).value)).toBe("FLV");
  await expect(chunks.next()).rejects.toMatchObject({ code: "source-ended" });
});

it("holds the sidecar up when nobody reads, and keeps no more than its bound", async () => {
  const { sidecar, source, chunks } = await openPath(await socketPath(), { maxBufferBytes: 65_536 });
  const all = 64 * 1_048_576;
  const isHeldUp = !sidecar.write(Buffer.alloc(all));
  expect(isHeldUp).toBe(true);
  // What the kernel takes is little beside what was written: nearly all of it waits on the sidecar's side.
  await waitUntil(() => sidecar.bytesWritten > 0, { what: "some to be taken", timeoutMs: 5_000, intervalMs: 10 });
  expect(sidecar.writableLength).toBeGreaterThan(all / 2);
  let read = 0;
  while (read < all + 5) read += (await chunks.next()).value?.length ?? 0;
  expect(read).toBe(all + 5);
  await source.close();
});

it("gives up on a sidecar that does not come, or falls silent", async () => {
  const clock = createVirtualClock();
  const path = await socketPath();
  const opening = Promise.resolve(tcpMediaSource({ container: "mpegts", path, clock })({}, never));
  const refused = expect(opening).rejects.toMatchObject({ code: "source-unreadable" });
  await waitUntil(() => stat(path).then(Boolean, () => false), {
    what: "the socket",
    timeoutMs: 5_000,
    intervalMs: 10,
  });
  await clock.advance(30_000);
  await refused;

  const { chunks, source } = await openPath(path, { clock });
  await chunks.next();
  const silent = expect(chunks.next()).rejects.toMatchObject({ code: "source-unreadable" });
  await clock.advance(10_000);
  await silent;
  expect(source.status?.().publisherPresent).toBeNull();
});

it("stops waiting when the relay does", async () => {
  const path = await socketPath();
  const stop = new AbortController();
  const opening = Promise.resolve(tcpMediaSource({ container: "mpegts", path })({}, stop.signal));
  const aborted = expect(opening).rejects.toBe("stopped");
  await waitUntil(() => stat(path).then(Boolean, () => false), {
    what: "the socket",
    timeoutMs: 5_000,
    intervalMs: 10,
  });
  stop.abort("stopped");
  await aborted;
  await expect(stat(path)).rejects.toMatchObject({ code: "ENOENT" });
});

it.each<[string, object]>([
  ["path", { container: "mpegts" }],
  ["path", { container: "mpegts", path: "/a", port: 1 }],
  ["container", { container: "mp4", path: "/a" }],
  ["maxBufferBytes", { container: "flv", path: "/a", maxBufferBytes: 1 }],
])("refuses a wrong %s at once", (field, options) => {
  const make = () => tcpMediaSource(options as TcpMediaSourceOptions);
  expect(make).toThrow(expect.objectContaining({ code: "invalid-options", field }));
});
