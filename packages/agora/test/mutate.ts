/** Numbers from 0 to 1, the same for the same seed. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

type Random = () => number;

const pick = <Value>(random: Random, values: readonly [Value, ...Value[]]): Value =>
  values[Math.floor(random() * values.length)] ?? values[0];

const junk: readonly [unknown, ...unknown[]] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e308,
  2 ** 53,
  "",
  "0",
  "hibernating",
  "running",
  "\u0000\u202e",
  "__proto__",
  "x".repeat(5000),
  [],
  [[]],
  {},
  { converter: null },
  { data: { members: "many" } },
];

/** A copy with one place changed: another value, a field less, a field more, the same twice, or wrapped once more. */
function changeOnePlace(value: unknown, random: Random): unknown {
  if (random() < 0.15 || typeof value !== "object" || value === null) return pick(random, junk);
  if (Array.isArray(value)) {
    const index = Math.floor(random() * value.length);
    const changed = value.map((item, at) => (at === index ? changeOnePlace(item, random) : item));
    return random() < 0.3 ? [...changed, pick(random, junk), ...changed] : changed;
  }
  const entries = Object.entries(value);
  const index = Math.floor(random() * entries.length);
  const kind = random();
  if (kind < 0.2) return Object.fromEntries(entries.filter((_, at) => at !== index));
  if (kind < 0.3) return Object.fromEntries([...entries, [`new_${index}`, pick(random, junk)]]);
  if (kind < 0.35) return { data: value };
  return Object.fromEntries(
    entries.map(([name, item], at) => [name, at === index ? changeOnePlace(item, random) : item]),
  );
}

function mutateText(value: unknown, random: Random): string | Uint8Array<ArrayBuffer> | null {
  const text = JSON.stringify(value) ?? "";
  const kind = random();
  if (kind < 0.6) {
    let changed = value;
    for (let round = 0; round <= random() * 3; round += 1) changed = changeOnePlace(changed, random);
    return JSON.stringify(changed) ?? "";
  }
  if (kind < 0.7) return text.slice(0, Math.floor(random() * text.length));
  if (kind < 0.76) return `<html><body>${text}</body></html>`;
  if (kind < 0.82) return null;
  if (kind < 0.87) return `\ufeff${text}`;
  if (kind < 0.92) return `${text}${text}`;
  const bytes = new TextEncoder().encode(text);
  bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
  return bytes;
}

const statuses = [200, 200, 200, 200, 201, 206, 400, 401, 403, 404, 409, 429, 500, 503, 504, 301] as const;

/** An answer that once was right: another status, another body, strange headers, or a connection that breaks. */
export function mutatedAnswer(right: unknown, random: Random): { readonly response: Response; readonly text: string } {
  const headers = new Headers({ "content-type": pick(random, ["application/json", "text/html", "x", ""]) });
  if (random() < 0.1)
    headers.set("retry-after", pick(random, ["0", "-1", "soon", "1e9", "Wed, 21 Oct 2065 07:28:00 GMT"]));
  if (random() < 0.1) headers.set("x-request-id", pick(random, ["id-1", "a b", "<script>", "x".repeat(300)]));
  const status = pick(random, statuses);
  if (random() < 0.05) {
    const broken = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('{"converter":'));
        controller.error(new TypeError("terminated"));
      },
    });
    return { response: new Response(broken, { status, headers }), text: "" };
  }
  const body = mutateText(right, random);
  const text = typeof body === "string" ? body : new TextDecoder().decode(body ?? new Uint8Array());
  return { response: new Response(body, { status, headers }), text };
}

/** The body of a notification, changed in one or more places. */
export function mutatedBody(right: unknown, random: Random): Uint8Array {
  const changed = mutateText(right, random) ?? "";
  return typeof changed === "string" ? new TextEncoder().encode(changed) : changed;
}
