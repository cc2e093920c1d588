import type { Converter } from "./converter.js";

const unixSeconds = (date: Date): number => Math.floor(date.getTime() / 1_000);

/** What create, update and notifications tell. */
export function summaryOf(converter: Converter): object {
  const { id, createdAt, updatedAt, state } = converter;
  return { id, createTs: unixSeconds(createdAt), updateTs: unixSeconds(updatedAt), state };
}

export const summaryFields = "id,createTs,updateTs,state";

/** The configuration with its times and state: wrapped for a raw converter, bare for a mixing one. */
export function detailOf(converter: Converter): object {
  const { sent, settings } = converter.configuration;
  const { createdAt, updatedAt, state } = converter;
  const detail = { ...sent, createTs: unixSeconds(createdAt), updateTs: unixSeconds(updatedAt), state };
  return settings.rawOptions ? { converter: detail } : detail;
}

/** What a list tells of one: numbers are strings, and the address holds its stream key. */
export function memberOf(converter: Converter, appId: string): object {
  const { settings } = converter.configuration;
  return {
    rtcChannel: converter.channel,
    status: "200",
    converterName: converter.name,
    updateTs: String(unixSeconds(converter.updatedAt)),
    appId,
    rtmpUrl: settings.rtmpUrl,
    ip: "192.0.2.1",
    converterId: converter.id,
    create: String(unixSeconds(converter.createdAt)),
    idleTimeout: String(settings.idleTimeout ?? ""),
    state: converter.state,
  };
}

/** The configuration with id, as the notification of a new converter has it. */
export function createdPayloadOf(converter: Converter): object {
  return { ...converter.configuration.sent, ...summaryOf(converter) };
}

/** What is left to tell of a destroyed one. */
export function destroyedPayloadOf(converter: Converter): object {
  const { id, name, createdAt, updatedAt } = converter;
  return { id, name, createTs: unixSeconds(createdAt), updateTs: unixSeconds(updatedAt) };
}
