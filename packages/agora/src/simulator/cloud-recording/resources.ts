import { randomBytes } from "node:crypto";
import type { Clock } from "@hybrid-stream/spec";

/** A permission to start one recording. */
export interface Resource {
  readonly id: string;
  readonly cname: string;
  readonly uid: string;
  /** 1: a web page. */
  readonly scene: number;
  readonly expiresInHours: number;
  /** What the start has to be like, when acquire told. */
  readonly startParameter: object | null;
  readonly issuedAt: number;
  /** A start has been accepted. */
  used: boolean;
}

/** A resource starts a recording for this long. */
const startableMs = 5 * 60_000;
/** Gives 400 characters. */
const idBytes = 300;

/** All resources that were ever given out. */
export class Resources {
  readonly #clock: Clock;
  readonly #resources = new Map<string, Resource>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  give(wanted: Pick<Resource, "cname" | "uid" | "scene" | "expiresInHours" | "startParameter">): Resource {
    const id = randomBytes(idBytes).toString("base64url");
    const resource = { ...wanted, id, issuedAt: this.#clock.monotonic(), used: false };
    this.#resources.set(id, resource);
    return resource;
  }

  get(id: string): Resource | undefined {
    return this.#resources.get(id);
  }

  isStale(resource: Resource): boolean {
    return this.#clock.monotonic() - resource.issuedAt >= startableMs;
  }
}
