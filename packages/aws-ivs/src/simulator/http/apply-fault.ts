import type { Timers } from "../timers.js";
import type { Reply } from "./answer.js";
import type { AwsIvsFault } from "./faults.js";
import { ivsError } from "./ivs-errors.js";

const page = "<!DOCTYPE html><html><head><title>404 Not Found</title></head><body>proxy</body></html>";

function changed(value: unknown, change: (fields: Record<string, unknown>) => Record<string, unknown>): unknown {
  if (Array.isArray(value)) return value.map((each) => changed(each, change));
  if (typeof value !== "object" || value === null) return value;
  return change(Object.fromEntries(Object.entries(value).map(([key, each]) => [key, changed(each, change)])));
}

function rewrite(reply: Reply, change: (text: string) => string): Reply {
  return typeof reply === "string" || reply.body === "" ? reply : { ...reply, body: change(reply.body) };
}

const inJson = (change: Parameters<typeof changed>[1]) => (text: string) =>
  JSON.stringify(changed(JSON.parse(text), change));

const strangeStates = inJson((fields) => ({
  ...fields,
  ...("state" in fields && { state: "HIBERNATING" }),
  ...("health" in fields && { health: "BRILLIANT" }),
}));
const moreFields = inJson((fields) => ({ ...fields, unheardOf: { ofThis: [1, "two"] }, anotherOne: "x" }));

/** Carries the request out as far as the fault lets it, and answers as the fault does. */
export async function applyFault(fault: AwsIvsFault, carryOut: () => Promise<Reply>, timers: Timers): Promise<Reply> {
  switch (fault.kind) {
    case "reset":
      return "reset";
    case "html":
      return { status: fault.status ?? 404, headers: { "content-type": "text/html" }, body: page };
    case "error": {
      if (fault.effect === true) await carryOut();
      const { name, message = `simulated ${name}`, retryAfterSeconds } = fault;
      return ivsError(
        name,
        message,
        retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) },
      );
    }
    case "lost-answer":
      await carryOut();
      return "reset";
    case "no-answer":
      await carryOut();
      return "never";
    case "truncated": {
      const reply = await carryOut();
      if (typeof reply === "string") return reply;
      // An answer without a body breaks off all the same.
      return reply.body === "" ? "reset" : { ...reply, cut: true };
    }
    case "slow": {
      const reply = await carryOut();
      await timers.pause(fault.milliseconds);
      return reply;
    }
    case "unknown-value":
      return rewrite(await carryOut(), strangeStates);
    case "extra-fields":
      return rewrite(await carryOut(), moreFields);
    case "body":
      return rewrite(await carryOut(), fault.change);
  }
}
