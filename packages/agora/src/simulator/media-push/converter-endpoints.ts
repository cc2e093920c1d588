import { HttpResponse } from "msw";
import { jsonAnswer, messageError, noRoute, reasonError } from "../http/answers.js";
import type { Call, Endpoint } from "../http/endpoint.js";
import type { Converter } from "./converter.js";
import { detailOf, summaryFields, summaryOf } from "./converter-views.js";
import type { Converters } from "./converters.js";
import { isRecord, readConverter } from "./read-converter.js";
import { readUpdate } from "./read-update.js";

const regions = ["cn", "ap", "na", "eu"];
const ipv4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;

const headersOf = (converter: Converter): Record<string, string> => ({ "x-resource-id": converter.id });

const summaryAnswer = (converter: Converter): Response =>
  jsonAnswer(200, { converter: summaryOf(converter), fields: summaryFields }, headersOf(converter));

function create(converters: Converters, call: Call): Response {
  const hint = call.url.searchParams.get("regionHintIp");
  if (hint !== null && !ipv4.test(hint)) return messageError(400, "invalid parameter regionHintIp");
  const configuration = readConverter(isRecord(call.body) ? call.body.converter : undefined);
  if ("refused" in configuration) return messageError(400, configuration.refused);
  if (converters.hasName(configuration.settings.name ?? "")) return messageError(409, "converter name conflict");
  const converter = converters.create(call.parts.region ?? "", configuration, call.requestId);
  return converter ? summaryAnswer(converter) : messageError(429, "no resource available");
}

function update(converters: Converters, call: Call, converter: Converter): Response {
  const sequence = call.url.searchParams.get("sequence") ?? "";
  if (!/^\d{1,15}$/.test(sequence)) return messageError(400, "invalid parameter sequence");
  // The service keeps to the largest number: an older update is answered, and changes nothing.
  if (Number(sequence) <= converter.sequence) return summaryAnswer(converter);
  const change = readUpdate(call.body, converter.configuration);
  if ("refused" in change) return messageError(400, change.refused);
  converters.update(converter, { ...change, sequence: Number(sequence) }, call.requestId);
  return summaryAnswer(converter);
}

function destroy(converters: Converters, _call: Call, converter: Converter): Response {
  converters.destroy(converter, "Delete Request");
  return new HttpResponse(null, { status: 200, headers: headersOf(converter) });
}

/** Create, get, update and delete. Each wants the region in its path, and the same one for the same converter. */
export function converterEndpoints(converters: Converters, isEnabled: () => boolean): Endpoint[] {
  const path = "/:region/v1/projects/:appId/rtmp-converters";
  const guarded =
    (respond: (call: Call) => Response) =>
    (call: Call): Response => {
      if (!regions.includes(call.parts.region ?? "")) return noRoute();
      return isEnabled() ? respond(call) : reasonError(403, "no permission");
    };
  const onOne = (respond: (converters: Converters, call: Call, converter: Converter) => Response) =>
    guarded((call) => {
      const converter = converters.get(call.parts.id ?? "");
      const known = converter && !converter.migrating && converter.region === call.parts.region;
      return known ? respond(converters, call, converter) : reasonError(404, "Resource is not found and destroyed.");
    });
  const get = (_converters: Converters, _call: Call, converter: Converter): Response =>
    jsonAnswer(200, detailOf(converter), headersOf(converter));
  return [
    {
      operation: "createConverter",
      method: "POST",
      path,
      quota: "converterCreate",
      respond: guarded((call) => create(converters, call)),
    },
    { operation: "getConverter", method: "GET", path: `${path}/:id`, quota: "converterGet", respond: onOne(get) },
    {
      operation: "updateConverter",
      method: "PATCH",
      path: `${path}/:id`,
      quota: "converterUpdate",
      respond: onOne(update),
    },
    {
      operation: "deleteConverter",
      method: "DELETE",
      path: `${path}/:id`,
      quota: "converterDelete",
      respond: onOne(destroy),
    },
  ];
}
