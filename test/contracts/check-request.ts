import { checkValue } from "./check-value.js";
import type { Contract, ContractOperation, Shape } from "./contract-schema.js";

/** A request as it left the client. */
export interface RecordedRequest {
  readonly method: string;
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Empty: none. */
  readonly body: string;
}

/** What a contract says about a request. */
export interface Verdict {
  /** The operation that it calls; `null`: none that the contract knows. */
  readonly operation: string | null;
  readonly problems: readonly string[];
}

function fits({ method, host, path }: ContractOperation, request: RecordedRequest): boolean {
  const url = new URL(request.url);
  const pattern = path.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{\w+\}/g, "[^/]+");
  const hosts = host.replaceAll(".", "\\.").replace(/\{\w+\}/g, "[^./]+");
  return (
    method === request.method &&
    new RegExp(`^${hosts}$`).test(url.hostname) &&
    new RegExp(`^${pattern}$`).test(url.pathname)
  );
}

/** A query holds text: what the shape wants as a number or a truth value is read as such. */
function fromText(text: string, shape: Shape | undefined): unknown {
  if (shape?.type === "boolean" && (text === "true" || text === "false")) return text === "true";
  if ((shape?.type === "integer" || shape?.type === "number") && text.trim() !== "") return Number(text);
  return text;
}

/** The query as an object; a name that ends in `[]`, or that the shape has as an array, collects its values. */
function queryOf(url: string, shape: Shape): Record<string, unknown> {
  const { searchParams } = new URL(url);
  return Object.fromEntries(
    [...new Set(searchParams.keys())].map((name) => {
      const field = shape.fields?.[name];
      const texts = searchParams.getAll(name);
      if (field?.type === "array") return [name, texts.map((text) => fromText(text, field.items))];
      return [name, fromText(texts[0] ?? "", field)];
    }),
  );
}

const none: Shape = { type: "object", fields: {} };

function bodyProblems({ body: shape }: ContractOperation, { body, headers }: RecordedRequest): string[] {
  if (body === "") return shape?.required?.length ? ["the body is missing"] : [];
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return ["the body is not JSON"];
  }
  const isLabelled = headers["content-type"]?.startsWith("application/json") ?? false;
  const problems = isLabelled ? [] : ["the body's content-type must be application/json"];
  return [...problems, ...checkValue(value, shape ?? none, "body")];
}

/** Finds the operation that a request calls, and checks method, path, query, headers and body against it. */
export function checkRequest(contract: Contract, request: RecordedRequest): Verdict {
  const candidates = contract.operations.filter((each) => fits(each, request));
  // A path without variables outranks one that it would fit as well.
  const operation = candidates.sort((a, b) => a.path.split("{").length - b.path.split("{").length)[0];
  if (!operation) {
    const { hostname, pathname } = new URL(request.url);
    const problem = `${contract.vendor} has no operation ${request.method} ${hostname}${pathname}`;
    return { operation: null, problems: [problem] };
  }
  const known = Object.keys(operation.headers?.fields ?? {});
  const own = Object.fromEntries(Object.entries(request.headers).filter(([name]) => known.includes(name)));
  const query = operation.query ?? none;
  const problems = [
    ...checkValue(queryOf(request.url, query), query, "query"),
    ...checkValue(own, operation.headers ?? none, "headers"),
    ...bodyProblems(operation, request),
  ];
  return { operation: operation.name, problems: problems.map((problem) => `${operation.name}: ${problem}`) };
}
