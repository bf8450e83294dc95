import { createVerifier, type Requirement, type VerifierOptions } from "@ostiary/core";
import { describe, expect, test } from "vitest";
import {
  auditApi,
  type AuditOptions,
  createTestIssuer,
  defects,
  manualClock,
  type TestIssuer,
} from "../../src/index.js";

const as = await createTestIssuer({ clock: manualClock() });

/** A Fetch handler on the verifier itself. */
function createApi(
  options: VerifierOptions = as.verifierOptions(),
  requirement: Requirement = { scopes: ["api:read"] },
) {
  const verifier = createVerifier(options);
  return async ({ headers, url }: Request): Promise<Response> => {
    const authorization = headers.get("authorization");
    if (authorization === null && url.endsWith("/open")) return Response.json({});
    const outcome = await verifier.authenticate(
      { authorization: authorization === null ? [] : [authorization] },
      requirement,
    );
    if (outcome.kind === "accepted") return Response.json({});
    const { body, ...init } = verifier.challenge(outcome);
    return new Response(body, init);
  };
}

const audit = (target: Parameters<typeof auditApi>[0], options: Partial<AuditOptions> = {}) =>
  auditApi(target, { issuer: as, ...options });

const refuse = (status: number) => async () => new Response(null, { status });

describe("an API that refuses everything passes nothing", () => {
  test.each([
    [401, "Does it trust this issuer, its audience and its clock?"],
    [403, "Does the route ask for the scope of the issuer?"],
    [404, "Is the option path the path of a route?"],
    [405, "Is the option method the method of the route?"],
    [429, "Does it limit how many requests it takes?"],
    [503, "Can it reach the issuer?"],
  ])("with %i it has one finding, with a hint", async (status, hint) => {
    const report = await audit(refuse(status));
    expect(report.findings).toEqual([
      {
        defect: "good-token",
        also: [],
        category: "refused_good",
        severity: "critical",
        says: expect.stringContaining(hint),
        expected: "that it is accepted",
        got: `${status}`,
      },
    ]);
    expect(report.passed).toEqual([]);
  });

  test("also one that does not answer at all", async () => {
    const silent = await audit(() => new Promise<Response>(() => {}), { timeoutSeconds: 0.01 });
    expect(silent.findings).toMatchObject([{ category: "refused_good", got: "no answer within 0.01 s" }]);
    const broken = await audit(() => Promise.reject(new Error("broken")));
    expect(broken.findings).toMatchObject([{ category: "refused_good", got: "no answer: broken" }]);
  });
});

test("an API that accepts everything has one finding", async () => {
  const report = await audit(async () => Response.json({}));
  expect(report.findings).toMatchObject([
    {
      defect: "no-credentials",
      category: "accepted_bad",
      severity: "critical",
      says: expect.stringContaining("everything"),
    },
  ]);
  expect(report.passed).toEqual(["good-token"]);
});

test("an API that refuses everything from some request on is found out, and what it refused since proves nothing", async () => {
  const api = createApi();
  let asked = 0;
  const report = await audit(async (request: Request) => {
    asked += 1;
    return asked > 60 ? new Response(null, { status: 429 }) : api(request);
  });
  expect(report.findings).toMatchObject([
    { defect: "good-token", category: "refused_good", severity: "critical", got: "429" },
    { category: "wrong_status", got: "429" },
  ]);
  const reasons = new Set(report.skipped.map(({ reason }) => reason));
  expect([...reasons]).toEqual(
    expect.arrayContaining([expect.stringContaining("proves nothing"), "the audit was broken off"]),
  );
  const counted = new Set([
    ...report.passed,
    ...report.skipped.map(({ id }) => id),
    ...report.findings.flatMap(({ also }) => also),
  ]);
  for (const { id } of defects.slice(60)) expect(report.passed).not.toContain(id);
  expect(counted.has("bound-to-key")).toBe(true);
});

