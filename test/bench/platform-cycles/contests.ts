import {
  ChannelNotBroadcasting,
  CreateChannelCommand,
  DeleteChannelCommand,
  GetStreamCommand,
  IvsClient,
} from "@aws-sdk/client-ivs";
import { awsIvs } from "@hybrid-stream/aws-ivs";
import { cloudflareStream } from "@hybrid-stream/cloudflare-stream";
import { mux } from "@hybrid-stream/mux";
import Mux from "@mux/mux-node";
import Cloudflare from "cloudflare";
import type { Goal } from "../shared/measure.js";
import { ourCycle, restingClock } from "./our-cycle.js";
import type { SimulatedAccounts } from "./simulators-api.js";

/** Ours beside a vendor's official client, on the same account. A cycle creates a stream, asks for it and ends it. */
export interface Contest {
  readonly name: string;
  readonly peer: string;
  readonly goal: Goal;
  /** Cycles that run side by side. One, where a pacer has to rest between them. */
  readonly atOnce: number;
  ours(number: number): Promise<void>;
  theirs(number: number): Promise<void>;
  close(): Promise<void>;
}

function muxContest({ url, tokenId, tokenSecret }: SimulatedAccounts["mux"]): Contest {
  const requestsPerSecond = { post: 1_000_000, other: 1_000_000 };
  const platform = mux({ tokenId, tokenSecret, apiUrl: url, requestsPerSecond });
  const peer = new Mux({ tokenId, tokenSecret, baseURL: url });
  return {
    name: "mux()",
    peer: "@mux/mux-node",
    goal: { atLeast: 1.5 },
    atOnce: 8,
    ours: (number) => ourCycle(platform, number),
    async theirs(number) {
      const created = await peer.video.liveStreams.create({
        playback_policies: ["public"],
        new_asset_settings: { playback_policies: ["public"] },
        reconnect_window: 60,
        passthrough: `bench-${number}`,
      });
      await peer.video.liveStreams.retrieve(created.id);
      await peer.video.liveStreams.delete(created.id);
    },
    close: () => platform.close(),
  };
}

function cloudflareContest({ apiBaseUrl, accountId, apiToken }: SimulatedAccounts["cloudflare"]): Contest {
  const clock = restingClock();
  const platform = cloudflareStream({ accountId, apiToken, apiBaseUrl, clock });
  const peer = new Cloudflare({ apiToken, baseURL: apiBaseUrl });
  const account = { account_id: accountId };
  return {
    name: "cloudflareStream()",
    peer: "cloudflare",
    goal: { atLeast: 1.5 },
    atOnce: 1,
    ours: (number) => {
      clock.rest();
      return ourCycle(platform, number);
    },
    async theirs(number) {
      const meta = { name: `bench-${number}` };
      const { uid } = await peer.stream.liveInputs.create({ ...account, meta, recording: { mode: "automatic" } });
      if (uid === undefined) throw new Error("The live input has no uid.");
      await peer.stream.liveInputs.get(uid, account);
      await peer.stream.liveInputs.delete(uid, account);
    },
    close: () => platform.close(),
  };
}

function ivsContest({ url, accessKeyId, secretAccessKey }: SimulatedAccounts["ivs"]): Contest {
  const common = { region: "eu-west-1", endpoint: url, credentials: { accessKeyId, secretAccessKey } } as const;
  const clock = restingClock();
  const platform = awsIvs({ ...common, clock });
  const peer = new IvsClient(common);
  return {
    name: "awsIvs()",
    peer: "IvsClient",
    goal: { atLeast: 0.9 },
    atOnce: 1,
    ours: (number) => {
      clock.rest();
      return ourCycle(platform, number);
    },
    async theirs(number) {
      const { channel } = await peer.send(new CreateChannelCommand({ name: `bench-${number}` }));
      if (channel?.arn === undefined) throw new Error("The channel has no ARN.");
      await peer.send(new GetStreamCommand({ channelArn: channel.arn })).catch((thrown: unknown) => {
        if (!(thrown instanceof ChannelNotBroadcasting)) throw thrown;
      });
      await peer.send(new DeleteChannelCommand({ arn: channel.arn }));
    },
    async close() {
      await platform.close();
      peer.destroy();
    },
  };
}

export function contestsOn(accounts: SimulatedAccounts): Contest[] {
  return [muxContest(accounts.mux), cloudflareContest(accounts.cloudflare), ivsContest(accounts.ivs)];
}
