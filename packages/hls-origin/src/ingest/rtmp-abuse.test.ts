import { connect } from "node:net";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { eventually } from "./test-support/eventually.js";
import { publishTestMedia } from "./test-support/ffmpeg.js";
import { type IngestUnderTest, liveKey, readAll, startIngest } from "./test-support/ingest-under-test.js";
import {
  chunks,
  command,
  connectCommand,
  control,
  handshake,
  publishCommands,
  RawPublisher,
} from "./test-support/raw-publisher.js";
import { selfSigned } from "./test-support/self-signed.js";

const setChunkSize = 1;
const windowAcknowledgement = 5;
const audio = 8;
const video = 9;
const aacHeader = Buffer.from([0xaf, 0, 0x12, 0x10]);

async function publishRaw(ingest: IngestUnderTest): Promise<RawPublisher> {
  const publisher = new RawPublisher(ingest.port);
  publisher.send(handshake, connectCommand(), publishCommands(liveKey));
  await publisher.until("NetStream.Publish.Start");
  return publisher;
}

async function expectStillServing(ingest: IngestUnderTest): Promise<void> {
  const publisher = publishTestMedia(`rtmp://127.0.0.1:${ingest.port}/live/${liveKey}`);
  const session = await ingest.nextSession();
  await eventually(() => session.bytesReceived > 1_000, "media");
  session.cut("enough seen");
  await publisher.ended;
}

describe("a peer that never publishes", () => {
  it("is dropped when it sends its handshake too slowly", async () => {
    const ingest = await startIngest({ handshakeTimeoutMs: 500 });
    const slow = new RawPublisher(ingest.port);
    slow.send(Buffer.from([3]));
    const drip = setInterval(() => slow.send(Buffer.from([0])), 50);
    await slow.untilClosed();
    clearInterval(drip);
    expect(ingest.log()).toContain("no publish in time");
    await eventually(() => ingest.server.connections === 0, "no connection");
    expect(ingest.clock.running).toBe(0);
  });

  it.each([
    ["says nothing", Buffer.alloc(0)],
    ["only shakes hands", handshake],
    ["only connects", Buffer.concat([handshake, connectCommand()])],
  ])("is dropped when it %s", async (_case, bytes) => {
    const ingest = await startIngest({ handshakeTimeoutMs: 500 });
    await new RawPublisher(ingest.port).send(bytes).untilClosed();
    await eventually(() => ingest.server.connections === 0, "no connection");
  });

  it("is dropped when it never begins TLS", async () => {
    const ingest = await startIngest({ handshakeTimeoutMs: 500, tls: { port: 0, ...(await selfSigned()) } });
    await new RawPublisher(ingest.tlsPort).untilClosed();
    await new RawPublisher(ingest.tlsPort).send(Buffer.from("GET / HTTP/1.1\r\n\r\n")).untilClosed();
    await eventually(() => ingest.server.connections === 0, "no connection");
  });

  it("is dropped when it closes its side", async () => {
    const ingest = await startIngest();
    const halfOpen = new RawPublisher(ingest.port, { allowHalfOpen: true });
    halfOpen.send(handshake, connectCommand());
    await halfOpen.until("NetConnection.Connect.Success");
    halfOpen.socket.end();
    await eventually(() => ingest.server.connections === 0, "no connection");
  });

  it("is dropped after the limit of connections, and the others are served", async () => {
    const ingest = await startIngest({ maxConnections: 2 });
    const first = new RawPublisher(ingest.port);
    const second = new RawPublisher(ingest.port);
    await eventually(() => ingest.server.connections === 2, "two connections");
    await new RawPublisher(ingest.port).untilClosed();
    expect(first.isClosed || second.isClosed).toBe(false);
    first.socket.destroy();
    await eventually(() => ingest.server.connections === 1, "one connection");
    await expectStillServing(ingest);
    second.socket.destroy();
  });

  it("is dropped after a refusal, even when it does not go", async () => {
    const ingest = await startIngest({ handshakeTimeoutMs: 1_000 });
    const stubborn = new RawPublisher(ingest.port, { allowHalfOpen: true });
    stubborn.send(handshake, connectCommand(), publishCommands("wrong"));
    await stubborn.until("NetStream.Publish.BadName");
    expect(stubborn.received.includes("Publish.Start")).toBe(false);
    await eventually(() => ingest.server.connections === 0, "no connection");
    stubborn.socket.destroy();
  });
});

