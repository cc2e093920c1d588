import type { AgoraClient } from "@hybrid-stream/agora";
import type { PacerPriority } from "@hybrid-stream/provider-kit";
import { HybridStreamError, type Logger, type Secret } from "@hybrid-stream/spec";
import type * as z from "zod/mini";
import { type Acquired, acquiredSchema, type Started, startedSchema } from "./answers.js";
import { type Queried, queriedSchema } from "./query-answer.js";
import { safeToRepeat, withoutSecrets } from "./revised-error.js";
import { codeOf, meaningOfRecordingError } from "./vendor-errors.js";

export type RecordingMode = "individual" | "mix" | "web";

/** Names one task at the vendor. All five are needed for every call about it. */
export interface TaskAddress {
  readonly mode: RecordingMode;
  readonly cname: string;
  readonly uid: string;
  readonly resourceId: string;
  readonly sid: string;
}

/** What the vendor said: an answer, or a refusal with its status and code. No answer at all is thrown. */
export type Answer<Body> =
  | { readonly ok: true; readonly body: Body; readonly requestId: string | undefined }
  | { readonly ok: false; readonly status: number; readonly code: number | null; readonly error: HybridStreamError };

/** What every call brings along. */
export interface ApiCall {
  readonly signal: AbortSignal;
  readonly logger?: Logger | undefined;
  /** In the contract's words, for errors and logs. */
  readonly operation: string;
  readonly priority: PacerPriority;
}

type Names = Pick<TaskAddress, "mode" | "cname" | "uid">;
type Part = { readonly path: string; readonly parameters: Readonly<Record<string, string>> };

// The older reference names exactly this value, and an error for others.
const headers = { "content-type": "application/json;charset=utf-8" };

/** How many secrets of former calls are remembered: those of all the tasks that an account may run, and as many more. */
const mostSecrets = 2000;

/** The calls of Cloud Recording. Only status 200 is a success. */
export class RecordingApi {
  readonly #sent = new Map<string, Secret>();

  /** `secrets`: what every start brings along, the keys of the storage. */
  constructor(
    private readonly client: AgoraClient,
    private readonly secrets: readonly Secret[],
  ) {}

  /** An answer to a later call may quote what an earlier one brought: these are kept out of errors from now on. */
  keepOut(secrets: readonly Secret[]): void {
    for (const secret of secrets) this.#sent.set(secret.reveal(), secret);
    for (const oldest of this.#sent.keys()) {
      if (this.#sent.size <= mostSecrets) break;
      this.#sent.delete(oldest);
    }
  }

  /**
   * Reserves a place for one start within five minutes. Nothing runs and nothing is charged yet: whatever becomes of the
   * answer, it is safe to ask again.
   */
  async acquire(
    { mode, cname, uid }: Names,
    { resourceExpiredHour }: { readonly resourceExpiredHour: number },
    call: ApiCall,
  ): Promise<Answer<Acquired>> {
    const json = { cname, uid, clientRequest: { scene: mode === "web" ? 1 : 0, resourceExpiredHour } };
    try {
      const answer = await this.#send({ path: "/acquire", parameters: {} }, { json, call, schema: acquiredSchema });
      return answer.ok ? answer : { ...answer, error: safeToRepeat(answer.error) };
    } catch (thrown) {
      throw HybridStreamError.isInstance(thrown) ? safeToRepeat(thrown) : thrown;
    }
  }

  start(
    { mode, cname, uid, resourceId }: Names & { readonly resourceId: string },
    { clientRequest }: { readonly clientRequest: object },
    call: ApiCall,
  ): Promise<Answer<Started>> {
    const part = { path: "/resourceid/{resourceId}/mode/{mode}/start", parameters: { resourceId, mode } };
    return this.#send(part, { json: { cname, uid, clientRequest }, call, schema: startedSchema });
  }

  query(task: TaskAddress, call: ApiCall): Promise<Answer<Queried>> {
    return this.#send(partOf(task, "query"), { call, schema: queriedSchema });
  }

  update(
    task: TaskAddress,
    { clientRequest }: { readonly clientRequest: object },
    call: ApiCall,
  ): Promise<Answer<undefined>> {
    return this.#change(task, "update", clientRequest, call);
  }

  updateLayout(
    task: TaskAddress,
    { clientRequest }: { readonly clientRequest: object },
    call: ApiCall,
  ): Promise<Answer<undefined>> {
    return this.#change(task, "updateLayout", clientRequest, call);
  }

  stop(
    task: TaskAddress,
    { waitForUpload }: { readonly waitForUpload: boolean },
    call: ApiCall,
  ): Promise<Answer<Queried>> {
    const { cname, uid } = task;
    const json = { cname, uid, clientRequest: { async_stop: !waitForUpload } };
    // The service itself takes up to 20 s for an upload that is waited for.
    const timeoutMs = waitForUpload ? 30_000 : undefined;
    return this.#send(partOf(task, "stop"), { json, call, schema: queriedSchema, timeoutMs });
  }

  #change(
    task: TaskAddress,
    verb: "update" | "updateLayout",
    clientRequest: object,
    call: ApiCall,
  ): Promise<Answer<undefined>> {
    const { cname, uid } = task;
    return this.#send(partOf(task, verb), { json: { cname, uid, clientRequest }, call });
  }

