import { emptyAnswer, failureAnswer, notFound, resultAnswer } from "../http/answers.js";
import type { Call, Endpoint } from "../http/endpoint.js";
import type { Account } from "../world/account.js";
import { defaultSettings, settingsAfter } from "../world/input-settings.js";
import type { SimulatedLiveInput } from "../world/live-input.js";
import { apiRoot } from "./api-root.js";

const root = `${apiRoot}/stream/live_inputs`;

const refusals: Readonly<Record<number, string>> = {
  10005: "Bad Request: the body does not fit",
  10060: "deleteRecordingAfterDays must be between 30 and 1096",
};

/** Live inputs, as the API has them. */
export function inputEndpoints(account: Account): Endpoint[] {
  const shown = (input: SimulatedLiveInput): Response =>
    resultAnswer(input.shown({ customerCode: account.customerCode, withCredentials: true }));
  const one =
    (work: (input: SimulatedLiveInput, call: Call) => Response | Promise<Response>) =>
    (call: Call): Response | Promise<Response> => {
      const input = account.inputs.get(call.parts.input ?? "");
      return input ? work(input, call) : notFound();
    };

  const update = one((input, { body }) => {
    const settings = settingsAfter(body, input.settings);
    if ("refusal" in settings) return failureAnswer(400, settings.refusal, refusals[settings.refusal] ?? "");
    input.apply(settings);
    return shown(input);
  });
  const setEnabled = (enabled: boolean) =>
    one((input) => {
      input.apply({ ...input.settings, enabled });
      return shown(input);
    });

  return [
    {
      operation: "createLiveInput",
      method: "POST",
      path: root,
      permission: "write",
      async respond({ body, headers }) {
        const key = headers.get("idempotency-key");
        if (key !== null && Buffer.byteLength(key) > 255) return failureAnswer(400, 10_005, "Idempotency-Key too long");
        const known = account.madeBy(key);
        if (known === "deleted") {
          return failureAnswer(409, 10_409, "The live input of this idempotency key has been deleted");
        }
        if (known) return shown(known);
        const settings = settingsAfter(body, defaultSettings);
        if ("refusal" in settings) return failureAnswer(400, settings.refusal, refusals[settings.refusal] ?? "");
        return shown(await account.createInput(settings, key));
      },
    },
    {
      operation: "listLiveInputs",
      method: "GET",
      path: root,
      permission: "read",
      respond({ url }) {
        const liveInputs = [...account.inputs.values()].map((input) =>
          input.shown({ customerCode: account.customerCode, withCredentials: false }),
        );
        const counted = url.searchParams.get("include_counts") === "true";
        return resultAnswer({ liveInputs, ...(counted && { range: liveInputs.length, total: liveInputs.length }) });
      },
    },
    { operation: "getLiveInput", method: "GET", path: `${root}/:input`, permission: "read", respond: one(shown) },
    { operation: "updateLiveInput", method: "PUT", path: `${root}/:input`, permission: "write", respond: update },
    {
      operation: "deleteLiveInput",
      method: "DELETE",
      path: `${root}/:input`,
      permission: "write",
      respond: one(async (input) => {
        await account.deleteInput(input);
        return emptyAnswer(200);
      }),
    },
    {
      operation: "enableLiveInput",
      method: "POST",
      path: `${root}/:input/enable`,
      permission: "write",
      respond: setEnabled(true),
    },
    {
      operation: "disableLiveInput",
      method: "POST",
      path: `${root}/:input/disable`,
      permission: "write",
      respond: setEnabled(false),
    },
    {
      operation: "rotateKeys",
      method: "POST",
      path: `${root}/:input/rotate_keys`,
      permission: "write",
      respond: one((input) => {
        input.rotate();
        return shown(input);
      }),
    },
  ];
}