describe("holds no token in what it says", () => {
  test("of an error with the token in it", async () => {
    let sent = "";
    const api = createApi();
    const first = await audit(async ({ headers }: Request) => {
      sent = headers.get("authorization")!.slice("Bearer ".length);
      throw new Error(`cannot read ${sent}\nor ${sent.split(".")[1]}`);
    });
    expect(first.findings).toMatchObject([{ got: "no answer: cannot read (left out) or (left out)" }]);
    const tokens: string[] = [];
    const report = await audit(async (request: Request) => {
      const response = await api(request);
      const token = request.headers.get("authorization") ?? "";
      tokens.push(...(token.match(/[\w-]{24,}/g) ?? []));
      if (response.status === 401 && token.includes(".")) throw new Error(`refused: ${token}`);
      return response;
    });
    const got = JSON.stringify([report.findings, report.skipped, String(report)]);
    expect(got).toContain("(left out)");
    expect(tokens.filter((token) => got.includes(token))).toEqual([]);
  });

  test("of an API that cannot be started", async () => {
    const { findings } = await audit(createApi(), {
      restart: () => {
        throw new Error(`no start with ${as.issue()}${" and".repeat(200)}`);
      },
    });
    expect(findings).toMatchObject([
      { defect: "outage-at-start", got: expect.stringMatching(/^no start with \(left out\)(?: and)+.{0,4}\.\.\.$/) },
    ]);
    expect(findings[0]!.got.length).toBeLessThan(170);
  });
});

