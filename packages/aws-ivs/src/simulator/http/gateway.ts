import { randomUUID } from "node:crypto";
import { channelOperations } from "../operations/channel-operations.js";
import { cloudWatchTarget, getMetricData } from "../operations/cloud-watch.js";
import { keyOperations } from "../operations/key-operations.js";
import type { Operation, World } from "../operations/operation.js";
import { playbackOperations } from "../operations/playback-operations.js";
import { recordingOperations } from "../operations/recording-operations.js";
import { streamOperations } from "../operations/stream-operations.js";
import { tagOperation } from "../operations/tag-operations.js";
import type { Reply, SimulatedAnswer, SimulatedRequest } from "./answer.js";
import { applyFault } from "./apply-fault.js";
import type { FaultList } from "./faults.js";
import { IvsError, ivsError } from "./ivs-errors.js";
import { playbackAnswer } from "./playback-answers.js";
import type { RateLimiter } from "./rate-limiter.js";
import type { RequestLog } from "./request-log.js";

const operations: Readonly<Record<string, Operation>> = {
  ...channelOperations,
  ...keyOperations,
  ...streamOperations,
  ...playbackOperations,
  ...recordingOperations,
};
/** The operations of the API that the simulator answers, by name. */
export const operationNames: readonly string[] = Object.keys(operations);
const tagNames: Readonly<Record<string, string>> = {
  GET: "ListTagsForResource",
  POST: "TagResource",
  DELETE: "UntagResource",
};

/** What stands between requests and the world. */
export interface GatewayParts {
  readonly world: World;
  readonly limiter: RateLimiter;
  readonly faults: FaultList;
  readonly log: RequestLog;
}

function jsonOf(text: string): unknown {
  try {
    return text === "" ? {} : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Checks credentials and rates in front of every operation, and lets faults happen. */
export class Gateway {
  readonly #parts: GatewayParts;

  constructor(parts: GatewayParts) {
    this.#parts = parts;
  }

  async answer(request: SimulatedRequest): Promise<Reply> {
    const { world, log, faults } = this.#parts;
    const forViewers = request.method === "GET" ? playbackAnswer(request.url, world) : null;
    if (forViewers) return forViewers;
    const operation = nameOf(request);
    if (operation === null) return ivsError("UnknownOperationException", "");
    log.came();
    const carryOut = (): Promise<Reply> => this.#carryOut(operation, request);
    const fault = faults.take(operation);
    const reply = await (fault ? applyFault(fault, carryOut, world.timers) : carryOut());
    log.add({
      at: world.timers.clock.now(),
      operation,
      method: request.method,
      path: request.url.pathname,
      input: request.body === "" ? undefined : jsonOf(request.body),
      status: typeof reply === "string" ? null : reply.status,
    });
    return typeof reply === "string"
      ? reply
      : { ...reply, headers: { "x-amzn-requestid": randomUUID(), ...reply.headers } };
  }

  async #carryOut(operation: string, request: SimulatedRequest): Promise<SimulatedAnswer> {
    try {
      this.#admit(operation, request);
      const { world } = this.#parts;
      if (request.url.pathname.startsWith("/tags/")) return tagOperation(request, world);
      const run = operation === "GetMetricData" ? getMetricData : operations[operation];
      return (await run?.(jsonOf(request.body), world)) ?? ivsError("UnknownOperationException", "");
    } catch (thrown) {
      if (thrown instanceof IvsError) return ivsError(thrown.name, thrown.message);
      throw thrown;
    }
  }

  /** @throws for another credential, another region, and too many requests. The signature itself is not checked. */
  #admit(operation: string, { headers, body }: SimulatedRequest): void {
    const { credentials, region } = this.#parts.world.configuration;
    const scope = /Credential=([^/]+)\/\d{8}\/([a-z0-9-]+)\/(ivs|monitoring)\/aws4_request/.exec(
      headers.authorization ?? "",
    );
    if (scope?.[1] !== credentials.accessKeyId) {
      throw new IvsError("UnrecognizedClientException", "The security token included in the request is invalid.");
    }
    if (scope[2] !== region) {
      throw new IvsError("InvalidSignatureException", "Credential should be scoped to a valid region.");
    }
    if (!this.#parts.limiter.admit(operation)) throw new IvsError("ThrottlingException", "Rate exceeded");
    if (operation !== "PutMetadata") return;
    const channel = /"channelArn":"([^"]+)"/.exec(body)?.[1] ?? "";
    if (!this.#parts.limiter.admit(`PutMetadata ${channel}`))
      throw new IvsError("ThrottlingException", "Rate exceeded");
  }
}

function nameOf({ method, url, headers }: SimulatedRequest): string | null {
  if (url.pathname.startsWith("/tags/")) return tagNames[method] ?? null;
  if (method !== "POST") return null;
  if (headers["x-amz-target"] === cloudWatchTarget) return "GetMetricData";
  // A test server may stand below a path.
  const name = url.pathname.slice(url.pathname.lastIndexOf("/") + 1);
  return Object.hasOwn(operations, name) ? name : null;
}
