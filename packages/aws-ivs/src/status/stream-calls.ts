import { GetStreamCommand, ListStreamsCommand, StopStreamCommand } from "@aws-sdk/client-ivs";
import * as z from "zod/mini";
import { allPages } from "../client/all-pages.js";
import { anything, channelArn, nextToken, type Stream, stream } from "../client/answers.js";
import type { CallScope, IvsCaller } from "../client/ivs-caller.js";
import { refusalOf } from "../client/refused.js";

// One that named no channel would leave a live channel looking idle.
const listPage = z.object({ streams: z.array(z.extend(stream, { channelArn })), nextToken });
const pageSize = 100;

/** The broadcast of now. `idle`: nobody broadcasts. `gone`: there is no such channel. */
export async function getStream(
  ivs: IvsCaller,
  channelArn: string,
  scope: CallScope,
): Promise<Stream | "idle" | "gone"> {
  const outcome = await ivs.request(
    {
      vendorOperation: "GetStream",
      kind: "read",
      schema: z.object({ stream }),
      refusals: ["ChannelNotBroadcasting", "ResourceNotFoundException"],
      send: (client, options) => client.send(new GetStreamCommand({ channelArn }), options),
    },
    scope,
  );
  if ("body" in outcome) return outcome.body.stream.state === "OFFLINE" ? "idle" : outcome.body.stream;
  return outcome.refusal === "ResourceNotFoundException" ? "gone" : "idle";
}

/** Everything that is live in the account and region, by channel: a request for each 100. */
export async function liveStreams(ivs: IvsCaller, scope: CallScope): Promise<Map<string, Stream>> {
  const page = async (token: string | undefined) => {
    const outcome = await ivs.request(
      {
        vendorOperation: "ListStreams",
        kind: "read",
        schema: listPage,
        send: (client, options) =>
          client.send(new ListStreamsCommand({ nextToken: token, maxResults: pageSize }), options),
      },
      scope,
    );
    return "body" in outcome
      ? { items: outcome.body.streams, next: outcome.body.nextToken ?? null }
      : { items: [], next: null };
  };
  const live = new Map<string, Stream>();
  for await (const each of allPages(page, { provider: ivs.provider, operation: scope.operation })) {
    if (each.state !== "OFFLINE") live.set(each.channelArn, each);
  }
  return live;
}

/** Drops the connection; the encoder may come back while its key is good. */
export async function stopStream(
  ivs: IvsCaller,
  channelArn: string,
  scope: CallScope,
): Promise<"asked" | "idle" | "gone"> {
  const outcome = await ivs.request(
    {
      vendorOperation: "StopStream",
      kind: "effect",
      schema: anything,
      refusals: ["ChannelNotBroadcasting", "ResourceNotFoundException"],
      send: (client, options) => client.send(new StopStreamCommand({ channelArn }), options),
    },
    scope,
  );
  const refusal = refusalOf(outcome);
  if (refusal === null) return "asked";
  return refusal === "ResourceNotFoundException" ? "gone" : "idle";
}
