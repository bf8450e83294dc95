import type { IssuerOptions } from "@ostiary/core";
import { afterAll, beforeAll, describe, test, type TestContext } from "vitest";
import { type Check, checks } from "./checks.js";
import { createRecorder, type Recorder } from "./record.js";
import { createResourceServers, type ResourceServers } from "./resource-servers.js";
import {
  CHECKS,
  type CheckName,
  type Format,
  FORMATS,
  type InteropServer,
  type NotApplicable,
  type RunningServer,
} from "./server.js";
import type { Setting } from "./setting.js";

/** What a test tells the reporter that prints the table. */
export interface InteropMeta {
  readonly server: string;
  readonly version: string | undefined;
  readonly check: string;
  readonly setUpSeconds: number;
  /** What is to be said of a check that was made, such as what it could not tell. */
  readonly notes: string[];
}

/** Registers all checks of one server, in their order, and starts it before the first. */
export function checkServer(server: InteropServer): void {
  describe(`interop with ${server.title}`, () => {
    const recorder = createRecorder(server.name);
    /** The checks of which nothing is wrong. */
    const settled = new Set<CheckName>();
    let running: RunningServer | undefined;
    let missing = "";
    let setting: At["setting"] | undefined;
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

    const at = (context: TestContext, check: string): At => {
      const notes: string[] = [];
      const meta: InteropMeta = { server: server.title, version: running?.version, check, setUpSeconds, notes };
      Object.assign(context.task.meta, { interop: meta });
      // Each test says so, so that the table has the server.
      if (failure !== undefined) throw failure;
      if (setting !== undefined) return { setting, notes };
      if (server.isRequiredInCi === true && process.env["CI"] !== undefined) throw new Error(missing);
      return context.skip(missing);
    };
    for (const name of CHECKS) {
      const timeout = (name === "killed" ? KILLED_SECONDS : CHECK_SECONDS) * 1000;
      test.for([name])("%s", { timeout }, async (_, context) => {
        const made = at(context, name);
        const reason = toLeftOut(made.setting.server.notApplicable[name], FORMATS);
        if (reason !== undefined) settled.add(name);
        if (reason !== undefined) context.skip(reason);
        await run(name, made);
        settled.add(name);
      });
    }
    test("recorded", (context) => {
      const { version } = at(context, "recorded").setting.server;
      const open = CHECKS.filter((name) => !settled.has(name));
      expectSettled(recorder, { version, open, skip: (why) => context.skip(why) });
    });
  });
}

interface At {
  readonly setting: Omit<Setting, "formats" | "note">;
  readonly notes: string[];
}

async function run(name: CheckName, { setting, notes }: At): Promise<void> {
  const { server, recorder } = setting;
  const left = server.notApplicable[name];
  const formats = server.formats.filter((format) => toLeftOut(left, [format]) === undefined);
  for (const format of server.formats) {
    const reason = toLeftOut(left, [format]);
    if (reason !== undefined) notes.push(`not of ${format === "jwt" ? "JWTs" : "opaque tokens"}: ${reason}`);
  }
  const check: Check = checks[name];
  try {
    const made = check({ ...setting, formats, note: (text) => void notes.push(text) });
    if (made === undefined) throw new Error(`"${name}" cannot be checked, and notApplicable does not say why`);
    await made;
  } finally {
    recorder.about(undefined);
  }
}

/** Why a check is not made of any of these formats. */
function toLeftOut(left: NotApplicable | undefined, formats: readonly Format[]): string | undefined {
  if (left === undefined) return undefined;
  if (typeof left === "string") return toReason(left);
  return formats.every((format) => format === left.format) ? toReason(left.reason) : undefined;
}

/** What a failed run has seen is not to be taken for what the server does, nor what one version does for another. */
function expectSettled(
  recorder: Recorder,
  { version, open, skip }: { version: string; open: readonly CheckName[]; skip: (why: string) => void },
): void {
  if (process.env["OSTIARY_INTEROP_UPDATE"] !== undefined) {
    if (open.length > 0) throw new Error(`nothing is recorded, since these did not pass: ${open.join(", ")}`);
    recorder.write(version);
    return;
  }
  const known = recorder.knownVersion();
  if (known !== undefined && known !== version) skip(`runs ${version}, recorded was ${known}`);
  else recorder.expectAsRecorded();
}

function createSetting(server: RunningServer, recorder: Recorder): At["setting"] {
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

const SET_UP_SECONDS = 2100;
const CHECK_SECONDS = 120;
/** The slowest server takes minutes to start again. */
const KILLED_SECONDS = 600;
const STOP_SECONDS = 60;
