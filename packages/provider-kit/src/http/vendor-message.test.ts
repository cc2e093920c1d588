import fc from "fast-check";
import { expect, it } from "vitest";
import { vendorMessage } from "./vendor-message.js";

it.each([
  [{ message: "API rate limit exceeded" }, "API rate limit exceeded"],
  [{ code: 53, reason: "task conflict", cname: "c" }, "53: task conflict"],
  [{ success: false, errors: [{ code: 10046, message: "still live" }], result: null }, "10046: still live"],
  [{ error: { type: "invalid_parameters", messages: ["no policy"] } }, "invalid_parameters: no policy"],
  [{ error: { message: "bad" } }, "bad"],
  [{ error: "bad" }, "bad"],
  [{ message: "two\nlines\u0000\u202e" }, "two lines"],
  [{ message: " " }, null],
  [{ errors: [] }, null],
  ["text", null],
  [undefined, null],
])("reads %j", (body, message) => {
  expect(vendorMessage(body, [])).toBe(message);
});

it("redacts before it cuts", () => {
  const secret = "s".repeat(50);
  const message = vendorMessage({ message: `${"x".repeat(180)}${secret}` }, [secret]);
  expect(message).not.toContain("sss");
  expect(message?.length).toBeLessThanOrEqual(201);
});

it("takes any JSON", () => {
  fc.assert(fc.property(fc.jsonValue(), (body) => void vendorMessage(body, [])));
});
