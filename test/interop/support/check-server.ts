import type { IssuerOptions } from "@ostiary/core";
import { afterAll, beforeAll, describe, test, type TestContext } from "vitest";
import { type Check, checks } from "./checks.js";
import { createRecorder } from "./record.js";
import { createResourceServers, type ResourceServers } from "./resource-servers.js";
import { CHECKS, type CheckName, type Format, type InteropServer, type RunningServer } from "./server.js";
import type { Setting } from "./setting.js";

/** What a test tells the reporter that prints the table. */
export interface InteropMeta {
  readonly server: string;
  readonly version: string | undefined;
  readonly check: string;
  readonly setUpSeconds: number;
}

/** Registers all checks of one server, in their order, and starts it before the first. */
export function checkServer(server: InteropServer): void {
  describe(`interop with ${server.title}`, { timeout: CHECK_SECONDS * 1000 }, () => {
    const recorder = createRecorder(server.name);
    const { expectAsRecorded } = recorder;
    let running: RunningServer | undefined;
    let missing = "";
    let setting: Setting | undefined;
    let failure: Error | undefined;
    let setUpSeconds = 0;
    beforeAll(async () => {
      const startedAt = Date.now();
      try {
        const got = await server.get();
        if (got.kind === "unobtainable") missing = toReason(got.reason);
        else {
          running = await server.start(got);
          setting = createSetting(running, recorder);
        }
      } catch (cause) {
        failure = new Error(`${server.title} does not start`, { cause });
      }
      setUpSeconds = (Date.now() - startedAt) / 1000;
    }, SET_UP_SECONDS * 1000);
    afterAll(() => running?.stop(), STOP_SECONDS * 1000);

    const at = (context: TestContext, check: string): Setting => {
      const meta: InteropMeta = { server: server.title, version: running?.version, check, setUpSeconds };
      Object.assign(context.task.meta, { interop: meta });
      // Each test says so, so that the table has the server.
      if (failure !== undefined) throw failure;
      return setting ?? context.skip(missing);
    };
    test.for(CHECKS)("%s", (name, context) => run(checks[name], name, context, at(context, name)));
    test("recorded", (context) => {
      const { server: is } = at(context, "recorded");
      expectAsRecorded(is.version);
    });
  });
}

async function run(check: Check, name: CheckName, context: TestContext, setting: Setting): Promise<void> {
  const reason = setting.server.notApplicable[name];
  if (reason !== undefined) context.skip(toReason(reason));
  const made = check(setting);
  if (made === undefined) throw new Error(`"${name}" cannot be checked, and notApplicable does not say why`);
  await made;
}

function createSetting(server: RunningServer, recorder: Setting["recorder"]): Setting {
  const create = (options: IssuerOptions): Promise<ResourceServers> =>
    createResourceServers(options, server.audience, recorder);
  const made = new Map<Format, Promise<ResourceServers>>();
  const resourceServers = (format: Format): Promise<ResourceServers> => {
    const servers = made.get(format) ?? create(server.issuerOptions(format));
    made.set(format, servers);
    return servers;
  };
  return {
    server,
    recorder,
    resourceServers,
    createForgetful: (format) => create(toForgetful(server.issuerOptions(format))),
  };
}

function toForgetful(options: IssuerOptions): IssuerOptions {
  const { introspection } = options;
  return introspection === undefined
    ? options
    : { ...options, introspection: { ...introspection, cacheSeconds: 0, negativeCacheSeconds: 0 } };
}

/** Nothing is left out without one. */
function toReason(reason: string): string {
  if (reason.trim() === "") throw new Error("a skip needs a reason");
  return reason;
}

const SET_UP_SECONDS = 1200;
const CHECK_SECONDS = 120;
const STOP_SECONDS = 60;
