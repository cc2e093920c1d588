import { expect, it, onTestFinished } from "vitest";
import { localShow } from "../../../test/e2e/local-show.js";
import { until } from "../../../test/support/until.js";
import { hlsOrigin } from "../src/index.js";
import { startS3Server } from "../src/s3/test-support/s3-server.js";
import { decode } from "./support/decode.js";
import { originSecret } from "./support/origin-under-test.js";

it("a show goes from FFmpeg over RTMP into a bucket, plays from there, and leaves nothing", async () => {
  const server = await startS3Server();
  onTestFinished(() => server.close());
  const storage = { objects: server.objects, publicUrl: server.publicUrl };
  const origin = hlsOrigin({ secret: originSecret, rtmp: { port: 0 }, storage });
  const show = localShow({ platforms: [origin] });
  onTestFinished(() => show.close());
  const source = { kind: "test-picture", width: 320, height: 180 } as const;
  await show.hybrid.startChannel({ channelId: "show", mode: "hybrid", source }, { waitUntil: "live" });
  const playback = await show.hybrid.getPlayback("show");
  if (playback.kind !== "hls") throw new Error("viewers were not sent to HLS");
  expect(playback.url.startsWith(`${server.publicUrl}/live/`)).toBe(true);
  // This server breaks an answer off when the object is replaced meanwhile, so one look may fail.
  const decoded = await until("pictures without a complaint", 60_000, async () => {
    const seen = await decode(playback.url);
    return seen.complaints === "" && seen;
  });
  expect(decoded.value).toMatchObject({ size: "320x180", pictures: 25 });
  await show.nextSegment("show", 30_000);

  const ended = await show.hybrid.endChannel("show", { waitUntil: "confirmed" });
  expect(ended).toMatchObject({ phase: "ended", settled: true });
  // Viewers' last playlist stays for a grace, and then everything goes.
  await until("an empty bucket", 45_000, async () => (await server.keys()).length === 0);
}, 180_000);
