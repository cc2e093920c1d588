/** Anything that survives `JSON.parse(JSON.stringify(value))`. */
export type JsonValue = string | number | boolean | null | JsonValue[] | JsonObject;

/** A plain JSON object. What is stored or sent between processes is made of these. */
export interface JsonObject {
  [key: string]: JsonValue | undefined;
}
