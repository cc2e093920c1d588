/**
 * Answers of a vendor, damaged in every way that a seed can name, and the run that throws them at a provider.
 *
 * - `seededRandom(seed)`: the same numbers for the same seed.
 * - `mutatedAnswer(right, random)`: a `Response` that once was right: another status, content type or header, a body
 *   with places changed, cut off, doubled, of HTML, empty, of broken bytes, or a connection that breaks half-way.
 * - `mutatedBody(right, random)`: the bytes of a webhook, damaged likewise.
 * - `readMutatedAnswers(run)`: opens a provider again and again, each time for a new customer, and lets it make its
 *   calls until the vendor has answered `total` times. `wrong` of its report has to be empty: an outcome is wrong when
 *   it is no HybridStreamError of `providers` (or one with the code `internal`), when a call's own check throws, when a
 *   call takes ten virtual minutes, and when a secret shows in a result, an error, its stack or causes, or a log line.
 *
 * Nothing in here knows a vendor: a test brings the right answers, the vendor's error bodies and the calls.
 */
import { inspect } from "node:util";
import { HybridStreamError, type Logger, type TimerHandle } from "@hybrid-stream/spec";
import { createVirtualClock, type VirtualClock } from "@hybrid-stream/testkit";

export type Random = () => number;

/** Numbers from 0 to below 1, the same for the same seed. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** One of the values, each as likely. */
export const pick = <Value>(random: Random, values: readonly [Value, ...Value[]]): Value =>
  values[Math.floor(random() * values.length)] ?? values[0];

const strange: readonly [unknown, ...unknown[]] = [
  null,
  ...[true, false, 0, -1, 1.5, 1e308, 2 ** 53, "", "0", "hibernating", "running", "\u0000\u202e", "__proto__"],
  ...["x".repeat(5000), ["x"], [], [[]], {}, { x: 1 }, { data: { members: "many" } }],
];

/** A copy with one place changed: another value, a field less, a field more, the same twice, or wrapped once more. */
function changeOnePlace(value: unknown, random: Random): unknown {
  if (random() < 0.15 || typeof value !== "object" || value === null) return pick(random, strange);
  if (Array.isArray(value)) {
    const index = Math.floor(random() * value.length);
    const changed = value.map((item, at) => (at === index ? changeOnePlace(item, random) : item));
    return random() < 0.3 ? [...changed, pick(random, strange), ...changed] : changed;
  }
  const entries = Object.entries(value);
  const index = Math.floor(random() * entries.length);
  const kind = random();
  if (kind < 0.2) return Object.fromEntries(entries.filter((_, at) => at !== index));
  if (kind < 0.3) return Object.fromEntries([...entries, [`new_${index}`, pick(random, strange)]]);
  if (kind < 0.35) return { data: value };
  return Object.fromEntries(
    entries.map(([name, item], at) => [name, at === index ? changeOnePlace(item, random) : item]),
  );
}

function damagedText(value: unknown, random: Random): string | Uint8Array<ArrayBuffer> | null {
  const text = JSON.stringify(value) ?? "";
  const kind = random();
  if (kind < 0.1) return text;
  if (kind < 0.6) {
    let changed = value;
    for (let round = 0; round <= random() * 3; round += 1) changed = changeOnePlace(changed, random);
    return JSON.stringify(changed) ?? "";
  }
  if (kind < 0.68) return text.slice(0, Math.floor(random() * text.length));
  if (kind < 0.74) return `<html><body>${text}</body></html>`;
  if (kind < 0.8) return null;
  if (kind < 0.84) return pick(random, ["null", "[]", "0", '"text"', "true", "NaN", "\u0000\ufffd"]);
  if (kind < 0.88) return `\ufeff${text}`;
  if (kind < 0.93) return `${text}${text}`;
  const bytes = new TextEncoder().encode(text);
  bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
  return bytes;
}

const statuses = [
  ...([200, 200, 200, 200, 200, 201, 204, 206, 301, 302] as const),
  ...([400, 401, 403, 404, 404, 409, 422, 429, 500, 502, 503, 504] as const),
] as const;
const bodiless: readonly number[] = [204];

/** An answer that once was right, and its text as far as it has one. */
export function mutatedAnswer(right: unknown, random: Random): { readonly response: Response; readonly text: string } {
  const headers = new Headers({ "content-type": pick(random, ["application/json", "text/html", "x", ""]) });
  if (random() < 0.1)
    headers.set("retry-after", pick(random, ["0", "1", "-1", "soon", "1e9", "Wed, 21 Oct 2065 07:28:00 GMT"]));
  if (random() < 0.1) headers.set("x-request-id", pick(random, ["id-1", "a b", "<script>", "x".repeat(5000)]));
  const status = pick(random, statuses);
  if (bodiless.includes(status)) return { response: new Response(null, { status, headers }), text: "" };
  if (random() < 0.05) {
    const start = new TextEncoder().encode((JSON.stringify(right) ?? "").slice(0, 14));
    const broken = new ReadableStream({
      start(controller) {
        controller.enqueue(start);
        controller.error(new TypeError("terminated"));
      },
    });
    return { response: new Response(broken, { status, headers }), text: "" };
  }
  const body = damagedText(right, random);
  const text = typeof body === "string" ? body : new TextDecoder().decode(body ?? new Uint8Array());
  return { response: new Response(body, { status, headers }), text };
}

/** The body of a webhook, changed in one or more places. */
export function mutatedBody(right: unknown, random: Random): Uint8Array {
  const changed = damagedText(right, random) ?? "";
  return typeof changed === "string" ? new TextEncoder().encode(changed) : changed;
}

/** A request that the vendor was sent. */
export interface AskedRequest {
  readonly method: string;
  readonly path: string;
}

