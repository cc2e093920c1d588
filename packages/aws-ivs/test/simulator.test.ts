import {
  CreateChannelCommand,
  CreateStreamKeyCommand,
  DeleteChannelCommand,
  GetStreamCommand,
  IvsClient,
  ListChannelsCommand,
  ListStreamKeysCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateChannelCommand,
} from "@aws-sdk/client-ivs";
import { createVirtualClock } from "@hybrid-stream/testkit";
import { getResponse } from "msw";
import { describe, expect, it, onTestFinished } from "vitest";
import { type AwsIvsSimulatorOptions, createAwsIvsSimulator } from "../src/simulator.js";

/** The AWS SDK as it is, against the simulator on a socket. */
async function onSocket(options: AwsIvsSimulatorOptions = {}) {
  const simulator = createAwsIvsSimulator({ quotas: { requestsPerSecond: 1000 }, ...options });
  const { url: endpoint } = await simulator.listen();
  const { region, credentials } = simulator;
  const client = new IvsClient({ region, credentials, endpoint, maxAttempts: 1 });
  onTestFinished(async () => {
    client.destroy();
    await simulator.close();
    await simulator.close();
  });
  const { channel, streamKey } = await client.send(new CreateChannelCommand({ name: "show" }));
  return { simulator, client, endpoint, arn: channel?.arn ?? "", channel, key: streamKey?.value ?? "" };
}

describe("on a socket", () => {
  it("answers in the shapes of the fact sheet", async () => {
    const { channel, key, endpoint, client, arn } = await onSocket();
    expect(channel).toMatchObject({ latencyMode: "LOW", type: "STANDARD", authorized: false, insecureIngest: false });
    expect(channel?.ingestEndpoint).toMatch(/^[0-9a-f]+\.global-contribute\.live-video\.net$/);
    expect(channel?.playbackUrl).toContain(`${endpoint}/api/video/v1/eu-west-1.123456789012.channel.`);
    expect(key).toMatch(/^sk_eu-west-1_/);
    const thrown: unknown = await client
      .send(new GetStreamCommand({ channelArn: arn }))
      .catch((error: unknown) => error);
    expect(thrown).toMatchObject({ name: "ChannelNotBroadcasting", $metadata: { httpStatusCode: 404 } });
    expect(thrown).toHaveProperty("exceptionMessage");
    const { streamKeys } = await client.send(new ListStreamKeysCommand({ channelArn: arn }));
    expect(streamKeys?.[0]).not.toHaveProperty("value");
  });

  it("keeps the rules: one key, two filters conflict, nothing live is changed or deleted", async () => {
    const { client, arn, simulator, key } = await onSocket();
    const nameOf = (sent: Promise<unknown>): Promise<unknown> =>
      sent.then(
        () => null,
        (thrown: Error) => thrown.name,
      );
    expect(await nameOf(client.send(new CreateStreamKeyCommand({ channelArn: arn })))).toBe(
      "ServiceQuotaExceededException",
    );
    const filters = { filterByName: "show", filterByRecordingConfigurationArn: "" };
    expect(await nameOf(client.send(new ListChannelsCommand(filters)))).toBe("ConflictException");
    const wrong = new CreateChannelCommand({ preset: "HIGHER_BANDWIDTH_DELIVERY" });
    expect(await nameOf(client.send(wrong))).toBe("ValidationException");
    expect(await nameOf(client.send(new GetStreamCommand({ channelArn: "nonsense" })))).toBe("ValidationException");
    expect(await nameOf(client.send(new UpdateChannelCommand({ arn, latencyMode: "NORMAL" })))).toBeNull();
    simulator.publish({ streamKey: key });
    expect(await nameOf(client.send(new UpdateChannelCommand({ arn, latencyMode: "LOW" })))).toBe("ConflictException");
    expect(await nameOf(client.send(new DeleteChannelCommand({ arn })))).toBe("ConflictException");
  });

  it("reads, sets and takes away tags", async () => {
    const { client, arn } = await onSocket();
    await client.send(new TagResourceCommand({ resourceArn: arn, tags: { app: "shop", team: "live" } }));
    await client.send(new UntagResourceCommand({ resourceArn: arn, tagKeys: ["team"] }));
    expect((await client.send(new ListTagsForResourceCommand({ resourceArn: arn }))).tags).toEqual({ app: "shop" });
  });

  it("breaks, breaks off, and knows the wrong credentials and regions", async () => {
    const { client, arn, simulator, endpoint, key } = await onSocket();
    simulator.publish({ streamKey: key });
    for (const kind of ["reset", "truncated", "lost-answer"] as const) {
      simulator.faults.add({ kind });
      await expect(client.send(new GetStreamCommand({ channelArn: arn }))).rejects.toThrow();
    }
    expect((await client.send(new GetStreamCommand({ channelArn: arn }))).stream?.state).toBe("LIVE");
    const { credentials } = simulator;
    for (const [region, accessKeyId, name] of [
      ["eu-west-1", "AKIAOTHER", "UnrecognizedClientException"],
      ["us-east-1", credentials.accessKeyId, "InvalidSignatureException"],
    ] as const) {
      const other = new IvsClient({ endpoint, region, credentials: { ...credentials, accessKeyId }, maxAttempts: 1 });
      await expect(other.send(new ListChannelsCommand({}))).rejects.toMatchObject({ name });
      other.destroy();
    }
  });
});

