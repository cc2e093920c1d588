import { Secret } from "@hybrid-stream/spec";
import * as z from "zod/mini";
import type { StreamCall, StreamClient } from "../client/client-types.js";
import { enveloped } from "../client/envelope.js";
import { gone } from "./live-inputs-api.js";

const outputSchema = z.object({
  uid: z.string(),
  url: z.nullish(z.string()),
  streamKey: z.nullish(
    z.pipe(
      z.string(),
      z.transform((value: string) => new Secret(value)),
    ),
  ),
  enabled: z.nullish(z.boolean()),
});

/** Where an input is pushed on to. */
export type Output = z.output<typeof outputSchema>;

/** Simulcast: up to 50 outputs an input, changed at any time. Their minutes are billed as delivered. */
export interface Outputs {
  list(inputId: string, call: StreamCall): Promise<Output[]>;
  /** Not repeated blindly: list first after a failure whose outcome is unknown. */
  add(
    inputId: string,
    output: { readonly url: string; readonly streamKey: Secret; readonly enabled?: boolean },
    call: StreamCall,
  ): Promise<Output>;
  setEnabled(inputId: string, outputId: string, enabled: boolean, call: StreamCall): Promise<Output>;
  /** Stops within 30 s. One that is gone already is fine. */
  remove(inputId: string, outputId: string, call: StreamCall): Promise<void>;
}

const path = "/accounts/{account}/stream/live_inputs/{input}/outputs";
const schema = enveloped(outputSchema);

export function createOutputs(client: StreamClient): Outputs {
  return {
    async list(input, call) {
      const { body } = await client.request({
        method: "GET",
        path,
        parameters: { input },
        operation: "listOutputs",
        kind: "read",
        priority: "sweep",
        call,
        schema: enveloped(z.array(outputSchema)),
      });
      return body.result;
    },
    async add(input, { url, streamKey, enabled = true }, call) {
      const { body } = await client.request({
        method: "POST",
        path,
        parameters: { input },
        operation: "addOutput",
        kind: "effect",
        priority: "start",
        json: { url, streamKey, enabled },
        call,
        schema,
      });
      return body.result;
    },
    async setEnabled(input, output, enabled, call) {
      const { body } = await client.request({
        method: "PUT",
        path: `${path}/{output}`,
        parameters: { input, output },
        operation: "updateOutput",
        kind: "effect",
        priority: "start",
        json: { enabled },
        call,
        schema,
      });
      return body.result;
    },
    remove: (input, output, call) =>
      gone(
        client.request({
          method: "DELETE",
          path: `${path}/{output}`,
          parameters: { input, output },
          operation: "removeOutput",
          kind: "effect",
          priority: "stop",
          call,
        }),
      ),
  };
}
