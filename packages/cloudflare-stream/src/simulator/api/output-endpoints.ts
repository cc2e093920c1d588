import * as z from "zod/mini";
import { emptyAnswer, failureAnswer, notFound, resultAnswer } from "../http/answers.js";
import type { Call, Endpoint } from "../http/endpoint.js";
import type { Account } from "../world/account.js";
import { newId } from "../world/ids.js";
import type { SimulatedLiveInput, SimulatedOutput } from "../world/live-input.js";
import { apiRoot } from "./api-root.js";

const root = `${apiRoot}/stream/live_inputs/:input/outputs`;
const mostOutputs = 50;
const created = z.looseObject({ url: z.string(), streamKey: z.string(), enabled: z.optional(z.boolean()) });
const changed = z.looseObject({ enabled: z.boolean() });

/** Simulcast. Nothing is really sent anywhere. */
export function outputEndpoints(account: Account): Endpoint[] {
  const of =
    (work: (input: SimulatedLiveInput, call: Call) => Response) =>
    (call: Call): Response => {
      const input = account.inputs.get(call.parts.input ?? "");
      return input ? work(input, call) : notFound();
    };
  const one = (work: (output: SimulatedOutput, input: SimulatedLiveInput, body: unknown) => Response) =>
    of((input, { parts, body }) => {
      const output = input.outputs.get(parts.output ?? "");
      return output ? work(output, input, body) : notFound();
    });

  return [
    {
      operation: "listOutputs",
      method: "GET",
      path: root,
      permission: "read",
      respond: of((input) => resultAnswer([...input.outputs.values()])),
    },
    {
      operation: "addOutput",
      method: "POST",
      path: root,
      permission: "write",
      respond: of((input, { body }) => {
        const parsed = z.safeParse(created, body);
        if (!parsed.success) return failureAnswer(400, 10_005, "Bad Request: url and streamKey are required");
        if (input.outputs.size >= mostOutputs) return failureAnswer(400, 10_005, "Too many outputs");
        const { url, streamKey, enabled = true } = parsed.data;
        const output = { uid: newId(), url, streamKey, enabled };
        input.outputs.set(output.uid, output);
        return resultAnswer(output);
      }),
    },
    {
      operation: "updateOutput",
      method: "PUT",
      path: `${root}/:output`,
      permission: "write",
      respond: one((output, _, body) => {
        const parsed = z.safeParse(changed, body);
        if (!parsed.success) return failureAnswer(400, 10_005, "Bad Request: enabled is required");
        output.enabled = parsed.data.enabled;
        return resultAnswer(output);
      }),
    },
    {
      operation: "removeOutput",
      method: "DELETE",
      path: `${root}/:output`,
      permission: "write",
      respond: one((output, input) => {
        input.outputs.delete(output.uid);
        return emptyAnswer(200);
      }),
    },
  ];
}
