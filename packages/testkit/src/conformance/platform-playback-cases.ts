import { type PlatformCase, streamSpec } from "./platform-subject.js";

/** About playback, status and viewers. */
export const platformPlaybackCases: readonly PlatformCase[] = [
  {
    name: "makes a playback address without asking its vendor",
    run: async (bench) => {
      const { handle } = await bench.create();
      const before = bench.subject.requests();
      const playback = await bench.provider.getPlaybackUrl(handle, { purpose: "view", viewerId: "viewer-1" });
      const { kind, url, latencySeconds } = playback;
      bench
        .expect({
          kind,
          url: /^https?:\/\//.test(url),
          latency: latencySeconds.low <= latencySeconds.high,
          requests: bench.subject.requests() - before,
        })
        .toEqual({ kind: "hls", url: true, latency: true, requests: 0 });
    },
  },
  {
    name: "signs playback for as long as was asked, where it can sign",
    run: async (bench) => {
      if (!bench.provider.capabilities.signedPlayback) {
        const { handle } = await bench.create();
        const { expiresAt } = await bench.provider.getPlaybackUrl(handle, { purpose: "view", expiresInSeconds: 600 });
        bench.expect({ expiresAt }).toEqual({ expiresAt: null });
        return;
      }
      const { handle } = await bench.provider.createLiveStream({ ...streamSpec, access: "signed" }, bench.call());
      const expiry = async (expiresInSeconds: number): Promise<number> => {
        const playback = await bench.provider.getPlaybackUrl(handle, { purpose: "view", expiresInSeconds });
        return Date.parse(playback.expiresAt ?? "");
      };
      const seconds = ((await expiry(1200)) - (await expiry(600))) / 1000;
      bench.expect({ longer: seconds > 570 && seconds < 630 }).toEqual({ longer: true });
    },
  },
  {
    name: "has nothing to play before media comes in, then segments that go on",
    run: async (bench) => {
      const { handle } = await bench.create();
      bench.expect((await bench.look(handle)).state).toEqual("not-yet");
      await bench.publish(await bench.key(handle));
      const lastSegment = async (): Promise<number> => {
        const seen = await bench.look(handle);
        return seen.state === "playing" ? seen.lastSegment : -1;
      };
      await bench.until("a first segment", async () => (await lastSegment()) >= 0);
      const first = await lastSegment();
      await bench.until("further segments", async () => (await lastSegment()) >= first + 2);
    },
  },
  {
    name: "tells an ingest that is idle, then receiving, then no more",
    run: async (bench) => {
      const { handle } = await bench.create();
      const { exists, ingest, observedAt } = await bench.status(handle);
      bench
        .expect({ exists, ingest, observedAt: observedAt instanceof Date })
        .toEqual({ exists: true, ingest: "idle", observedAt: true });
      const publisher = await bench.publish(await bench.key(handle));
      await bench.untilIngest(handle, ["receiving"]);
      await publisher.stop();
      await bench.untilIngest(handle, ["idle", "interrupted"]);
    },
  },
  {
    name: "names one broadcast, and keeps the name over a gap inside the continuity window",
    run: async (bench) => {
      const { stream, handle, endpoint, publisher } = await bench.live();
      const broadcast = async (): Promise<string | null> => (await bench.status(handle)).broadcastId;
      await bench.until("a broadcastId", async () => (await broadcast()) !== null);
      const first = await broadcast();
      await bench.pause(1000);
      bench.expect(await broadcast()).toEqual(first);
      // A window too short for a publisher to come back in promises nothing that could be tested.
      if ((stream.continuityWindowSeconds ?? 0) < stream.sessionHoldSeconds + 10) return;
      await publisher.stop();
      await bench.untilIngest(handle, ["idle", "interrupted"]);
      await bench.pause(stream.sessionHoldSeconds * 1000);
      await bench.publish(endpoint);
      await bench.untilIngest(handle, ["receiving"]);
      bench.expect(await broadcast()).toEqual(first);
    },
  },
  {
    name: "counts viewers in the way that it declares: a number from 0, or not known",
    run: async (bench) => {
      const { handle } = await bench.live();
      const { viewers } = await bench.status(handle);
      const { viewerCount } = bench.provider.capabilities;
      bench
        .expect({
          value: viewers === null || viewers.value >= 0,
          method: viewers === null || viewers.method === viewerCount,
        })
        .toEqual({ value: true, method: true });
    },
  },
  {
    name: "tells analytics as numbers from 0, or null where it does not know",
    run: async (bench) => {
      const { handle } = await bench.live();
      const range = { from: new Date(Date.now() - 3_600_000), to: new Date() };
      const analytics = await bench.provider.getStreamAnalytics(handle, range, bench.call());
      bench.seen.push(analytics);
      const wrong = Object.entries(analytics).filter(([, value]) => value !== null && !(value >= 0));
      bench.expect(wrong).toEqual([]);
    },
  },
  {
    name: "says of a stream that never was that it does not exist, as a value and not as an error",
    run: async (bench) => {
      bench.expect({ exists: (await bench.status(bench.subject.unknownHandle())).exists }).toEqual({ exists: false });
    },
  },
  {
    name: "answers for many in the order of their handles, where it can ask for many",
    run: async (bench) => {
      const { handle } = await bench.create();
      const unknown = bench.subject.unknownHandle();
      for (const handles of [
        [handle, unknown],
        [unknown, handle],
      ]) {
        const single = await Promise.all(handles.map((each) => bench.status(each)));
        const many = (await bench.provider.getStreamStatuses?.(handles, bench.call())) ?? single;
        bench.expect(many.map((status) => status.exists)).toEqual(single.map((status) => status.exists));
      }
    },
  },
];
