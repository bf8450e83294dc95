import type { Recorder } from "./record.js";
import type { ResourceServers } from "./resource-servers.js";
import type { Format, RunningServer } from "./server.js";

/** What a check has at hand. */
export interface Setting {
  readonly server: RunningServer;
  readonly recorder: Recorder;
  /** Those of the server's formats that the check is about. */
  readonly formats: readonly Format[];
  /** Has a sentence printed below the table. */
  note(text: string): void;
  /** Resource servers that take this format, as a user would have them; the same ones each time. */
  resourceServers(format: Format): Promise<ResourceServers>;
  /** New ones, which remember nothing of what they are told of a token: what the server says is seen at once. */
  createForgetful(format: Format): Promise<ResourceServers>;
}