describe("a peer that breaks the protocol is dropped", () => {
  const partOfMessage = chunks({ type: 20, payload: Buffer.alloc(1_000) }).subarray(0, 12 + 128);
  it.each([
    ["no RTMP", "not an RTMP handshake", Buffer.from("GET / HTTP/1.1\r\nhost: x\r\n\r\n")],
    ["an address that is none", "not readable as RTMP", Buffer.concat([handshake, connectCommand("not an address")])],
    [
      "no application",
      "connect without an application",
      Buffer.concat([handshake, command("connect", 1, { tcUrl: "rtmp://localhost/live" })]),
    ],
    ["publish without connect", "unexpected publish", Buffer.concat([handshake, publishCommands(liveKey)])],
    ["connect twice", "a second connect", Buffer.concat([handshake, connectCommand(), connectCommand()])],
    ["a huge chunk size", "chunk size not allowed", Buffer.concat([handshake, control(setChunkSize, 0x7fffffff)])],
    ["a chunk size of 0", "chunk size not allowed", Buffer.concat([handshake, control(setChunkSize, 0)])],
    ["a huge message", "message too large", Buffer.concat([handshake, Buffer.from("03000000ffffff1400000000", "hex")])],
    [
      "media before the publish",
      "media before the publish",
      Buffer.concat([handshake, chunks({ type: audio, payload: aacHeader })]),
    ],
    // Without a check the parser goes back in its input, and with the right input never comes forward again.
    [
      "a message inside another",
      "a message began inside another",
      Buffer.concat([handshake, partOfMessage, chunks({ type: 20, payload: Buffer.alloc(10) })]),
    ],
    [
      "a flood of commands",
      "too much data before the publish",
      Buffer.concat([handshake, ...Array(5_000).fill(command("createStream", 2, null))]),
    ],
  ])("%s", async (_case, detail, bytes) => {
    const ingest = await startIngest();
    await new RawPublisher(ingest.port).send(bytes).untilClosed();
    await eventually(() => ingest.server.connections === 0, "no connection");
    expect(ingest.log()).toContain(`"detail":"${detail}"} rtmp connection dropped`);
    expect(ingest.log()).not.toContain(liveKey);
    expect(ingest.sessions).toEqual([]);
  });

  it("while it publishes: messages on ever more chunk streams", async () => {
    const ingest = await startIngest();
    const publisher = await publishRaw(ingest);
    for (let chunkStream = 4; chunkStream < 64; chunkStream++) {
      const start = chunks({ type: video, payload: Buffer.alloc(1_000_000), chunkStream });
      publisher.send(start.subarray(0, 12 + 128));
    }
    await publisher.untilClosed();
    expect(await ingest.sessions[0]?.closed).toEqual({ reason: "malformed" });
  });

  it("with any bytes, while others are served", async () => {
    const ingest = await startIngest({ handshakeTimeoutMs: 2_000 });
    const prefix = fc.constantFrom(
      Buffer.alloc(0),
      Buffer.from([3]),
      handshake,
      Buffer.concat([handshake, connectCommand()]),
      Buffer.concat([handshake, connectCommand(), publishCommands(liveKey)]),
    );
    const property = fc.asyncProperty(prefix, fc.uint8Array({ maxLength: 4_000 }), async (start, garbage) => {
      const peer = connect({ port: ingest.port, host: "127.0.0.1" });
      peer.on("error", () => {});
      peer.resume();
      peer.end(Buffer.concat([start, garbage]));
      await eventually(() => peer.closed, "the connection to end");
    });
    await fc.assert(property, { numRuns: 300 });
    await eventually(() => ingest.server.connections === 0, "no connection");
    await expectStillServing(ingest);
    expect(ingest.log()).not.toContain(liveKey);
  });
});

describe("the fine print of RTMP", () => {
  it("acknowledges what it receives as often as the publisher asks", async () => {
    const ingest = await startIngest();
    const publisher = await publishRaw(ingest);
    publisher.send(control(windowAcknowledgement, 200_000), control(setChunkSize, 60_000));
    publisher.send(chunks({ type: audio, payload: aacHeader, chunkSize: 60_000 }));
    const frame = chunks({ type: audio, payload: Buffer.alloc(50_000, 0xaf), chunkSize: 60_000 });
    for (let count = 0; count < 40; count++) await publisher.sendAll(frame);
    const acknowledgement = Buffer.from("020000000000040300000000", "hex");
    const last = (): number => {
      const at = publisher.received.lastIndexOf(acknowledgement);
      return at < 0 ? 0 : publisher.received.readUInt32BE(at + acknowledgement.length);
    };
    await eventually(() => last() >= 1_900_000, "an acknowledgement of nearly everything");
    publisher.socket.destroy();
  });

  it("keeps timestamps beyond 4.6 hours, over several chunks", async () => {
    const ingest = await startIngest();
    const publisher = await publishRaw(ingest);
    const timestamp = 0x12345678;
    publisher.send(chunks({ type: audio, payload: aacHeader, timestamp }));
    const frame = Buffer.concat([Buffer.from([0xaf, 1]), Buffer.alloc(1_000, 5)]);
    publisher.send(chunks({ type: audio, payload: frame, timestamp: timestamp + 23 }));
    publisher.send(command("deleteStream", 4, null, 1));
    const session = ingest.sessions[0];
    if (!session) throw new Error("no session");
    expect(await session.closed).toEqual({ reason: "publisher-left" });
    const media = await readAll(session);
    const firstTag = media.subarray(13);
    const secondTag = firstTag.subarray(11 + aacHeader.length + 4);
    // FLV writes the lowest 24 bits first, then the highest 8.
    expect(firstTag.subarray(4, 8).toString("hex")).toBe("34567812");
    expect(secondTag.subarray(4, 8).toString("hex")).toBe("34568f12");
    expect(secondTag.subarray(11, 11 + frame.length).equals(frame)).toBe(true);
    await publisher.untilClosed();
  });

  it.each([
    ["hvc1", "hevc"],
    ["av01", "av1"],
  ])("reports Enhanced RTMP's %s as %s", async (fourCc, codec) => {
    const ingest = await startIngest();
    const publisher = await publishRaw(ingest);
    const payload = Buffer.concat([Buffer.from([0x90]), Buffer.from(fourCc), Buffer.alloc(20)]);
    publisher.send(chunks({ type: video, payload }));
    await eventually(() => ingest.sessions[0]?.codecs.video !== null, "the codec");
    expect(ingest.sessions[0]?.codecs.video).toBe(codec);
    publisher.socket.destroy();
  });

  it("never tells the key back to the publisher", async () => {
    const ingest = await startIngest();
    const publisher = await publishRaw(ingest);
    expect(publisher.received.includes(liveKey)).toBe(false);
    publisher.socket.destroy();
  });
});
