import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { afterEach, expect, it } from "vitest";
import { waitUntil } from "../wait-until.js";
import { createFaultProxy, type FaultProxy } from "./fault-proxy.js";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A server that echoes, a proxy before it. */
async function setUp(onSocket: (socket: Socket) => void = (socket) => socket.pipe(socket)) {
  const sockets: Socket[] = [];
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.push(socket);
    socket.on("error", () => {});
    onSocket(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  cleanups.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const proxy = await createFaultProxy({ target: { host: "127.0.0.1", port: (server.address() as AddressInfo).port } });
  cleanups.push(() => proxy.close());
  return { proxy, server, sockets };
}

function client(proxy: FaultProxy) {
  const socket = connect(proxy.port, proxy.host);
  const state = { socket, text: "", code: "", closed: false };
  socket.on("data", (chunk) => {
    state.text += chunk.toString();
  });
  socket.on("error", (error: NodeJS.ErrnoException) => {
    state.code = error.code ?? "";
  });
  socket.on("close", () => {
    state.closed = true;
  });
  cleanups.push(() => socket.destroy());
  return state;
}

it("forwards both ways, counts bytes, and passes the end of a stream on", async () => {
  const { proxy } = await setUp();
  const one = client(proxy);
  one.socket.end("hello");
  await waitUntil(() => one.closed);
  expect(one.text).toBe("hello");
  expect(proxy.bytesForwarded).toEqual({ toTarget: 5, toClient: 5 });
  await waitUntil(() => proxy.connections === 0);
  expect(proxy.accepted).toBe(1);
});

it("holds a stalled connection open, lets the sender's buffers fill, and delivers everything afterwards", async () => {
  let received = 0;
  const { proxy } = await setUp((socket) => {
    socket.on("data", (chunk) => {
      received += chunk.length;
    });
  });
  const one = client(proxy);
  one.socket.write("x");
  await waitUntil(() => received === 1);
  await proxy.setMode("stall");
  const megabyte = Buffer.alloc(1024 * 1024);
  let sent = 1;
  let blocked = false;
  for (let count = 0; count < 64 && !blocked; count += 1) {
    sent += megabyte.length;
    one.socket.write(megabyte);
    // What does not fit into the buffers of the system stays in the socket's own.
    blocked = one.socket.writableLength > 8 * megabyte.length;
  }
  expect(blocked).toBe(true);
  expect([received, one.closed, proxy.connections]).toEqual([1, false, 1]);
  await proxy.setMode("pass");
  await waitUntil(() => received === sent);
});

it("takes new connections while it stalls, and answers them afterwards", async () => {
  const { proxy } = await setUp();
  await proxy.setMode("stall");
  const one = client(proxy);
  one.socket.write("late");
  await waitUntil(() => proxy.connections === 1 && one.socket.bytesWritten === 4);
  expect([one.text, one.closed]).toEqual(["", false]);
  await proxy.setMode("pass");
  await waitUntil(() => one.text === "late");
});

it("resets connections that are open and those that come", async () => {
  const { proxy } = await setUp();
  const one = client(proxy);
  one.socket.write("a");
  await waitUntil(() => one.text === "a");
  await proxy.setMode("reset");
  await waitUntil(() => one.closed);
  expect(one.code).toBe("ECONNRESET");
  const two = client(proxy);
  two.socket.write("b");
  await waitUntil(() => two.closed);
  expect(two.text).toBe("");
  expect(["ECONNRESET", "EPIPE"]).toContain(two.code);
});

it("refuses as if nothing listened, and comes back on the same port", async () => {
  const { proxy } = await setUp();
  const { port } = proxy;
  const one = client(proxy);
  one.socket.write("a");
  await waitUntil(() => one.text === "a");
  await proxy.setMode("refuse");
  await waitUntil(() => one.closed);
  const two = client(proxy);
  await waitUntil(() => two.closed);
  expect(two.code).toBe("ECONNREFUSED");
  await proxy.setMode("pass");
  const three = client(proxy);
  three.socket.write("again");
  await waitUntil(() => three.text === "again");
  expect(proxy.port).toBe(port);
});

it("forwards slowly without losing a byte", async () => {
  const { proxy } = await setUp((socket) => socket.end(Buffer.alloc(3000, "z")));
  await proxy.setMode({ mode: "slow", bytesPerSecond: 10_000 });
  const started = performance.now();
  const one = client(proxy);
  await waitUntil(() => one.closed);
  expect(one.text).toBe("z".repeat(3000));
  // No upper bound: how fast a machine is does not matter, that it cannot be faster does.
  expect(performance.now() - started).toBeGreaterThan(250);
});

it("swallows new connections while those that are open go on", async () => {
  const { proxy } = await setUp();
  const old = client(proxy);
  old.socket.write("a");
  await waitUntil(() => old.text === "a");
  await proxy.setMode("blackhole");
  const fresh = client(proxy);
  fresh.socket.write("never");
  await waitUntil(() => proxy.accepted === 2);
  old.socket.write("b");
  await waitUntil(() => old.text === "ab");
  await proxy.setMode("pass");
  old.socket.write("c");
  await waitUntil(() => old.text === "abc");
  expect([fresh.text, fresh.closed]).toEqual(["", false]);
});

it("passes the target's own death on", async () => {
  const { proxy, server, sockets } = await setUp();
  const one = client(proxy);
  one.socket.write("a");
  await waitUntil(() => one.text === "a");
  sockets[0]?.resetAndDestroy();
  await waitUntil(() => one.closed);
  expect(one.code).toBe("ECONNRESET");
  server.close();
  await once(server, "close");
  const two = client(proxy);
  await waitUntil(() => two.closed);
  expect(two.code).toBe("ECONNRESET");
});

it("closes any number of times and then takes no more modes", async () => {
  const { proxy } = await setUp();
  const one = client(proxy);
  one.socket.write("a");
  await waitUntil(() => one.text === "a");
  await Promise.all([proxy.close(), proxy.close()]);
  await waitUntil(() => one.closed);
  await expect(proxy.setMode("pass")).rejects.toMatchObject({ code: "closed" });
});

it("names the option that is wrong", async () => {
  await expect(createFaultProxy({ target: { host: "127.0.0.1", port: 0 } })).rejects.toMatchObject({
    code: "invalid-options",
    field: "target.port",
  });
  const { proxy } = await setUp();
  await expect(proxy.setMode({ mode: "slow", bytesPerSecond: 0 })).rejects.toMatchObject({ field: "bytesPerSecond" });
});