it("answers a sixth call of a kind within a second with 429, and counts kinds apart", async () => {
  const clock = createVirtualClock();
  const simulator = createAwsIvsSimulator({ clock });
  const { region, credentials, requestHandler } = simulator;
  const client = new IvsClient({ region, credentials, requestHandler, maxAttempts: 1 });
  const list = () => client.send(new ListChannelsCommand({}));
  for (let call = 0; call < 5; call += 1) await list();
  await expect(list()).rejects.toMatchObject({ name: "ThrottlingException", $metadata: { httpStatusCode: 429 } });
  await client.send(new CreateChannelCommand({}));
  await clock.advance(1000);
  await list();
  await simulator.close();
});

it("refuses the encoder above the account's concurrent streams, by an event and no error", async () => {
  const { simulator, key, client } = await onSocket({ quotas: { concurrentStreams: 1, requestsPerSecond: 1000 } });
  const { streamKey } = await client.send(new CreateChannelCommand({}));
  expect(simulator.publish({ streamKey: key }).isAccepted).toBe(true);
  expect(await simulator.publish({ streamKey: streamKey?.value ?? "" }).closed).toBe("refused");
  expect(simulator.events().at(-1)).toMatchObject({
    "detail-type": "IVS Limit Breach",
    resources: [],
    detail: { limit_name: "Concurrent Broadcasts" },
  });
});

it("serves an msw server of the host's", async () => {
  const { simulator } = await onSocket();
  const headers = {
    authorization: `AWS4-HMAC-SHA256 Credential=${simulator.credentials.accessKeyId}/20260101/eu-west-1/ivs/aws4_request`,
  };
  const request = new Request("https://ivs.eu-west-1.amazonaws.com/ListChannels", {
    method: "POST",
    headers,
    body: "{}",
  });
  const response = await getResponse(simulator.handlers, request);
  expect(await response?.json()).toMatchObject({ channels: [{ name: "show" }] });
});

it.each([
  [{ accountId: "12" }, "accountId"],
  [{ region: "eu-north-1" }, "region"],
  [{ quotas: { channels: -1 } }, "quotas.channels"],
  [{ clocks: {} }, "clocks"],
])("refuses a wrong option by name: %o", (options, field) => {
  const make = () => Reflect.apply(createAwsIvsSimulator, null, [options]);
  expect(make).toThrow(expect.objectContaining({ code: "invalid-options", field }));
});