describe("options", () => {
  test("skip leaves something out, with its reason", async () => {
    const report = await audit(createApi(), {
      skip: { "wrong-audience": "not today", "outage-with-known-keys": "shared" },
    });
    expect(report.skipped).toEqual(
      expect.arrayContaining([
        { id: "wrong-audience", reason: "not today" },
        { id: "outage-with-known-keys", reason: "shared" },
      ]),
    );
    expect(report.passed).not.toContain("wrong-audience");
  });

  test("allow admits what is accepted on purpose, and nothing else about it", async () => {
    const api = createApi();
    const careless = (request: Request): Promise<Response> => {
      const token = new URL(request.url).searchParams.get("access_token");
      return api(
        token === null ? request : new Request(request.url, { headers: { authorization: `Bearer ${token}` } }),
      );
    };
    expect((await audit(careless)).findings).toMatchObject([{ defect: "token-in-query", category: "accepted_bad" }]);
    const report = await audit(careless, { allow: { "token-in-query": "the old app needs it" } });
    expect(report.findings).toEqual([]);
    expect(report.allowed).toEqual([{ id: "token-in-query", reason: "the old app needs it" }]);
    expect(String(report)).toContain("allowed: token-in-query: the old app needs it");
  });

  test("allow leaves a note where nothing of the kind is accepted any more", async () => {
    const report = await audit(createApi(), { allow: { expired: "the old app has a wrong clock" } });
    expect(report.findings).toEqual([]);
    expect(report.passed).toContain("expired");
    expect(report.notes).toMatchObject([{ defect: "expired", category: "needless_allow", severity: "low" }]);
  });

  test("skip leaves out the opaque token too, and all that is known by it", async () => {
    const { findings, skipped } = await audit(createApi(as.verifierOptions({ opaque: true })), {
      opaque: true,
      skip: { "good-opaque-token": "later" },
    });
    expect(findings).toEqual([]);
    expect(skipped).toContainEqual({ id: "good-opaque-token", reason: "later" });
    expect(skipped.map(({ id }) => id)).toContain("opaque-revoked");
  });

  test("rotation: false leaves the keys as they are, and says so in a note", async () => {
    const { findings, notes, skipped } = await audit(createApi(), { rotation: false });
    expect(findings).toEqual([]);
    expect(notes.map(({ defect, category }) => [defect, category])).toEqual([
      ["new-key", "not_tried"],
      ["withdrawn-key", "not_tried"],
    ]);
    const reason = "the option rotation says that the issuer never changes its keys";
    expect(skipped).toContainEqual({ id: "withdrawn-key", reason });
  });

  test("scope: false is for a route that asks for none", async () => {
    const report = await audit(createApi(as.verifierOptions(), {}), { scope: false });
    expect(report.findings).toEqual([]);
    expect(report.skipped).toContainEqual({ id: "wrong-scope", reason: "the route asks for no scope" });
  });

  test("scope and audience are those of the route", async () => {
    const trust = { ...as.verifierOptions(), audience: "urn:orders" };
    const report = await audit(createApi(trust, { scopes: ["orders:read"] }), {
      scope: "orders:read",
      audience: "urn:orders",
    });
    expect(report.findings).toEqual([]);
    expect(report.passed).toEqual(expect.arrayContaining(["tampered", "wrong-audience", "scope-longer", "id-token"]));
  });

  test("method, path, headers and body go with every request", async () => {
    const api = createApi();
    const seen = new Set<string>();
    await audit(
      async (request: Request) => {
        const { method, url, headers } = request;
        const [path, query = ""] = url.slice("http://localhost".length).split("?");
        seen.add(
          [method, path, query.startsWith("x=1"), headers.get("x-tenant"), await request.clone().text()].join(" "),
        );
        return api(request);
      },
      {
        method: "put",
        path: "/orders?x=1",
        headers: { "X-Tenant": "t1" },
        body: "{}",
        skip: { "token-in-form": "it has a body of its own" },
      },
    );
    expect([...seen]).toEqual(["PUT /orders true t1 {}"]);
  });

  test("anonymousPath is a route where bad tokens are refused all the same (RFC 6750 §3.1)", async () => {
    const api = createApi();
    expect((await audit(api, { anonymousPath: "/open" })).findings).toEqual([]);
    const lax = async (request: Request): Promise<Response> =>
      request.url.endsWith("/open") ? Response.json({}) : api(request);
    const { findings } = await audit(lax, { anonymousPath: "/open" });
    expect(findings.map(({ defect }) => defect)).toContain("expired at /open");
    expect(new Set(findings.map(({ severity }) => severity))).toEqual(new Set(["high"]));
  });

  test("skip and allow know the steps at anonymousPath", async () => {
    const api = createApi();
    const lax = async (request: Request): Promise<Response> =>
      request.url.endsWith("/open") ? Response.json({}) : api(request);
    const ids = (await audit(lax, { anonymousPath: "/open" })).findings.map(({ defect }) => defect);
    const [first, ...others] = ids as [string, ...string[]];
    expect(first).toBe("bearer-without-token at /open");
    const report = await audit(lax, {
      anonymousPath: "/open",
      skip: { [first]: "later" },
      allow: Object.fromEntries(others.map((id) => [id, "it is for everybody"])),
    });
    expect(report.findings).toEqual([]);
    expect(report.skipped).toContainEqual({ id: first, reason: "later" });
    expect(report.allowed.map(({ id }) => id)).toEqual(others);
  });

  test("strict makes findings of what RFCs leave open, which are notes otherwise (RFC 7519 §4)", async () => {
    const lax = createApi({ ...as.verifierOptions(), clockToleranceSeconds: 300 });
    const { findings, notes, passed } = await audit(lax);
    expect(findings).toEqual([]);
    expect(notes).toMatchObject([{ defect: "expired-minutes-ago", category: "accepted_bad", severity: "medium" }]);
    expect(passed).not.toContain("expired-minutes-ago");
    const strict = await audit(lax, { strict: true });
    expect(strict.notes).toEqual([]);
    expect(strict.findings).toEqual(notes);
  });

  test("onProgress is told what comes next, up to the end", async () => {
    const told: string[] = [];
    let last = { done: 0, total: 0 };
    const report = await audit(createApi(), {
      onProgress: ({ id, ...progress }) => {
        told.push(id);
        last = progress;
      },
    });
    expect(last.done).toBe(last.total - 1);
    expect([...report.passed, ...report.skipped.map(({ id }) => id)].sort()).toEqual(["good-token", ...told].sort());
  });

  test.each<[string, object, string]>([
    ["an unknown option", { scopes: "a" }, `auditApi() knows no option "scopes"; do you mean scope?`],
    ["no issuer", { issuer: undefined }, "auditApi() needs the test issuer that the API trusts"],
    [
      "an unknown id",
      { skip: { wrong_audience: "x" } },
      `There is no defect "wrong_audience"; do you mean wrong-audience?`,
    ],
    ["an unknown id to allow", { allow: { x: "x" } }, `There is no defect "x"`],
    ["an id at no path", { skip: { "expired at /open": "x" } }, `There is no defect "expired at /open"`],
    [
      "an id that is not sent there",
      { anonymousPath: "/open", allow: { "two-parts at /open": "x" } },
      `There is no defect "two-parts at /open"`,
    ],
    [
      "an issuer that is none",
      { issuer: "https://as.example" },
      "issuer must be a test issuer, as createTestIssuer() makes it",
    ],
    [
      "an issuer to come",
      { issuer: Promise.resolve() },
      "issuer must be a test issuer, as createTestIssuer() makes it; did you forget await?",
    ],
    ["a path without a slash", { path: "orders" }, `path must begin with a slash, and is "orders"`],
    ["a path that is none", { path: 1 }, "path must be a text"],
    ["an anonymousPath without a slash", { anonymousPath: "open" }, `anonymousPath must begin with a slash`],
    ["a method that is none", { method: 1 }, "method must be a text"],
    ["a body that is none", { body: {} }, "body must be a text"],
    ["an audience that is none", { audience: ["a"] }, "audience must be a text"],
    ["a scope that is none", { scope: ["a"] }, "scope must be a text, or false"],
    ["headers that are none", { headers: "a" }, "headers must be an object of texts"],
    ["headers in a list", { headers: [["a", "b"]] }, "headers must be an object of texts"],
    ["a header that is no text", { headers: { a: 1 } }, "headers must be an object of texts"],
    ["a reason that is none", { skip: { unsigned: true } }, "skip must be an object of texts"],
    ["a list of ids", { allow: ["unsigned"] }, "allow must be an object of texts"],
    [
      "a good token to skip",
      { skip: { "good-token": "x" } },
      "good-token cannot be skipped: nothing is shown without it",
    ],
    ["a good token to allow", { allow: { "good-token": "x" } }, "good-token is good, so there is nothing to allow"],
    ["a good form to allow", { allow: { "new-key": "x" } }, "new-key is good, so there is nothing to allow"],
    ["rotation that is no boolean", { rotation: "no" }, "rotation must be true or false"],
    ["too short a wait", { waitSeconds: 1 }, "waitSeconds must be a number from 2 to 600"],
    ["a wait without end", { waitSeconds: Infinity }, "waitSeconds must be a number from 2 to 600"],
    ["a place that is none", { attackerPlace: "0.0.0.0" }, "attackerPlace must be true, false, or an object"],
    [
      "a place with more",
      { attackerPlace: { hosts: "x" } },
      `attackerPlace knows no option "hosts"; do you mean host?`,
    ],
    ["a place of no host", { attackerPlace: { host: 1 } }, "host and name of attackerPlace must be texts"],
    ["a place at no port", { attackerPlace: { port: 70_000 } }, "port of attackerPlace must be a whole number"],
    ["a place everywhere", { attackerPlace: { host: "0.0.0.0" } }, "attackerPlace at 0.0.0.0 needs a name"],
    ["opaque that is no boolean", { opaque: "yes" }, "opaque must be true or false"],
    ["strict that is no boolean", { strict: 1 }, "strict must be true or false"],
    ["isAccepted that is no function", { isAccepted: 200 }, "isAccepted must be a function"],
    ["restart that is no function", { restart: {} }, "restart must be a function"],
    ["onProgress that is no function", { onProgress: 1 }, "onProgress must be a function"],
    ["a time that is a text", { timeoutSeconds: "5" }, "timeoutSeconds must be a number above 0"],
    ["no time to answer", { timeoutSeconds: 0 }, "timeoutSeconds must be a number above 0"],
  ])("are refused: %s", async (_, options, message) => {
    await expect(audit(createApi(), options)).rejects.toThrow(message);
  });

  test.each([[undefined], [null], ["orders"]])("cannot do without: %s", async (options) => {
    await expect(auditApi(createApi(), options as never)).rejects.toThrow(
      "auditApi() needs options: auditApi(target, { issuer })",
    );
  });

  test.each([[undefined], [null], ["orders"], ["file:///orders"], [{}]])(
    "do not help a target that is none: %j",
    async (target) => {
      await expect(audit(target as never)).rejects.toThrow("The target must be a URL (http or https), a handler");
    },
  );

  test("a form that is taken for a wrong media type is none (RFC 9110 §15.5.16)", async () => {
    const api = createApi();
    const { findings } = await audit(
      async (request: Request) =>
        request.headers.get("content-type") === "application/x-www-form-urlencoded"
          ? new Response(null, { status: 415 })
          : api(request),
      { method: "POST" },
    );
    expect(findings).toEqual([]);
  });
});

