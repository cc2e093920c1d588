import { Secret } from "@hybrid-stream/spec";
import type { PlatformCase } from "./platform-subject.js";

/** About stream keys and the fence. */
export const platformKeyCases: readonly PlatformCase[] = [
  {
    name: "reads the same key with the same keyId again; the address does not hold the key",
    run: async (bench) => {
      const { handle } = await bench.create();
      const first = await bench.key(handle);
      const second = await bench.key(handle);
      const value = first.streamKey.reveal();
      bench
        .expect({
          sameKey: value === second.streamKey.reveal(),
          keyId: second.keyId,
          address: /^rtmps?:\/\/.*[^/]$/.test(first.url) && !first.url.includes(value),
          keyIdTellsKey: first.keyId.includes(value),
        })
        .toEqual({ sameKey: true, keyId: first.keyId, address: true, keyIdTellsKey: false });
    },
  },
  {
    name: "can rotate its key exactly where that is its fence",
    run: async ({ provider, expect }) => {
      const { fence, fenceDelaySeconds } = provider.capabilities;
      expect({ rotates: provider.rotateStreamKey !== undefined, delay: fenceDelaySeconds >= 0 }).toEqual({
        rotates: fence === "rotate",
        delay: true,
      });
    },
  },
  {
    name: "shuts an old publisher out by its fence, and takes the new one",
    run: async (bench) => {
      const { provider } = bench;
      const { handle, endpoint, publisher } = await bench.live();
      if (provider.capabilities.fence === "stop-first") {
        // Nothing but a proven stop shuts it out: it has to go on undisturbed by a mere reading of the key.
        await bench.key(handle, { relayGeneration: 2 });
        bench.expect({ over: publisher.over() }).toEqual({ over: false });
        return;
      }
      const call = bench.call({ relayGeneration: 2 });
      const fresh = (await provider.rotateStreamKey?.(handle, call)) ?? (await provider.getStreamKey(handle, call));
      bench.seen.push(fresh);
      if (provider.capabilities.fence === "rotate") {
        bench
          .expect({
            sameId: fresh.keyId === endpoint.keyId,
            sameKey: fresh.streamKey.reveal() === endpoint.streamKey.reveal(),
          })
          .toEqual({ sameId: false, sameKey: false });
        await bench.pause(provider.capabilities.fenceDelaySeconds * 1000);
      }
      const next = await bench.publish(fresh);
      await bench.until("the cut of the old publisher", publisher.over);
      await bench.expectRefused(endpoint);
      await bench.untilIngest(handle, ["receiving"]);
      bench.expect({ newPublisherOver: next.over() }).toEqual({ newPublisherOver: false });
      bench.expect((await bench.key(handle)).keyId).toEqual(fresh.keyId);
    },
  },
  {
    name: "refuses a key that was never its own",
    run: async (bench) => {
      const mine = await bench.key((await bench.create()).handle);
      const other = bench.subject.provider.getStreamKey(bench.subject.unknownHandle(), bench.call());
      const error = await bench.errorOf(other);
      bench
        .expect({ code: error.code, provider: error.provider })
        .toEqual({ code: "not-found", provider: bench.provider.id });
      await bench.expectRefused({ ...mine, streamKey: new Secret("testkit-never-issued"), keyId: "never-issued" });
    },
  },
];
