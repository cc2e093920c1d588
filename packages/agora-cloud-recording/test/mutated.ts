/** Numbers from 0 to below 1, the same for the same seed. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Means {
  readonly random: () => number;
  /** What a vendor may quote. */
  readonly words: readonly string[];
}

const statuses = [200, 200, 200, 200, 200, 201, 204, 206, 302, 400, 400, 401, 403, 404, 404, 409, 429, 500, 502, 504];
const codes = [2, 7, 8, 15, 49, 53, 62, 65, 109, 400, 404, 405, 406, 432, 433, 435, 501, 502, 1001, 1003, -1, 1e21];

/** An answer that is damaged in one way or another, or not at all. */
export function mutated(sound: object, means: Means): Response {
  const { random, words } = means;
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const status = pick(statuses);
  const body = pick<() => string>([
    () => JSON.stringify(sound),
    () => JSON.stringify(change(sound, means)),
    () => JSON.stringify(change(change(sound, means), means)),
    () => JSON.stringify({ ...sound, code: pick(codes), reason: `about ${pick(words)}` }),
    () => JSON.stringify({ code: String(pick(codes)), reason: pick(words) }),
    () => JSON.stringify({ message: pick([...words, "appid is invalid", "no Route matched with those values"]) }),
    () => JSON.stringify(sound).slice(0, Math.floor(random() * 40)),
    () => `<html><body>${pick(words)}</body></html>`,
    () => "",
    () => pick(["null", "[]", "0", '"text"', "true", "NaN", "\u0000\ufffd"]),
  ])();
  const headers = new Headers({ "content-type": pick(["application/json", "text/html", "application/octet-stream"]) });
  if (random() < 0.1) headers.set("retry-after", pick(["1", "-1", "soon", "1e9"]));
  if (random() < 0.1) headers.set("x-request-id", pick(["request-1", "x".repeat(5000)]));
  return new Response(status === 204 ? null : body, { status, headers });
}

const strange: readonly unknown[] = [null, "", 0, -1, 1e300, true, [], {}, "x".repeat(5000), ["x"], { x: 1 }, "\u0000"];

/** The same object with one of its places changed. */
function change(value: unknown, means: Means): unknown {
  const { random } = means;
  if (typeof value !== "object" || value === null || random() < 0.15) {
    return strange[Math.floor(random() * strange.length)];
  }
  const copy: unknown = structuredClone(value);
  if (typeof copy !== "object" || copy === null) return copy;
  const keys = Object.keys(copy);
  const key = keys[Math.floor(random() * keys.length)];
  const how = random();
  if (key === undefined || how < 0.1) Reflect.set(copy, "unexpected", strange[Math.floor(random() * strange.length)]);
  else if (how < 0.25) Reflect.deleteProperty(copy, key);
  else Reflect.set(copy, key, change(Reflect.get(copy, key), means));
  return copy;
}