describe("an outage of the authorization server", () => {
  const createIssuer = () => createTestIssuer({ clock: manualClock() });
  type Start = (issuer: TestIssuer) => Parameters<typeof auditApi>[0] | Promise<Parameters<typeof auditApi>[0]>;
  const auditWith = async (start: Start, restart = start, timeoutSeconds = 5) => {
    const issuer = await createIssuer();
    const { findings } = await auditApi(await start(issuer), {
      issuer,
      restart: () => restart(issuer),
      timeoutSeconds,
    });
    return findings.map(({ defect, also, severity, category }) => [severity, category, defect, ...also].join(" "));
  };
  const sound = (issuer: TestIssuer) => createApi({ ...issuer.verifierOptions(), keys: { retries: 0 } });
  const isAway = (issuer: TestIssuer): Promise<boolean> =>
    issuer.fetch(`${issuer.issuer}/jwks`, {}).then(
      async (response) => !response.ok || !(await response.text()).startsWith("{"),
      () => true,
    );
  /** Answers so while the issuer is away. */
  const answering = (answer: () => Promise<Response> | Response) => (issuer: TestIssuer) => {
    const api = sound(issuer);
    return async (request: Request): Promise<Response> => ((await isAway(issuer)) ? answer() : api(request));
  };
  const cold = "outage-at-start outage-with-status outage-with-page";

  test("is answered as it must be by a sound API (RFC 9110 §15.6.4)", async () => {
    expect(await auditWith(sound)).toEqual([]);
  });

  test.each<[string, () => Promise<Response> | Response, string]>([
    [
      "calls good tokens bad",
      () => new Response(null, { status: 401, headers: { "WWW-Authenticate": `Bearer error="invalid_token"` } }),
      `high outage_answer outage-with-known-keys ${cold}`,
    ],
    ["accepts everything", () => Response.json({}), `critical accepted_bad ${cold}`],
    ["fails", () => new Response(null, { status: 500 }), `low outage_answer ${cold}`],
    [
      "answers with a challenge",
      () => new Response(null, { status: 503, headers: { "WWW-Authenticate": `Bearer error="invalid_token"` } }),
      `low outage_answer ${cold}`,
    ],
  ])("is found to be answered wrongly by an API that %s", async (_, answer, finding) => {
    expect(await auditWith(answering(answer))).toContain(finding);
  });

  test("is found to be answered by nothing", async () => {
    const silent = answering(() => new Promise<Response>(() => {}));
    expect(await auditWith(silent, silent, 0.2)).toContain(`medium outage_answer ${cold}`);
  });

  test("is an outage of the API where it keeps no keys", async () => {
    expect(await auditWith(answering(() => new Response(null, { status: 503 })))).toEqual([
      "medium outage_answer outage-with-known-keys",
    ]);
  });

  test("keeps an API from starting that wants to ask first", async () => {
    const findings = await auditWith(sound, async (issuer) => {
      if (await isAway(issuer)) throw new Error("no metadata");
      return sound(issuer);
    });
    expect(findings).toEqual([`medium outage_answer ${cold}`]);
  });

  test("of introspection is no fault of the token (RFC 7662 §4)", async () => {
    const issuer = await createIssuer();
    const api = createApi(issuer.verifierOptions({ opaque: true }));
    const report = await auditApi(api, { issuer, opaque: true });
    expect(report.findings).toEqual([]);
    expect(report.passed).toEqual(expect.arrayContaining(["good-opaque-token", "outage-of-introspection"]));
    expect(report.skipped.map(({ id }) => id)).toEqual([
      "token-in-form",
      "key-by-url",
      "key-by-certificate-url",
      "issuer-by-url",
      "outage-at-start",
      "outage-with-status",
      "outage-with-page",
    ]);
  });

  test("is over when the audit is, whatever comes of it", async () => {
    const issuer = await createIssuer();
    const api = sound(issuer);
    const restart = () => Promise.reject(new Error("no"));
    await auditApi(api, { issuer, restart });
    expect(await isAway(issuer)).toBe(false);
  });
});

