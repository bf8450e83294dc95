import { describe, expect, test, vi } from "vitest";
import {
  acceptedTokenOf,
  type AdapterOptions,
  authorizationLinesOf,
  createGate,
  createGuards,
  type GuardRule,
  presentToken,
} from "../src/adapter.js";
import { ConfigurationError, ExtensionError, type OstiaryEvent } from "../src/index.js";
import { createSigner, NOW, verifierFor } from "./support/issuer.js";

interface TestRequest {
  readonly authorization: readonly string[];
}

const signer = await createSigner();
const good = await signer.sign();
const bearer = (token: string): TestRequest => ({ authorization: [`Bearer ${token}`] });
const rule = (requirement: GuardRule["requirement"] = {}, optional = false): GuardRule => ({ requirement, optional });

function gateWith(adapterOptions: AdapterOptions<TestRequest> = {}, onEvent: (event: OstiaryEvent) => void = () => {}) {
  const gate = createGate<object, TestRequest>(verifierFor(signer, { onEvent }), adapterOptions);
  return (request: TestRequest, asked = rule()) => gate.admit(request, request.authorization, asked);
}

describe("a gate", () => {
  test("admits a request with a good token, and keeps the token for the accessor", async () => {
    const request = bearer(good);
    expect(acceptedTokenOf(request)).toBe(undefined);
    const admission = await gateWith()(request, rule({ scopes: ["api:read"] }));
    expect(admission).toMatchObject({ admitted: true, token: { subject: "u1" } });
    expect(acceptedTokenOf(request)).toMatchObject({ subject: "u1" });
  });

  test("does not admit a request without one, and keeps nothing", async () => {
    const request = bearer("x");
    expect(await gateWith()(request)).toMatchObject({ admitted: false, answer: { status: 401 } });
    expect(acceptedTokenOf(request)).toBe(undefined);
  });

  test("verifies the token of a request once, however many guards ask", async () => {
    const verifier = verifierFor(signer);
    const authenticate = vi.fn(verifier.authenticate);
    const gate = createGate<object, TestRequest>({ ...verifier, authenticate });
    const request = bearer(good);
    const admit = (asked: GuardRule) => gate.admit(request, request.authorization, asked);
    expect(await admit(rule())).toMatchObject({ admitted: true });
    expect(await admit(rule({ scopes: ["api:read"] }))).toMatchObject({ admitted: true });
    expect(await admit(rule({ scopes: ["api:admin"] }))).toMatchObject({ admitted: false, answer: { status: 403 } });
    expect(authenticate).toHaveBeenCalledTimes(1);
    const again = bearer(good);
    await gate.admit(again, again.authorization, rule());
    expect(authenticate).toHaveBeenCalledTimes(2);
  });

  test("is made from options, too, and refuses wrong ones", () => {
    const fetch = () => Promise.reject(new TypeError("offline"));
    const { verifier } = createGate({ issuer: "https://as.example", audience: "a", fetch, keys: { retries: 0 } });
    expect(verifier.health()).toMatchObject({ state: "down" });
    expect(() => createGate({ issuer: "https://as.example" })).toThrow(ConfigurationError);
    expect(() => createGate(undefined as never)).toThrow(ConfigurationError);
  });

  describe("when authentication is optional", () => {
    test("admits a request without the field as anonymous", async () => {
      expect(await gateWith()({ authorization: [] }, rule({}, true))).toEqual({ admitted: true, token: undefined });
    });

    test("admits a good token", async () => {
      expect(await gateWith()(bearer(good), rule({}, true))).toMatchObject({
        admitted: true,
        token: { subject: "u1" },
      });
    });

    test.each([["Bearer x"], ["Bearer"], ["Basic dXNlcjpwYXNz"], [""]])("refuses %j", async (line) => {
      expect(await gateWith()({ authorization: [line] }, rule({}, true))).toMatchObject({ admitted: false });
    });

    test("does not make a request anonymous for the guards behind it", async () => {
      const admit = gateWith();
      const request = { authorization: [] };
      await admit(request, rule({}, true));
      expect(await admit(request)).toMatchObject({ admitted: false, answer: { status: 401 } });
    });
  });
});

