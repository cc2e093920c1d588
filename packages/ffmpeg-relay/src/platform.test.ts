import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type HlsOrigin, hlsOrigin } from "@hybrid-stream/hls-origin";
import { type IngestEndpoint, type RelayHandle, Secret } from "@hybrid-stream/spec";
import { effectContext, waitUntil } from "@hybrid-stream/testkit";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { temporaryFolder } from "../test/receiver.js";
import { relaySpec } from "../test/spec.js";
import { type FfmpegRelay, type FfmpegRelayOptions, ffmpegRelay } from "./index.js";

const folder = temporaryFolder();
const certFile = join(folder.path, "cert.pem");
const relays: FfmpegRelay[] = [];
let origin: HlsOrigin;
let ports: { rtmpPort: number; rtmpsPort: number | null };

beforeAll(async () => {
  const keyFile = join(folder.path, "key.pem");
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
  const request = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", ...subject];
  execFileSync("openssl", [...request, "-keyout", keyFile, "-out", certFile], { stdio: "ignore" });
  const tls = { port: 0, key: readFileSync(keyFile), cert: readFileSync(certFile) };
  origin = hlsOrigin({ secret: "a secret of the origin", rtmp: { port: 0, tls }, http: { port: 0 } });
  ports = await origin.start();
});
afterEach(async () => {
  await Promise.all(relays.splice(0).map((relay) => relay.close()));
});
afterAll(async () => {
  await origin.close();
  folder.remove();
});

async function liveStream(channelId: string) {
  const call = effectContext({ channelId });
  const spec = { access: "public", recording: false, latency: "standard", continuityWindowSeconds: 30 } as const;
  const { handle } = await origin.createLiveStream(spec, call);
  const key = await origin.getStreamKey(handle, call);
  const application = new URL(key.url.replace(/^rtmps?/, "http")).pathname;
  const at = (scheme: string, port: number | null): IngestEndpoint => ({
    ...key,
    url: `${scheme}://127.0.0.1:${port}${application}`,
  });
  return { handle, call, plain: at("rtmp", ports.rtmpPort), secure: at("rtmps", ports.rtmpsPort) };
}

async function start(ingest: IngestEndpoint, options: FfmpegRelayOptions = {}) {
  const relay = ffmpegRelay(options);
  relays.push(relay);
  const source = { kind: "test-picture", width: 320, height: 180, framesPerSecond: 15 } as const;
  const handle = await relay.startRelay(relaySpec(source, ingest), effectContext());
  return { relay, handle };
}

async function endOf({ relay, handle }: { relay: FfmpegRelay; handle: RelayHandle }) {
  const status = () => relay.getRelayStatus(handle, effectContext());
  await waitUntil(async () => (await status()).state === "failed", { what: "the failure" });
  return status();
}

describe("into a real platform", () => {
  it("delivers by RTMP, and a second publisher is refused, not called a wrong key", async () => {
    const stream = await liveStream("plain");
    await start(stream.plain);
    const receiving = async () => (await origin.getStreamStatus(stream.handle, stream.call)).ingest === "receiving";
    await waitUntil(receiving, { what: "ingest" });
    expect((await endOf(await start(stream.plain))).error?.code).toBe("destination-refused");
    expect(await receiving()).toBe(true);
  });

  it("names a key that the server rejects", async () => {
    const { plain } = await liveStream("rejected");
    const wrong = { ...plain, streamKey: new Secret("not-the-right-key-at-all") };
    const failed = await endOf(await start(wrong));
    expect(failed.error).toMatchObject({ code: "stream-key-rejected", fault: "destination" });
    expect(JSON.stringify(failed)).not.toContain("not-the-right-key");
  });

  it("checks the certificate of RTMPS servers unless it is told not to", async () => {
    const stream = await liveStream("secure");
    const failed = await endOf(await start(stream.secure));
    expect(failed.error).toMatchObject({ code: "destination-refused", message: expect.stringMatching(/certificate/i) });
    const receiving = async () => (await origin.getStreamStatus(stream.handle, stream.call)).ingest === "receiving";
    const trusted = await start(stream.secure, { tls: { caFile: certFile } });
    await waitUntil(receiving, { what: "ingest with the authority" });
    await trusted.relay.close();
    const other = await liveStream("unchecked");
    await start(other.secure, { tls: { verify: false } });
    await waitUntil(async () => (await origin.getStreamStatus(other.handle, other.call)).ingest === "receiving", {
      what: "ingest unchecked",
    });
  });
});