test("an API that refuses opaque tokens is told so once, and is not said to pass them", async () => {
  const report = await audit(createApi(), { opaque: true });
  expect(report.findings).toMatchObject([{ defect: "good-opaque-token", category: "refused_good", severity: "high" }]);
  expect(report.passed.filter((id) => id.startsWith("opaque"))).toEqual([]);
  expect(report.skipped).toContainEqual({
    id: "opaque-revoked",
    reason: "no opaque token is accepted, so none proves anything",
  });
});

test("a report is for people, and for programs", async () => {
  const report = await audit(createApi(as.verifierOptions(), {}), { path: "/orders", skip: { unsigned: "later" } });
  const text = String(report).split("\n");
  expect(text[0]).toMatch(
    /^Audit of GET \/orders: 15 findings \(3 critical, 3 high, 4 medium, 5 low\), \d+ passed, \d+ skipped$/,
  );
  expect(text.slice(1, 3)).toEqual([
    "critical: accepted_bad: wrong-scope: The API accepts an access token with another scope (RFC 6750 §3.1). " +
      "Every client can do what only some were given leave to.",
    `  expected 403 with error="insufficient_scope"; got 200`,
  ]);
  expect(text).toContain("skipped: unsigned: later");
  const { findings, notes, passed, skipped, allowed } = report;
  expect(JSON.parse(JSON.stringify(report))).toEqual({ findings, notes, passed, skipped, allowed });
  const lax = String(await audit(createApi({ ...as.verifierOptions(), clockToleranceSeconds: 300 })));
  expect(lax).toMatch(/^Audit of GET \/: no finding, 1 note, \d+ passed, \d+ skipped\n/);
  expect(lax).toContain("\nnote: medium: accepted_bad: expired-minutes-ago: The API accepts");
  const ranks = findings.map(({ severity }) => ["critical", "high", "medium", "low"].indexOf(severity));
  expect(ranks).toEqual(ranks.toSorted());
});
