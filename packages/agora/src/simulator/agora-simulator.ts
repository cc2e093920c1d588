import type { HttpHandler } from "msw";
import type { AgoraFaults } from "./http/faults.js";
import type { AgoraSimulatorServer } from "./http/listen.js";
import type { AnsweredRequest } from "./http/request-log.js";
import type { NotificationAttempt } from "./notifications/courier.js";
import type { NotificationMode } from "./notifications/webhook-target.js";
import type { RunningTask } from "./running-task.js";
import type { ChannelProfile, PublisherSetup } from "./world/channels.js";
import type { PageBehaviour } from "./world/outside.js";

/** The credentials that the simulated account accepts. */
export interface SimulatedCredentials {
  readonly appId: string;
  readonly customerId: string;
  readonly customerSecret: string;
}

/** Agora's REST services, simulated. */
export interface AgoraSimulator {
  /** For an msw server or worker of your own. They match by path, at any host. */
  readonly handlers: HttpHandler[];
  /** In process: for the `fetch` option of clients. Every host is answered. */
  readonly fetch: typeof fetch;
  readonly credentials: SimulatedCredentials;
  readonly faults: AgoraFaults;
  /** On a free port of the loopback interface, any number of times. Closed with the simulator. */
  listen(): Promise<AgoraSimulatorServer>;

  /** Makes this the one host of the channel, with what is not said left at H.264 720p; `null`: nobody hosts. */
  setPublisher(channel: string, uid: number | null, publisher?: Omit<PublisherSetup, "uid">): void;
  /** Several hosts. */
  setPublishers(channel: string, publishers: readonly PublisherSetup[]): void;
  /** How many watch by RTC. */
  setAudience(channel: string, count: number): void;
  /** Default `live`. */
  setProfile(channel: string, profile: ChannelProfile): void;

  /** How a web page behaves in the recorder's browser. Default `ready`. */
  setPage(url: string, behaviour: PageBehaviour): void;
  /** A recording into a broken bucket starts, then ends with error 32, and its push with it. */
  setBucketBroken(bucket: string, broken: boolean): void;

  /** Switches a product on or off for the project. Both are on at first. */
  setEnabled(product: "mediaPush" | "cloudRecording", enabled: boolean): void;
  /** In process: connections to the host are refused until it is set up again. */
  setHostDown(host: string, down: boolean): void;
  /** How notifications travel from now on. */
  setNotificationMode(mode: NotificationMode): void;

  /** A converter goes to `failed`, and stays until it is deleted or idle for too long. */
  failConverter(id: string): void;
  /** A converter is gone by an internal error. */
  destroyConverter(id: string): void;
  /** A recorder breaks: the recording ends by itself. */
  failRecording(sid: string): void;
  /** Moves a converter or a recording: its calls get 404 and no media moves for so long. */
  migrate(id: string, seconds: number): void;

  /** Everything that the account pays for, in the order of its start. */
  runningTasks(): RunningTask[];
  /** The last 100,000 requests, in order. */
  requests(): AnsweredRequest[];
  /** The last 10,000 tries to deliver a notification. */
  notifications(): NotificationAttempt[];

  /** Ends every push, timer and server; then the media plane. Any number of times. */
  close(): Promise<void>;
}
