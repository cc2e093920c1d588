import { HybridStreamError } from "@hybrid-stream/spec";
import type { Outcome, Refusal } from "./ivs-caller.js";

/** Whether IVS refused, and how; `null` when it did what was asked. */
export function refusalOf(outcome: Outcome<unknown>): Refusal | null {
  return "refusal" in outcome ? outcome.refusal : null;
}

/** The body of an outcome that can be no refusal, because none was asked for. */
export function bodyOf<Body>(outcome: Outcome<Body>): Body {
  if ("body" in outcome) return outcome.body;
  throw new HybridStreamError({ code: "internal", message: `The refusal "${outcome.refusal}" was not expected.` });
}
