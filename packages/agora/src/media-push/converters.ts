import { type ErrorOverride, type PacerPriority, type RejectedAnswer, redact } from "@hybrid-stream/provider-kit";
import { type CallContext, HybridStreamError, type Secret } from "@hybrid-stream/spec";
import type { AgoraClient, AgoraRequest } from "../rest/client-types.js";
import { createdSchema, gottenSchema, type ListedConverter, pageSchema, readMember } from "./converter-answers.js";
import type { WholeHandleData } from "./converter-handle.js";

/** What each request needs of its caller. */
export interface Calling {
  readonly call: Pick<CallContext, "signal" | "logger">;
  readonly operation: string;
}

const one = "/{region}/v1/projects/{appId}/rtmp-converters/{converterId}";
/** Agora gives 500 a page; more pages than this are taken for a list that never ends. */
const mostPages = 200;

function meaning({ status, headers }: RejectedAnswer): ErrorOverride | null {
  if (status === 403) {
    return {
      code: "forbidden",
      message:
        "Enable Media Push's server-side RESTful API for this App ID: Agora's console, project, All Features, Media Push.",
    };
  }
  if (status === 429) {
    return {
      code: "rate-limited",
      message: "Too many requests, or no converter is left in the account's quota: ask Agora for more.",
      ...(headers.get("retry-after") === null && { retryAfterMs: 5000 }),
    };
  }
  return null;
}

/** The REST calls of Media Push, one method a request. */
export class Converters {
  readonly #client: AgoraClient;

  constructor(client: AgoraClient) {
    this.#client = client;
  }

  /** @throws `conflict` when the name is taken. */
  async create(
    request: Calling & {
      readonly region: string;
      readonly appId: string;
      readonly regionHintIp: string | undefined;
      readonly json: object;
      readonly secrets: readonly Secret[];
    },
  ): Promise<{ readonly converterId: string }> {
    const { region, appId, regionHintIp, json, secrets } = request;
    const { body } = await this.#hiding(secrets, () =>
      this.#client.request({
        ...this.#common(request, "start"),
        method: "POST",
        path: "/{region}/v1/projects/{appId}/rtmp-converters",
        pathParameters: { region, appId },
        query: { regionHintIp },
        json,
        kind: "effect",
        quota: "media-push-create",
        schema: createdSchema,
      }),
    );
    return { converterId: body.converter.id };
  }

  /** @throws `not-found`, also while Agora moves the converter to another machine. */
  async get(data: WholeHandleData, calling: Calling): Promise<{ readonly state: string | null }> {
    const { body } = await this.#client.request({
      ...this.#common(calling, "observe"),
      method: "GET",
      path: one,
      pathParameters: pathOf(data),
      kind: "read",
      quota: "media-push-get",
      schema: gottenSchema,
    });
    return body;
  }

  /** @throws `not-found`, `conflict` and what else the client throws. */
  async update(
    data: WholeHandleData,
    request: Calling & {
      readonly sequence: number;
      readonly converter: object;
      readonly fields: string;
      readonly secrets: readonly Secret[];
    },
  ): Promise<void> {
    const { sequence, converter, fields, secrets } = request;
    await this.#hiding(secrets, () =>
      this.#client.request({
        ...this.#common(request, "start"),
        method: "PATCH",
        path: one,
        pathParameters: pathOf(data),
        query: { sequence },
        json: { converter, fields },
        kind: "effect",
        quota: "media-push-update",
      }),
    );
  }

  /** Resolves when Agora took the order. @throws `not-found` when there is nothing to delete that it can find. */
  async delete(data: WholeHandleData, calling: Calling): Promise<{ readonly requestId: string | undefined }> {
    const { requestId } = await this.#client.request({
      ...this.#common(calling, "stop"),
      method: "DELETE",
      path: one,
      pathParameters: pathOf(data),
      kind: "effect",
      quota: "media-push-delete",
    });
    return { requestId };
  }

  /** Those of a channel, or of the whole project. A channel that Agora does not know has none. */
  async *list(
    request: Calling & { readonly appId: string; readonly channel?: string; readonly priority: PacerPriority },
  ): AsyncGenerator<ListedConverter> {
    const { appId, channel, priority } = request;
    const seen = new Set<string>();
    let cursor: string | undefined;
    for (let page = 0; page < mostPages; page += 1) {
      const data = await this.#page(request, { appId, channel, cursor, priority });
      for (const member of data?.members ?? []) {
        const converter = readMember(member);
        if (converter !== null) yield converter;
      }
      const next = data?.cursor;
      if (next == null || next === "" || next === "0" || seen.has(next)) return;
      seen.add(next);
      cursor = next;
    }
  }

  async #page(
    calling: Calling,
    {
      appId,
      channel,
      cursor,
      priority,
    }: {
      readonly appId: string;
      readonly channel: string | undefined;
      readonly cursor: string | undefined;
      readonly priority: PacerPriority;
    },
  ) {
    const path = channel === undefined ? "" : "/channels/{channel}";
    try {
      const { body, requestId } = await this.#client.request({
        ...this.#common(calling, priority),
        method: "GET",
        path: `/v1/projects/{appId}${path}/rtmp-converters`,
        pathParameters: { appId, ...(channel !== undefined && { channel }) },
        query: { cursor },
        kind: "read",
        quota: "media-push-list",
        schema: pageSchema,
      });
      if (body.success !== false) return body.data;
      throw this.#refused(calling, requestId);
    } catch (thrown) {
      if (channel !== undefined && HybridStreamError.isInstance(thrown) && thrown.code === "not-found") return null;
      throw thrown;
    }
  }

  #refused({ operation }: Calling, requestId: string | undefined): HybridStreamError {
    const { provider } = this.#client;
    const message = `${operation}: Agora answered a list of converters with success false. Try again.`;
    return new HybridStreamError({
      code: "unexpected-response",
      retry: "safe",
      message,
      provider,
      operation,
      requestId,
    });
  }

  #common({ call, operation }: Calling, priority: PacerPriority) {
    const { signal, logger } = call;
    return { signal, logger, operation, priority, mapError: meaning } satisfies Partial<AgoraRequest>;
  }

  /** The client knows the whole address as a secret; the key alone could still be quoted by Agora. */
  async #hiding<Result>(secrets: readonly Secret[], send: () => Promise<Result>): Promise<Result> {
    try {
      return await send();
    } catch (thrown) {
      if (!HybridStreamError.isInstance(thrown)) throw thrown;
      const { code, fault, retry, provider, operation, requestId, retryAfterMs, field } = thrown;
      const message = redact(thrown.message, secrets);
      throw new HybridStreamError({ code, fault, retry, provider, operation, requestId, retryAfterMs, field, message });
    }
  }
}

function pathOf({ region, appId, converterId }: WholeHandleData) {
  return { region, appId, converterId };
}
