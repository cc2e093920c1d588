import { connect, type Socket } from "node:net";
import { Flow, type FlowRate } from "./flow.js";

/** A client's connection and its counterpart at the target. */
export class Link {
  readonly #target: Socket | undefined;
  readonly #flows: Flow[] = [];
  #closed = false;

  /** Without `target` the client is left hanging: nothing is read, nothing answered. */
  constructor(
    private readonly client: Socket,
    setup: {
      readonly target: { readonly host: string; readonly port: number } | undefined;
      readonly count: (direction: "toTarget" | "toClient", bytes: number) => void;
      readonly onClosed: () => void;
    },
  ) {
    const closed = (): void => {
      if (this.#closed) return;
      this.#closed = true;
      for (const flow of this.#flows) flow.close();
      setup.onClosed();
    };
    client.on("error", () => this.reset());
    client.on("close", () => {
      this.#target?.destroy();
      closed();
    });
    if (!setup.target) return;
    const target = connect({ ...setup.target, allowHalfOpen: true });
    this.#target = target;
    // A target that is gone looks to the client as it would without the proxy between them.
    target.on("error", () => this.reset());
    target.on("close", () => client.destroySoon());
    this.#flows.push(
      new Flow(client, target, (bytes) => setup.count("toTarget", bytes)),
      new Flow(target, client, (bytes) => setup.count("toClient", bytes)),
    );
  }

  setRate(rate: FlowRate): void {
    for (const flow of this.#flows) flow.setRate(rate);
  }

  reset(): void {
    for (const socket of [this.client, this.#target]) {
      if (socket && !socket.destroyed) socket.resetAndDestroy();
    }
  }
}