/** What one call was really told, to judge its reading by. */
export interface Told {
  readonly statuses: number[];
  readonly texts: string[];
}

/** What a provider of one customer is made with. */
export interface MutationBench {
  /** Differs each time: a quota or a retry budget that is used up would hide answers. */
  readonly customer: string;
  readonly fetch: typeof globalThis.fetch;
  readonly clock: VirtualClock;
  /** Its lines are searched for secrets. */
  readonly logger: Logger;
  /** What the call that is under way was told so far. */
  readonly told: () => Told;
  /** Lets so many of the next answers be right and whole: what a vendor quotes it has to be sent first. */
  readonly answerWell: (count: number) => void;
}

export interface MutationRun {
  readonly seed: number;
  /** How many answers the vendor gives, the whole ones not counted. */
  readonly total: number;
  /** What none of the outcomes and log lines may show. */
  readonly secrets: readonly string[];
  /** Who an error may name as its provider. */
  readonly providers: readonly string[];
  /** What the vendor would answer, were it well. */
  readonly rightAnswer: (request: AskedRequest) => unknown;
  /** One of the vendor's error bodies, quoting as much of the request as it could: 12 % of answers are made from it. */
  readonly errorAnswer: (request: AskedRequest, random: Random) => unknown;
  /** Makes the providers of one customer. Each call checks its own reading, and throws a foreign error if it is wrong. */
  readonly open: (bench: MutationBench) => {
    readonly calls: readonly (() => Promise<unknown>)[];
    readonly close: () => Promise<void>;
  };
}

export interface MutationReport {
  readonly answers: number;
  /** Calls that returned something. */
  readonly read: number;
  /** Calls that ended in a typed error, by code. */
  readonly refused: Readonly<Record<string, number>>;
  /** What went wrong, at most a handful, each with the seed and the customer to find it again. */
  readonly wrong: readonly string[];
}

const workers = 64;
const hangsAfterMs = 600_000;

/** Runs it; every customer's damage depends on the seed and the customer alone. */
export async function readMutatedAnswers(run: MutationRun): Promise<MutationReport> {
  const clock = createVirtualClock();
  const refused: Record<string, number> = {};
  const wrong: string[] = [];
  let answers = 0;
  let customers = 0;
  let read = 0;

  const shownOf = (outcome: unknown): string => {
    // The whole of an error, stack and causes included, costs too much to be looked at each time.
    if ((read + answers) % 20 === 0) return inspect(outcome, { depth: 9, maxStringLength: null });
    return `${outcome instanceof Error ? outcome.message : ""}${JSON.stringify(outcome)}`;
  };

  /** What comes of a call; one that takes too long is left behind. */
  const endOf = async (call: () => Promise<unknown>): Promise<unknown> => {
    let timer: TimerHandle | undefined;
    const hanging = new Promise<never>((_, reject) => {
      timer = clock.setTimeout(() => reject(new Error("it hangs")), hangsAfterMs);
    });
    try {
      return await Promise.race([call(), hanging]);
    } finally {
      clock.clearTimeout(timer);
    }
  };

  const serve = async (number: number): Promise<void> => {
    const random = seededRandom(run.seed + Math.imul(number, 0x9e3779b1));
    const lines: string[] = [];
    const write = (fields: object, message?: string): void => {
      lines.push(`${message ?? ""}${JSON.stringify(fields)}`);
    };
    let told: Told = { statuses: [], texts: [] };
    let whole = 0;
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const url = new URL(input instanceof Request ? input.url : String(input));
      const request = { method: init?.method ?? (input instanceof Request ? input.method : "GET"), path: url.pathname };
      if (whole > 0) {
        whole -= 1;
        return Response.json(run.rightAnswer(request));
      }
      answers += 1;
      const right = random() < 0.12 ? run.errorAnswer(request, random) : run.rightAnswer(request);
      const { response, text } = mutatedAnswer(right, random);
      told.statuses.push(response.status);
      told.texts.push(text);
      return response;
    };
    const opened = run.open({
      customer: `customer-${run.seed}-${number}`,
      fetch,
      clock,
      logger: { debug: write, info: write, warn: write, error: write },
      told: () => told,
      answerWell: (count) => {
        whole = count;
      },
    });
    const complain = (at: number, what: string): void => {
      if (wrong.length < 5) wrong.push(`seed ${run.seed}, customer ${number}, call ${at}: ${what.slice(0, 600)}`);
    };
    for (const [at, call] of opened.calls.entries()) {
      told = { statuses: [], texts: [] };
      whole = 0;
      const outcome: unknown = await endOf(call).then(
        (value) => {
          read += 1;
          return value;
        },
        (thrown: unknown) => {
          const known = HybridStreamError.isInstance(thrown) && thrown.code !== "internal";
          if (!known || !run.providers.includes(thrown.provider ?? "")) complain(at, inspect(thrown));
          else refused[thrown.code] = (refused[thrown.code] ?? 0) + 1;
          return thrown;
        },
      );
      const shown = `${shownOf(outcome)}${lines.splice(0).join("\n")}`;
      if (run.secrets.some((secret) => shown.includes(secret))) complain(at, `a secret came out in ${shown}`);
    }
    await opened.close();
  };

  const work = async (): Promise<void> => {
    while (answers < run.total && wrong.length === 0) {
      customers += 1;
      await serve(customers);
    }
  };
  // A stack for each of so many errors would be most of the cost.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 2;
  try {
    let over = false;
    const all = Promise.all(Array.from({ length: workers }, work)).finally(() => {
      over = true;
    });
    // Time passes only while all wait, so that no pause costs any.
    while (!over) await clock.runUntil(() => over);
    await all;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
  return { answers, read, refused, wrong };
}
