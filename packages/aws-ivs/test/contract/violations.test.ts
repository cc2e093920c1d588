import { expect, it } from "vitest";
import { violations } from "./violations.js";

const request = { at: new Date(), method: "POST", status: 200 };
const arn = "arn:aws:ivs:eu-west-1:123456789012:channel/abcd";

it("finds what a request lacks, has too much, or has wrong", () => {
  const get = { ...request, operation: "GetStream", path: "/GetStream" };
  expect(violations({ ...get, input: { channelArn: arn } })).toEqual([]);
  expect(violations({ ...get, input: {} })).toEqual(["GetStream: input.channelArn is missing"]);
  expect(violations({ ...get, input: { channelArn: "x", more: 1 } })).toHaveLength(2);
  expect(violations({ ...get, path: "/getStream", input: { channelArn: arn } })).toHaveLength(1);
  const list = { ...request, operation: "ListStreams", path: "/ListStreams" };
  expect(violations({ ...list, input: { maxResults: 101 } })).toEqual([
    "ListStreams: input.maxResults is no such integer",
  ]);
  expect(violations({ ...request, operation: "DropChannel", path: "/DropChannel", input: {} })).toHaveLength(1);
});
