import { testStreamingPlatform } from "@hybrid-stream/testkit";
import { describe, expect, it } from "vitest";
import { cloudflareSubject } from "./cloudflare-subject.js";

testStreamingPlatform({
  describe,
  it,
  expect,
  title: "cloudflareStream as a streaming platform",
  create: cloudflareSubject,
});
