import {
  HybridStreamError,
  type JsonObject,
  type MediaSource,
  type MediaSourceFactory,
  type RelaySpec,
} from "@hybrid-stream/spec";
import type { RelayConfiguration } from "../options.js";
import type { OpenSource, SourceInput } from "./open-source.js";
import { requireAllowed } from "./protocols.js";
import type { SingleUseSources } from "./single-use.js";

/** A source that has been checked, and opens for one run. */
export interface PreparedSource {
  readonly kind: "test-picture" | "file" | "url" | "custom" | "single-use";
  /** The scheme of an address, for the features that FFmpeg needs. */
  readonly scheme: string | null;
  open(signal: AbortSignal): Promise<OpenSource>;
}

function fixed(input: SourceInput): OpenSource {
  return { input, status: () => null, close: async () => {} };
}

function refuse(code: "source-not-found" | "source-forbidden", message: string, provider: string): HybridStreamError {
  return new HybridStreamError({ code, message, field: "source", provider, operation: "startRelay" });
}

async function openCustom(request: {
  readonly factory: MediaSourceFactory;
  readonly params: JsonObject;
  readonly signal: AbortSignal;
  readonly configuration: RelayConfiguration;
}): Promise<OpenSource> {
  const { factory, params, signal, configuration } = request;
  const source: MediaSource = await factory(params, signal);
  const { media } = source;
  try {
    // An order that was given up while its source opened must not leave the source open.
    signal.throwIfAborted();
    if (media.kind === "url") requireAllowed(media.url, configuration.allowedSourceProtocols, configuration.id);
  } catch (thrown) {
    await source.close();
    throw thrown;
  }
  return {
    input:
      media.kind === "url"
        ? { kind: "url", url: media.url }
        : { kind: "bytes", container: media.container, stream: media.stream },
    status: () => source.status?.() ?? null,
    close: () => source.close(),
  };
}

/**
 * Checks what can be checked of a source before anything runs.
 *
 * @throws `source-not-found`, `source-forbidden`, `source-not-reopenable`.
 */
export function prepareSource(
  spec: Pick<RelaySpec, "source">,
  configuration: RelayConfiguration,
  singleUse: SingleUseSources,
): PreparedSource {
  const { source } = spec.source;
  const { id } = configuration;
  if (source.kind === "test-picture") {
    const { width = 1280, height = 720, framesPerSecond = 30 } = source;
    const input = { kind: "test-picture", width: even(width), height: even(height), framesPerSecond } as const;
    return { kind: "test-picture", scheme: null, open: async () => fixed(input) };
  }
  if (source.kind === "file") {
    if (!configuration.allowFiles) {
      throw refuse("source-forbidden", "This relay opens no files: its option allowFiles is false.", id);
    }
    const input = { kind: "file", path: source.path, loop: source.loop ?? false } as const;
    return { kind: "file", scheme: "file", open: async () => fixed(input) };
  }
  if (source.kind === "url") {
    const scheme = requireAllowed(source.url, configuration.allowedSourceProtocols, id);
    return { kind: "url", scheme, open: async () => fixed({ kind: "url", url: source.url }) };
  }
  if (source.kind === "custom") {
    if (singleUse.isSingleUse(source.name)) {
      singleUse.requireUnopened(source.name);
      return { kind: "single-use", scheme: null, open: async () => singleUse.claim(source.name)() };
    }
    const factory = Object.hasOwn(configuration.sources, source.name) ? configuration.sources[source.name] : undefined;
    if (factory === undefined) {
      const names = Object.keys(configuration.sources).join(", ") || "none";
      const message = `No source is registered as "${source.name}" in the option sources (registered: ${names}).`;
      throw refuse("source-not-found", message, id);
    }
    const { params } = source;
    return {
      kind: "custom",
      scheme: null,
      open: (signal) => openCustom({ factory, params, signal, configuration }),
    };
  }
  throw refuse("source-forbidden", `This relay cannot carry a source of kind "${source.kind}".`, id);
}

const even = (pixels: number): number => Math.max(2, Math.floor(pixels / 2) * 2);
