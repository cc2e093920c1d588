import { type ChildProcess, fork } from "node:child_process";
import { type ErrorSummary, HybridStreamError, toHybridStreamError } from "@hybrid-stream/spec";

/** What a process offers: asynchronous functions of one argument that survives `structuredClone`. */
type Api<Self> = { [Name in keyof Self]: (argument: never) => Promise<unknown> };

interface Call {
  readonly id: number;
  readonly name: string;
  readonly argument: unknown;
}

type Answer = { readonly id: number } & (
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: ErrorSummary; readonly detail: string }
);

/** The other end of {@link serveCalls}. */
export interface RemoteProcess<Self extends Api<Self>> {
  readonly pid: number;
  call<Name extends keyof Self & string>(
    name: Name,
    argument: Parameters<Self[Name]>[0],
  ): Promise<Awaited<ReturnType<Self[Name]>>>;
  /** Lets it end by itself and waits until it is gone. */
  close(): Promise<void>;
}

/** Answers the parent process's calls. When the parent is gone, `onEnd` runs and this process exits. */
export function serveCalls<Self extends Api<Self>>(self: Self, onEnd: () => Promise<void>): void {
  const functions = new Map<string, unknown>(Object.entries(self));
  process.on("message", async ({ id, name, argument }: Call) => {
    let answer: Answer;
    try {
      const work = functions.get(name);
      if (typeof work !== "function") throw new TypeError(`No function is called ${name}.`);
      answer = { id, ok: true, value: await work(argument) };
    } catch (thrown) {
      const detail = thrown instanceof Error ? thrown.message : String(thrown);
      answer = { id, ok: false, error: toHybridStreamError(thrown).toJSON(), detail };
    }
    if (process.connected) process.send?.(answer);
  });
  process.once("disconnect", () => void onEnd().finally(() => process.exit()));
}

/** Starts `program` as a process of its own, with the same way of running TypeScript as this one. */
export function startProcess<Self extends Api<Self>>(
  program: URL,
  options: { readonly nodeOptions?: readonly string[]; readonly args?: readonly string[] } = {},
): RemoteProcess<Self> {
  const child = fork(program, options.args ?? [], {
    execArgv: [...process.execArgv, ...(options.nodeOptions ?? [])],
    serialization: "advanced",
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${program.pathname} could not be started.`);
  const call = callsTo(child);
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  return {
    pid,
    // The child serves `Self` itself: both ends are this program, and its type is the one contract between them.
    call: async (name, argument) => (await call(name, argument)) as never,
    async close() {
      if (child.connected) child.disconnect();
      await gone;
    },
  };
}

function callsTo(child: ChildProcess): (name: string, argument: unknown) => Promise<unknown> {
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let calls = 0;
  child.on("message", (answer: Answer) => {
    const call = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (answer.ok) call?.resolve(answer.value);
    else call?.reject(new HybridStreamError({ ...answer.error, cause: answer.detail }));
  });
  child.once("exit", () => {
    for (const { reject } of waiting.values()) reject(new Error("The process ended before it answered."));
    waiting.clear();
  });
  return (name, argument) =>
    new Promise((resolve, reject) => {
      const id = ++calls;
      waiting.set(id, { resolve, reject });
      child.send({ id, name, argument } satisfies Call, (error) => {
        if (error !== null && waiting.delete(id)) reject(error);
      });
    });
}