describe("the accessors' token", () => {
  test("is the one that was accepted, by this gate and by any", async () => {
    const gate = createGate<object, TestRequest>(verifierFor(signer));
    const request = bearer(good);
    await gate.admit(request, request.authorization, rule());
    expect(gate.acceptedTokenOf(request)).toMatchObject({ subject: "u1" });
    expect(presentToken(gate.acceptedTokenOf(request))).toBe(acceptedTokenOf(request));
    expect(createGate<object, TestRequest>(verifierFor(signer)).acceptedTokenOf(request)).toBe(undefined);
  });

  test("must be there behind a guard; the message says how to mend it", () => {
    expect(() => presentToken(undefined)).toThrow(/Put requireAuth\(\).* before this handler; .*optionalAccessTokenOf/);
  });
});

describe("a gate's options and failures", () => {
  test.each([{ renderBody: 1 }, { render: () => {} }])("%j is refused", (options) => {
    expect(() => createGate(verifierFor(signer) as never, options as never)).toThrow(ConfigurationError);
  });

  test.each([undefined, "route", 0])("what a foreign verifier throws leaves as an Error: %s", async (thrown) => {
    const gate = createGate<object, TestRequest>({
      ...verifierFor(signer),
      authenticate: () => Promise.reject(thrown),
    });
    const request = bearer(good);
    const admission = Promise.resolve(gate.admit(request, request.authorization, rule()));
    const error = await admission.catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(ExtensionError);
    expect(error).toMatchObject({ cause: thrown, detail: "The verifier threw something that is no Error" });
  });
});

describe("a body of the application's own", () => {
  const denied = bearer("x");

  test("replaces ours; status and challenge stay", async () => {
    const renderBody = vi.fn(async () => ({ contentType: "text/plain", body: "no" }));
    const standard = await gateWith()(denied);
    const admission = await gateWith({ renderBody })(denied);
    if (admission.admitted || standard.admitted) throw new Error("admitted");
    expect(admission.answer).toEqual({
      status: 401,
      headers: { ...standard.answer.headers, "Content-Type": "text/plain" },
      body: "no",
    });
    expect(renderBody).toHaveBeenCalledWith(expect.objectContaining({ reason: "malformed_token" }), denied);
  });

  test("is not asked for when the request passes", async () => {
    const renderBody = vi.fn(() => undefined);
    await gateWith({ renderBody })(bearer(good));
    expect(renderBody).not.toHaveBeenCalled();
  });

  test("may be left to us", async () => {
    expect(await gateWith({ renderBody: () => undefined })(denied)).toEqual(await gateWith()(denied));
  });

  test("that fails changes nothing, and the operator is told", async () => {
    const cause = new Error("x");
    const events: OstiaryEvent[] = [];
    const renderBody = () => Promise.reject(cause);
    const admission = await gateWith({ renderBody }, (event) => void events.push(event))(denied);
    expect(admission).toEqual(await gateWith()(denied));
    expect(events.at(-1)).toEqual({ type: "hook.failed", at: NOW, hook: "renderBody", cause });
  });

  test.each([
    { contentType: "text/plain", body: 1 },
    { contentType: 1, body: "x" },
    { body: "x" },
    { contentType: "text/plain\r\nX: y", body: "x" },
    { contentType: " text/plain", body: "x" },
    { contentType: "", body: "x" },
    { contentType: "text/plain; charset=\u00e9", body: "x" },
  ])("that is malformed is not sent: %j", async (rendered) => {
    const events: OstiaryEvent[] = [];
    const renderBody = () => rendered as never;
    const admission = await gateWith({ renderBody }, (event) => void events.push(event))(denied);
    expect(admission).toEqual(await gateWith()(denied));
    expect(events.at(-1)).toMatchObject({ type: "hook.failed", cause: expect.any(TypeError) });
  });

  test("may have parameters in its content type", async () => {
    const renderBody = () => ({ contentType: "text/html;  charset=utf-8", body: "x" });
    expect(await gateWith({ renderBody })(denied)).toMatchObject({ answer: { body: "x" } });
  });

  test("that fails around a verifier of somebody else's making changes nothing either", async () => {
    const renderBody = () => {
      throw new Error("x");
    };
    const gate = createGate<object, TestRequest>({ ...verifierFor(signer) }, { renderBody });
    const admission = await gate.admit(denied, denied.authorization, rule());
    expect(admission).toMatchObject({ admitted: false, answer: { status: 401 } });
  });
});

