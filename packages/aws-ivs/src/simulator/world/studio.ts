import type { EventBus } from "../events/event-bus.js";
import type { SimulatorConfiguration } from "../options.js";
import type { Timers } from "../timers.js";
import type { Account, ChannelRecord } from "./account.js";
import type { Broadcast, Connection } from "./broadcast.js";
import { randomId, streamId } from "./ids.js";
import { closeStretch, openStretch } from "./stretches.js";

const stateChange = "IVS Stream State Change";
const healthChange = "IVS Stream Health Change";
const recordingChange = "IVS Recording State Change";
/** Of one stream. Source: the quota page of the user guide. */
const mostTakeovers = 100;
const highestPriority = 2_147_483_647;

/** Lets encoders in, holds their sessions, ends them, and says so. */
export class Studio {
  readonly #account: Account;
  readonly #bus: EventBus;
  readonly #timers: Timers;
  readonly #configuration: SimulatorConfiguration;

  constructor(parts: {
    readonly account: Account;
    readonly bus: EventBus;
    readonly timers: Timers;
    readonly configuration: SimulatorConfiguration;
  }) {
    this.#account = parts.account;
    this.#bus = parts.bus;
    this.#timers = parts.timers;
    this.#configuration = parts.configuration;
  }

  /** Whether the connection is let in. */
  connect(channel: ChannelRecord, connection: Connection): boolean {
    const { broadcast } = channel;
    if (broadcast === null) return this.#begin(channel, connection);
    const isBack = broadcast.connection === null && broadcast.lastAddress === connection.address;
    if (isBack && !broadcast.isStopping) {
      this.#resume(channel, broadcast, connection);
      return true;
    }
    return this.#takeOver(channel, broadcast, connection);
  }

  /** The encoder is gone: its session is held for a time. */
  disconnected(channel: ChannelRecord, connection: Connection): void {
    const { broadcast } = channel;
    if (broadcast === null || broadcast.connection !== connection) return;
    broadcast.connection = null;
    closeStretch(channel, this.#now());
    if (broadcast.isStopping) return;
    this.#bus.emit(healthChange, channel, { event_name: "Starvation Start", stream_id: broadcast.streamId });
    this.#endAfter(channel, broadcast, this.#configuration.timings.sessionHoldMs);
  }

  /** StopStream. */
  stop(channel: ChannelRecord, broadcast: Broadcast): void {
    broadcast.isStopping = true;
    const { connection } = broadcast;
    connection?.cut();
    if (connection !== null) this.disconnected(channel, connection);
    this.#endAfter(channel, broadcast, this.#configuration.timings.stopMs);
  }

  #begin(channel: ChannelRecord, connection: Connection): boolean {
    const { concurrentStreams } = this.#configuration.quotas;
    if (this.#account.live().length >= concurrentStreams) {
      this.#bus.emit("IVS Limit Breach", null, {
        limit_name: "Concurrent Broadcasts",
        limit_value: concurrentStreams,
        exceeded_by: 1,
        limit_unit: "Count",
      });
      return false;
    }
    const broadcast: Broadcast = {
      streamId: streamId(),
      startTime: this.#timers.clock.now(),
      connection,
      lastAddress: connection.address,
      priority: connection.priority,
      takeovers: 0,
      isStopping: false,
      isWatchable: channel.reception !== null,
      recordingPrefix: channel.recordingConfigurationArn === "" ? null : this.#prefix(channel),
      endTimer: null,
    };
    channel.broadcast = broadcast;
    openStretch(channel, this.#now());
    this.#bus.emit(stateChange, channel, { event_name: "Session Created", stream_id: broadcast.streamId });
    this.#timers.after(this.#configuration.timings.firstSegmentMs, () => {
      if (channel.broadcast !== broadcast || broadcast.connection === null) return;
      broadcast.isWatchable = true;
      this.#bus.emit(stateChange, channel, { event_name: "Stream Start", stream_id: broadcast.streamId });
      this.#recording(channel, broadcast, "Recording Start");
    });
    return true;
  }

  #resume(channel: ChannelRecord, broadcast: Broadcast, connection: Connection): void {
    broadcast.endTimer?.();
    broadcast.endTimer = null;
    broadcast.connection = connection;
    broadcast.lastAddress = connection.address;
    openStretch(channel, this.#now());
    this.#bus.emit(healthChange, channel, { event_name: "Starvation End", stream_id: broadcast.streamId });
  }

  #takeOver(channel: ChannelRecord, broadcast: Broadcast, connection: Connection): boolean {
    const { priority } = connection;
    if (priority === 0) return false;
    const isAbove = priority > broadcast.priority && priority <= highestPriority;
    if (!isAbove || broadcast.takeovers >= mostTakeovers || broadcast.isStopping) {
      const code = isAbove ? "StreamTakeoverLimitBreached" : "StreamTakeoverInvalidPriority";
      this.#bus.emit(stateChange, channel, {
        event_name: "Stream Takeover Failure",
        code,
        stream_id: broadcast.streamId,
      });
      return false;
    }
    const old = broadcast.connection;
    broadcast.takeovers += 1;
    broadcast.priority = priority;
    if (old === null) this.#resume(channel, broadcast, connection);
    else {
      broadcast.connection = connection;
      broadcast.lastAddress = connection.address;
      old.cut();
    }
    this.#bus.emit(stateChange, channel, { event_name: "Stream Takeover", stream_id: broadcast.streamId });
    return true;
  }

  #endAfter(channel: ChannelRecord, broadcast: Broadcast, milliseconds: number): void {
    broadcast.endTimer?.();
    broadcast.endTimer = this.#timers.after(milliseconds, () => this.#end(channel, broadcast));
  }

  #end(channel: ChannelRecord, broadcast: Broadcast): void {
    if (channel.broadcast !== broadcast) return;
    channel.broadcast = null;
    channel.pastBroadcasts.unshift({
      streamId: broadcast.streamId,
      startTime: broadcast.startTime,
      endTime: this.#timers.clock.now(),
    });
    // In this order: the end of the session may come before that of the stream.
    this.#bus.emit(stateChange, channel, { event_name: "Session Ended", stream_id: broadcast.streamId });
    if (!broadcast.isWatchable) return;
    this.#bus.emit(stateChange, channel, { event_name: "Stream End", stream_id: broadcast.streamId });
    this.#recording(channel, broadcast, "Recording End");
  }

  #recording(channel: ChannelRecord, broadcast: Broadcast, status: "Recording Start" | "Recording End"): void {
    const prefix = broadcast.recordingPrefix;
    const bucket = this.#account.recordingConfigurations.get(channel.recordingConfigurationArn)?.bucketName;
    if (prefix === null || bucket === undefined) return;
    if (status === "Recording End") this.#account.recordings.add(prefix);
    this.#bus.emit(recordingChange, channel, {
      recording_status: status,
      recording_s3_bucket_name: bucket,
      recording_s3_key_prefix: prefix,
      recording_duration_ms: this.#now() - broadcast.startTime.getTime(),
      stream_id: broadcast.streamId,
    });
  }

  #prefix({ id }: ChannelRecord): string {
    const now = this.#timers.clock.now();
    const parts = [
      now.getUTCFullYear(),
      now.getUTCMonth() + 1,
      now.getUTCDate(),
      now.getUTCHours(),
      now.getUTCMinutes(),
    ];
    return `ivs/v1/${this.#account.accountId}/${id}/${parts.join("/")}/${randomId(12)}`;
  }

  #now(): number {
    return this.#timers.clock.now().getTime();
  }
}