  async #send<Body = undefined>(
    { path, parameters }: Part,
    request: {
      readonly call: ApiCall;
      readonly json?: object;
      readonly schema?: z.core.$ZodType<Body>;
      readonly timeoutMs?: number | undefined;
    },
  ): Promise<Answer<Body>> {
    const { call, json, schema, timeoutMs } = request;
    let refusal: { readonly status: number; readonly code: number | null } | null = null;
    const sent = {
      method: json === undefined ? ("GET" as const) : ("POST" as const),
      path: `/v1/apps/{appId}/cloud_recording${path}`,
      pathParameters: { appId: this.client.appId, ...parameters },
      headers,
      ...(json !== undefined && { json }),
      operation: call.operation,
      kind: json === undefined ? ("read" as const) : ("effect" as const),
      quota: "cloud-recording" as const,
      priority: call.priority,
      signal: call.signal,
      ...(call.logger && { logger: call.logger }),
      ...(timeoutMs !== undefined && { timeoutMs }),
      acceptStatus: [200],
      mapError: (answer: Parameters<typeof codeOf>[0]) => {
        refusal = { status: answer.status, code: codeOf(answer) };
        return meaningOfRecordingError(answer);
      },
    };
    try {
      if (schema === undefined) {
        const { requestId } = await this.client.request(sent);
        return { ok: true, body: undefined as Body, requestId };
      }
      const { body, requestId } = await this.client.request({ ...sent, schema });
      return { ok: true, body, requestId };
    } catch (thrown) {
      if (!HybridStreamError.isInstance(thrown)) throw thrown;
      const error = withoutSecrets(thrown, [...this.secrets, ...this.#sent.values()]);
      const known = refusal as { readonly status: number; readonly code: number | null } | null;
      // Refused in an earlier try of a read and unanswered in the last one: the last one counts.
      if (known === null || unanswered.has(error.code)) throw error;
      return { ok: false, ...known, error };
    }
  }
}

const unanswered = new Set(["network-unreachable", "connection-lost", "timeout", "aborted", "closed"]);

function partOf({ resourceId, sid, mode }: TaskAddress, verb: string): Part {
  return { path: `/resourceid/{resourceId}/sid/{sid}/mode/{mode}/${verb}`, parameters: { resourceId, sid, mode } };
}

/** The body of an answer. @throws the refusal. */
export function bodyOf<Body>(answer: Answer<Body>): Body {
  if (answer.ok) return answer.body;
  throw answer.error;
}

/** The service does not find the task: gone, never there, or being moved. */
export function isMissing(answer: Answer<unknown>): boolean {
  return !answer.ok && answer.status === 404 && answer.error.code === "not-found";
}

/** 501: the service is leaving. An older code, of which the status is not told: it may come with a 404. */
export function isLeaving(answer: Answer<unknown>): boolean {
  return !answer.ok && answer.code === 501;
}
