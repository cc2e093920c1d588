import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const program = `
  import assert from "node:assert/strict";
  import { describe, it } from "node:test";
  import { platformSubject } from "./fake-subjects.ts";
  import { testStreamingPlatform } from "../src/index.ts";
  const expect = (actual) => ({ toEqual: (expected) => assert.deepEqual(actual, expected) });
  testStreamingPlatform({ describe, it, expect, create: () => platformSubject() });
`;

it("runs under another runner: Node's own, with an expect of one method", async () => {
  const node = ["--conditions=@hybrid-stream/source", "--import", import.meta.resolve("tsx"), "--input-type=module"];
  // A test of Node inside a test of vitest must not take itself for its child.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const { stdout } = await promisify(execFile)(process.execPath, [...node, "--test-reporter=tap", "--eval", program], {
    cwd: import.meta.dirname,
    env,
  });
  expect(stdout).toMatch(/^# pass 5\d$/m);
  expect(stdout).toMatch(/^# fail 0$/m);
});
