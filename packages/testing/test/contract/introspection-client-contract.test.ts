import { AssertionError } from "node:assert";
import type { IntrospectionClient, IntrospectionResponse } from "@ostiary/core";
import { describe, expect, test } from "vitest";
import { introspectionClientContract, type IntrospectionClientSetting } from "../../src/index.js";

type Server = (body: string) => Promise<string>;

/** An endpoint over HTTP, as far as it matters here: a form in, JSON out. */
function createServer(answers: ReadonlyMap<string, unknown>): Server {
  return async (body) => {
    const token = new URLSearchParams(body).get("token") ?? "";
    return JSON.stringify(answers.has(token) ? answers.get(token) : { active: false });
  };
}

const brokenServer: Server = () => Promise.reject(new Error("connection refused"));

/** A client of the application's own. */
function createClient(server: Server): IntrospectionClient {
  return {
    async introspect(token) {
      const answer: unknown = JSON.parse(await server(new URLSearchParams({ token }).toString()));
      if (typeof answer !== "object" || answer === null) throw new TypeError("no introspection response");
      const { active, ...claims } = answer as Record<string, unknown>;
      return active === true ? { active, claims } : { active: false };
    },
  };
}

const setting: IntrospectionClientSetting = {
  createClient: (answers) => createClient(createServer(answers)),
  failing: () => createClient(brokenServer),
};

