import { testStreamingPlatform } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { muxSubject } from "./mux-subject.js";

testStreamingPlatform({
  describe,
  it,
  expect,
  title: "mux() as a streaming platform",
  create: muxSubject,
  timeoutMs: 60_000,
});
