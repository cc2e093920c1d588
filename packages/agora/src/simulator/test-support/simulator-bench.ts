import { createVirtualClock, type VirtualClock } from "@hybrid-stream/testkit";
import { onTestFinished } from "vitest";
import { type AgoraSimulator, type AgoraSimulatorOptions, createAgoraSimulator } from "../../simulator.js";

/** An answer, read. */
export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the answer holds, and its expectations check it
  readonly body: any;
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

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
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
