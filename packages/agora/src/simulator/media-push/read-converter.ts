import * as z from "zod/mini";
import { type ConverterSettings, converterSchema } from "./converter-schema.js";

/** A configuration as it was sent, and as it was understood. */
export interface ConverterConfiguration {
  readonly sent: Readonly<Record<string, unknown>>;
  readonly settings: ConverterSettings;
}

/** What is wrong with a request, in the service's words. */
export interface Refusal {
  readonly refused: string;
}

const english = z.locales.en().localeError;

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Both spellings of the idle timeout are understood, and answered as one. */
function withOneSpelling(converter: Record<string, unknown>): Record<string, unknown> {
  const { idleTimeOut, ...rest } = converter;
  return idleTimeOut === undefined ? rest : { idleTimeout: idleTimeOut, ...rest };
}

/** Reads the `converter` of a create request, or of a configuration as an update leaves it. */
export function readConverter(converter: unknown): ConverterConfiguration | Refusal {
  if (!isRecord(converter)) return { refused: "converter is required" };
  const sent = withOneSpelling(converter);
  const read = z.safeParse(converterSchema, sent, { error: english });
  if (read.success) return { sent, settings: read.data };
  const issue = read.error.issues[0];
  return { refused: `invalid parameter converter.${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}` };
}
