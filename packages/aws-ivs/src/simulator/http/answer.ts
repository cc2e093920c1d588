/** A request, wherever it came from. */
export interface SimulatedRequest {
  readonly method: string;
  readonly url: URL;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An answer. `cut`: half of the body, then the connection breaks. */
export interface SimulatedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly cut?: boolean;
}

/** `reset`: the connection breaks instead. `never`: nothing comes back. */
export type Reply = SimulatedAnswer | "reset" | "never";

/** An answer in JSON. */
export function jsonAnswer(status: number, body: object, headers: Record<string, string> = {}): SimulatedAnswer {
  return { status, headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) };
}

/** Success without a body. */
export function emptyAnswer(status: 200 | 204): SimulatedAnswer {
  return { status, headers: {}, body: "" };
}

/** An error in the shape of the API's model: its name in a header, its text in `exceptionMessage`. */
export function errorAnswer(
  { name, status }: { readonly name: string; readonly status: number },
  exceptionMessage: string,
  headers: Record<string, string> = {},
): SimulatedAnswer {
  return jsonAnswer(status, { exceptionMessage }, { "x-amzn-errortype": name, ...headers });
}