describe("a client of the application's own keeps the contract", () => {
  test.each([...introspectionClientContract(setting)])("$name", async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

describe("the contract", () => {
  const names = introspectionClientContract(setting).map(({ name }) => name);

  test("names each case once, with a section", () => {
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !/ \(RFC \d+ §[\d.]+\)$/.test(name))).toEqual([]);
  });

  test("asks for an outage only of a client that can have one", () => {
    const withoutOutage = introspectionClientContract({ createClient: setting.createClient }).map(({ name }) => name);
    expect(names.filter((name) => !withoutOutage.includes(name))).toEqual([
      expect.stringMatching(/^says that it cannot/),
    ]);
  });

  test("takes settings that are instances of a class", async () => {
    class Setting implements IntrospectionClientSetting {
      readonly #server = brokenServer;
      createClient = setting.createClient.bind(setting);
      failing(): IntrospectionClient {
        return createClient(this.#server);
      }
    }
    for (const { run } of introspectionClientContract(new Setting())) await expect(run()).resolves.toBeUndefined();
  });

  test("tells the case and what the client did", async () => {
    const [first] = introspectionClientContract({ createClient: () => createClient(brokenServer) });
    await expect(first?.run()).rejects.toThrow(
      /^says of an active token what the server says.*: asked about token-1 it failed: Error: connection refused/,
    );
  });
});

type Introspect = (token: string, answers: ReadonlyMap<string, unknown>) => unknown;
type Defect = readonly [defect: string, broken: string, introspect: Introspect];

/** What a right client answers. */
const right = async (token: string, answers: ReadonlyMap<string, unknown>): Promise<IntrospectionResponse> =>
  createClient(createServer(answers)).introspect(token, { now: 1 });

const raw = (token: string, answers: ReadonlyMap<string, unknown>): Record<string, unknown> =>
  Object(answers.get(token) ?? { active: false }) as Record<string, unknown>;

/** Asks by a form that is put together by hand. */
async function byHand(token: string, answers: ReadonlyMap<string, unknown>): Promise<IntrospectionResponse> {
  return createClient(async () => createServer(answers)(`token=${token}`)).introspect(token, { now: 1 });
}

const remembered = new WeakMap<ReadonlyMap<string, unknown>, Map<string, unknown>>();
let lastAsked = "";

const defects: readonly Defect[] = [
  [
    "leaves active among the claims",
    "says of an active token",
    async (...of) => ({ active: true, claims: raw(...of) }),
  ],
  ["gives the answer as it came", "says of an active token", async (...of) => raw(...of)],
  [
    "knows some members only",
    "says of an active token",
    async (...of) => ({ active: true, claims: { sub: raw(...of)["sub"] } }),
  ],
  [
    "says nothing of a token that is not active",
    "says of an inactive token",
    async (...of) => ((await right(...of)).active ? right(...of) : undefined),
  ],
  [
    "calls an inactive token a failure",
    "says of an inactive token",
    async (...of) => ((await right(...of)).active ? right(...of) : Promise.reject(new Error("inactive"))),
  ],
  [
    "takes anything for active that is not false",
    "takes nothing but true",
    async (...of) => (raw(...of)["active"] ? { active: true, claims: {} } : { active: false }),
  ],
  [
    "hands on an active that it has not looked at",
    "takes nothing but true",
    async (...of) => ({ active: raw(...of)["active"] ?? false, claims: {} }),
  ],
  [
    "looks for the answer in a list",
    "takes nothing but an object",
    async (token, answers) => right(token, new Map([[token, [raw(token, answers)].flat()[0]]])),
  ],
  [
    "takes upper and lower case for the same",
    "asks about exactly the token",
    async (token, answers) =>
      right([...answers.keys()].find((known) => known.toLowerCase() === token.toLowerCase()) ?? token, answers),
  ],
  [
    "cuts long tokens off",
    "asks about exactly the token",
    async (token, answers) =>
      right([...answers.keys()].find((known) => known.slice(0, 4000) === token.slice(0, 4000)) ?? token, answers),
  ],
  ["does not encode the token", "asks about exactly the token", byHand],
  [
    "lets a token write parameters",
    "lets no token add",
    async (token, answers) => right(token.split("token=").at(-1) ?? "", answers),
  ],
  [
    "remembers",
    "remembers nothing",
    async (token, answers) => {
      const memory = remembered.get(answers) ?? new Map<string, unknown>();
      remembered.set(answers, memory);
      if (!memory.has(token)) memory.set(token, await right(token, answers));
      return memory.get(token);
    },
  ],
  [
    "mixes up questions",
    "tells many questions at once apart",
    async (token, answers) => {
      lastAsked = token;
      await Promise.resolve();
      return right(lastAsked, answers);
    },
  ],
  [
    "copies members by assignment",
    "takes names that mean something",
    async (...of) => {
      const claims: Record<string, unknown> = {};
      for (const [name, value] of Object.entries(raw(...of))) claims[name] = value;
      return { active: true, claims };
    },
  ],
];

function settingOf(introspect: Introspect): IntrospectionClientSetting {
  return {
    createClient: (answers) => ({
      introspect: (token) => introspect(token, answers) as Promise<IntrospectionResponse>,
    }),
  };
}

describe("the contract is broken by a client that", () => {
  test.each(defects)("%s", async (_, broken, introspect) => {
    const [contractTest, ...others] = introspectionClientContract(settingOf(introspect)).filter(({ name }) =>
      name.startsWith(broken),
    );
    expect(others).toEqual([]);
    const run = contractTest?.run();
    await expect(run).rejects.toBeInstanceOf(AssertionError);
    await expect(run).rejects.toThrow(contractTest?.name);
  });

  test.each<[string, () => unknown]>([
    ["says that all tokens are inactive while its server is down", async () => ({ active: false })],
    ["says nothing while its server is down", async () => undefined],
    ["throws while its server is down, and does not reject", () => { throw new Error("down"); }], // prettier-ignore
  ])("%s", async (_, introspect) => {
    const failing = (): IntrospectionClient => ({ introspect: () => introspect() as Promise<IntrospectionResponse> });
    const run = introspectionClientContract({ ...setting, failing })
      .at(-1)
      ?.run();
    await expect(run).rejects.toBeInstanceOf(AssertionError);
    await expect(run).rejects.toThrow(/says that it cannot tell/);
  });
});
