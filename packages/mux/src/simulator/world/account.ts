import { generateKeyPairSync, type KeyObject, randomUUID } from "node:crypto";
import type { IngestPlane } from "@hybrid-stream/spec";
import type { StreamCreation } from "./read-body.js";
import type { SimulatedAsset } from "./simulated-asset.js";
import { SimulatedStream, type StreamEnvironment } from "./simulated-stream.js";

/** Where an encoder pushes to at Mux: the path before the key. */
export const application = "app";

/** A signing key of the environment. */
export interface SimulatedSigningKey {
  readonly id: string;
  readonly createdAt: Date;
  readonly publicKey: KeyObject;
}

/** What a playback id leads to. */
export type PlaybackSubject =
  | { readonly stream: SimulatedStream; readonly policy: string }
  | { readonly asset: SimulatedAsset; readonly policy: string };

/** All that one environment of Mux holds. */
export class Account {
  readonly streams = new Map<string, SimulatedStream>();
  readonly assets = new Map<string, SimulatedAsset>();
  readonly signingKeys = new Map<string, SimulatedSigningKey>();
  readonly #plane: IngestPlane;
  readonly #environment: StreamEnvironment;
  readonly #gone: Promise<void>[] = [];

  constructor(plane: IngestPlane, environment: Omit<StreamEnvironment, "addAsset">) {
    this.#plane = plane;
    this.#environment = { ...environment, addAsset: (asset) => this.assets.set(asset.id, asset) };
  }

  async createStream(settings: StreamCreation): Promise<SimulatedStream> {
    const reception = await this.#plane.openReception({ label: "mux", application });
    const stream = new SimulatedStream(settings, reception, this.#environment);
    this.streams.set(stream.id, stream);
    return stream;
  }

  deleteStream(stream: SimulatedStream): void {
    this.streams.delete(stream.id);
    this.#gone.push(stream.delete());
  }

  deleteAsset(asset: SimulatedAsset): void {
    this.assets.delete(asset.id);
    const object = { type: "asset", id: asset.id } as const;
    this.#environment.courier.notify({ type: "video.asset.deleted", object, data: asset.view(false) });
  }

  createSigningKey(): { readonly key: SimulatedSigningKey; readonly privateKey: string } {
    const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const key = { id: randomUUID(), createdAt: this.#environment.timers.clock.now(), publicKey };
    this.signingKeys.set(key.id, key);
    const pem = privateKey.export({ type: "pkcs1", format: "pem" });
    return { key, privateKey: Buffer.from(pem).toString("base64") };
  }

  findPlayback(playbackId: string): PlaybackSubject | null {
    for (const stream of this.streams.values()) {
      const found = stream.playbackIds.find(({ id }) => id === playbackId);
      if (found) return { stream, policy: found.policy };
    }
    for (const asset of this.assets.values()) {
      const found = asset.playbackIds.find(({ id }) => id === playbackId);
      if (found) return { asset, policy: found.policy };
    }
    return null;
  }

  async close(): Promise<void> {
    for (const stream of this.streams.values()) stream.stop();
    await Promise.all(this.#gone);
    await Promise.all([...this.streams.values()].map(({ reception }) => reception.close()));
  }
}
