import { createVirtualClock, type VirtualClock } from "@hybrid-stream/testkit";
import { onTestFinished } from "vitest";
import { type AgoraSimulator, type AgoraSimulatorOptions, createAgoraSimulator } from "../../simulator.js";

/** An answer, read. */
export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** What the tests read of answers. A field that is not there fails the expectation on it. */
  readonly body: AnswerBody;
}

interface ConverterBody {
  readonly id: string;
  readonly createTs: number;
  readonly updateTs: number;
  readonly state: string;
  readonly rtmpUrl: string;
}

/** One of what a web page recording runs. */
export interface ServiceState {
  readonly serviceName: string;
  readonly payload: { readonly outputs: readonly { readonly rtmpUrl: string; readonly status: string }[] };
}

interface AnswerBody {
  readonly converter: ConverterBody;
  readonly data: {
    readonly cursor: number;
    readonly members: readonly object[];
    readonly audience: readonly number[];
  };
  readonly cname: string;
  readonly uid: string;
  readonly resourceId: string;
  readonly sid: string;
  readonly serverResponse: { readonly status: number; readonly extensionServiceState: readonly ServiceState[] };
}

/** A simulator in process, on a clock that the test moves, closed with the test. */
export interface SimulatorBench {
  readonly simulator: AgoraSimulator;
  readonly clock: VirtualClock;
  call(method: string, path: string, body?: object, headers?: Record<string, string>): Promise<Answered>;
}

export function authorizationOf({ credentials }: AgoraSimulator): string {
  const { customerId, customerSecret } = credentials;
  return `Basic ${Buffer.from(`${customerId}:${customerSecret}`).toString("base64")}`;
}

/** Not everything is JSON: then the body is the text. */
function parsed(text: string): AnswerBody {
  try {
    return JSON.parse(text);
  } catch {
    return JSON.parse(JSON.stringify(text));
  }
}

export function simulatorBench(options: Omit<AgoraSimulatorOptions, "clock"> = {}): SimulatorBench {
  const clock = createVirtualClock();
  const simulator = createAgoraSimulator({ clock, ...options });
  onTestFinished(() => simulator.close());
  return {
    simulator,
    clock,
    async call(method, path, body, headers = {}) {
      const response = await simulator.fetch(`https://api.agora.io${path}`, {
        method,
        headers: { authorization: authorizationOf(simulator), "content-type": "application/json", ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, headers: response.headers, text, body: parsed(text) };
    },
  };
}