describe("guards", () => {
  const guards = createGuards((asked) => asked);

  test("ask what their names say", () => {
    expect(guards.requireAuth()).toEqual({ requirement: {}, optional: false });
    expect(guards.requireScope("a", "b")).toEqual({ requirement: { scopes: ["a", "b"] }, optional: false });
    expect(guards.requireAnyScope("a", "b")).toEqual({ requirement: { anyScopes: ["a", "b"] }, optional: false });
    expect(guards.require({ scopes: ["a"], anyScopes: ["b"] })).toEqual({
      requirement: { scopes: ["a"], anyScopes: ["b"] },
      optional: false,
    });
    expect(guards.optionalAuth()).toEqual({ requirement: {}, optional: true });
  });

  test("refuse what cannot be meant when the route is defined", () => {
    const requireScope = guards.requireScope as (...scopes: unknown[]) => unknown;
    for (const scopes of [[], [""], ["a b"], [["a"]], [1]])
      expect(() => requireScope(...scopes)).toThrow(ConfigurationError);
    expect(() => guards.require({ scope: "a" } as never)).toThrow(/did you mean scopes/);
    for (const requirement of [undefined, {}]) {
      expect(() => guards.require(requirement as never)).toThrow(/require\(\) needs a requirement/);
    }
  });

  test.each(["requireAuth", "optionalAuth"] as const)("%s takes nothing, so that no wish is lost", (name) => {
    const make = guards[name] as (...given: unknown[]) => unknown;
    expect(() => make("admin")).toThrow(`${name}() takes nothing`);
    expect(() => make({ scopes: ["admin"] })).toThrow(`${name}() takes nothing`);
  });

  test.each(["requireAuth", "optionalAuth", "requireScope", "requireAnyScope"] as const)(
    "%s given to the router in place of the guard it makes is refused",
    (name) => {
      const request: { response?: object } = {};
      request.response = { request };
      const make = guards[name] as (...given: unknown[]) => unknown;
      expect(() => make(request, request.response, () => {})).toThrow(ConfigurationError);
    },
  );

  test("requireAuth for a guard is named as what it is", () => {
    const make = guards.requireAuth as (...given: unknown[]) => unknown;
    expect(() => make({}, {}, () => {})).toThrow("requireAuth makes a guard and is none: write requireAuth()");
  });
});

describe("the Authorization lines of a Node request", () => {
  test.each([
    ["one", ["Host", "x", "Authorization", "Bearer a"], ["Bearer a"]],
    ["two, in whatever case", ["authorization", "Bearer a", "AUTHORIZATION", "Bearer b"], ["Bearer a", "Bearer b"]],
    ["none", ["Host", "authorization"], []],
    ["none, though another field names it", ["X", "Authorization", "Y", "Bearer a"], []],
  ])("%s", (_, rawHeaders, lines) => {
    expect(authorizationLinesOf({ rawHeaders, headers: {} })).toEqual(lines);
  });

  test("are what was received, not what Node keeps of it", () => {
    const rawHeaders = ["Authorization", "Bearer a", "Authorization", "Bearer b"];
    expect(authorizationLinesOf({ rawHeaders, headers: { authorization: "Bearer a" } })).toHaveLength(2);
  });

  test("come from headers where a platform made the request up", () => {
    expect(authorizationLinesOf({ headers: { authorization: "Bearer a" } })).toEqual(["Bearer a"]);
    expect(authorizationLinesOf({ rawHeaders: [], headers: {} })).toEqual([]);
  });
});
