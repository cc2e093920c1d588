import {
  type Architecture,
  architectureOf,
  isPresetName,
  type PriceBook,
  presets,
  type Resolution,
  type Scenario,
} from "@hybrid-stream/cost-model";
import { books, list202611NoAllowances } from "@hybrid-stream/cost-model/books";
import { usageError } from "./usage-error.js";

const text = { type: "string" } as const;

/** The options that say what is to be priced, for `util.parseArgs`. */
export const scenarioOptions = {
  viewers: text,
  "interactive-viewers": text,
  hours: text,
  resolution: text,
  hosts: text,
  "bitrate-kbps": text,
  "segment-seconds": text,
  "watch-share": text,
  region: text,
  architecture: text,
  relay: text,
  platform: text,
  cdn: text,
  dyno: text,
  "agora-account": text,
  plan: { type: "string", multiple: true },
  book: text,
  "no-allowances": { type: "boolean" },
} as const;

/** What `util.parseArgs` makes of them. */
export type ScenarioValues = {
  readonly [K in keyof typeof scenarioOptions]?: (typeof scenarioOptions)[K] extends { multiple: true }
    ? string[] | undefined
    : (typeof scenarioOptions)[K] extends { type: "boolean" }
      ? boolean | undefined
      : string | undefined;
};

export const scenarioHelp = `What is priced:
  --viewers N             mean viewers at the same moment (default 200)
  --hours H               live hours in the month (default 30)
  --resolution R          audio, 360p, 480p, 720p (default), 1080p, 1440p, 2160p
  --hosts N               hosts on screen (default 1)
  --interactive-viewers N viewers of those who stay on Agora RTC (default 0)
  --bitrate-kbps N        what one viewer receives (default by resolution)
  --segment-seconds S     length of an HLS segment (default 4)
  --watch-share X         part of the show that a viewer watches (default 1)
  --region R              na-eu (default), india, japan, anz, south-america, ...

How it is carried:
  --architecture NAME     a preset (default cloudflare-stream)
  --relay, --platform, --cdn, --dyno
                          change one field of the preset

Prices:
  --book NAME             list-2026-11 (default) or seed
  --no-allowances         no free quantities, plans or discounts: the margin
  --agora-account KIND    legacy (default: made before 2025-08-29) or package
  --plan ID               only this plan, such as mux.launch; may be repeated
`;

function numberOf(value: string | undefined, argument: string): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (value.trim() !== "" && Number.isFinite(number)) return number;
  throw usageError(argument, `must be a number; got "${value}".`);
}

/** The preset of that name, with the fields that other options change. */
export function readArchitecture(values: ScenarioValues): Architecture {
  const name = values.architecture ?? "cloudflare-stream";
  const preset = isPresetName(name) ? presets[name] : undefined;
  if (preset === undefined) {
    throw usageError("--architecture", `must be one of ${Object.keys(presets).join(", ")}; got "${name}".`);
  }
  const { relay, platform, cdn, dyno } = values;
  const changes = Object.entries({ relay, platform, cdn, dyno }).filter(([, value]) => value !== undefined);
  // The names are checked there: what comes back is an architecture.
  return architectureOf({ ...preset, ...Object.fromEntries(changes) } as Architecture);
}

function readPlans({ "agora-account": account = "legacy", plan = [] }: ScenarioValues): string[] {
  if (account !== "legacy" && account !== "package") {
    throw usageError("--agora-account", `must be legacy or package; got "${account}".`);
  }
  return account === "package" ? [...plan, "agora.package"] : plan;
}

/** The price book that the options name. */
export function readBook(values: ScenarioValues): PriceBook {
  const name = values.book ?? "list-2026-11";
  const book = books.get(name);
  if (book === undefined) throw usageError("--book", `must be one of ${[...books.keys()].join(", ")}; got "${name}".`);
  if (values["no-allowances"] !== true) return book;
  if (book.id === "list-2026-11") return list202611NoAllowances;
  if (book.id === list202611NoAllowances.id) return book;
  throw usageError("--no-allowances", `goes with the book list-2026-11; the book ${book.id} has no allowances.`);
}

/** The scenario that the options describe. Its fields are checked by the cost model. */
export function readScenario(values: ScenarioValues): Scenario {
  const optional = {
    interactiveViewers: numberOf(values["interactive-viewers"], "--interactive-viewers"),
    hosts: numberOf(values.hosts, "--hosts"),
    bitrateKbps: numberOf(values["bitrate-kbps"], "--bitrate-kbps"),
    segmentSeconds: numberOf(values["segment-seconds"], "--segment-seconds"),
    watchShare: numberOf(values["watch-share"], "--watch-share"),
    // Checked by the cost model, like every other field.
    resolution: values.resolution as Resolution | undefined,
    region: values.region,
  };
  return {
    architecture: readArchitecture(values),
    viewers: numberOf(values.viewers, "--viewers") ?? 200,
    hours: numberOf(values.hours, "--hours") ?? 30,
    plans: readPlans(values),
    ...(Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)) as Partial<Scenario>),
  };
}
