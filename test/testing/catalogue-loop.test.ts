import { createVerifier, type VerifierOptions } from "@ostiary/core";
import { createAuth } from "@ostiary/hono";
import { assertDenied, createTestIssuer, type DefectId, type FormRequest, manualClock } from "@ostiary/testing";
import { matchers } from "@ostiary/testing/vitest";
import { Hono } from "hono";
import { describe, expect, test } from "vitest";

expect.extend(matchers);

const SCOPE = "orders:read";
const methods = ["GET", "POST"];

/** What makes an API wrong: where else it takes a token from, before its guard looks at the request. */
type FindToken = (request: Request) => string | undefined | Promise<string | undefined>;

function createApp(trust: VerifierOptions, findToken: FindToken = () => undefined): Hono {
  const { requireScope } = createAuth(trust);
  const inner = new Hono().on(methods, "/orders", requireScope(SCOPE), (c) => c.json({}));
  return new Hono().on(methods, "/orders", async (c) => {
    const found = await findToken(c.req.raw);
    if (found === undefined) return inner.fetch(c.req.raw);
    return inner.request("/orders", { headers: { authorization: `Bearer ${found}` } });
  });
}

/** What it has accepted it goes by again, without a look at the rest. */
function createAppThatRemembers(trust: VerifierOptions, toKey: (token: string) => string): Hono {
  const sound = createApp(trust);
  const known = new Set<string>();
  return new Hono().on(methods, "/orders", async (c) => {
    const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(c.req.header("authorization") ?? "")?.[1];
    const key = token === undefined ? undefined : toKey(token);
    if (key !== undefined && known.has(key)) return c.json({});
    const response = await sound.fetch(c.req.raw);
    if (key !== undefined && response.ok) known.add(key);
    return response;
  });
}

const readJti = (token: string): string =>
  /"jti":"([^"]+)"/.exec(Buffer.from(token.split(".")[1] ?? "", "base64url").toString())?.[1] ?? token;

/** The loop of the README, and which of its tests fail. */
async function findFailing(build: (trust: VerifierOptions) => Hono): Promise<readonly string[]> {
  const as = await createTestIssuer({ scope: SCOPE, clock: manualClock() });
  const app = build(as.verifierOptions());
  const ask = ({ query, ...init }: FormRequest) => app.request(`/orders${query}`, init);
  const failing: string[] = [];
  for (const defect of as.defects) {
    try {
      assertDenied(await as.send(ask, defect), defect.expected.reason);
    } catch {
      failing.push(defect.id);
    }
  }
  return failing;
}

describe("a loop over as.defects with as.send", () => {
  test("finds nothing wrong with an API that is right", async () => {
    expect(await findFailing((trust) => createApp(trust))).toEqual([]);
  });

  test.each<[place: string, finds: DefectId, FindToken]>([
    ["the query", "token-in-query", ({ url }) => new URL(url).searchParams.get("access_token") ?? undefined],
    [
      "a form",
      "token-in-form",
      async (request) => new URLSearchParams(await request.clone().text()).get("access_token") ?? undefined,
    ],
    ["a cookie", "token-in-cookie", ({ headers }) => /access_token=([^;]+)/.exec(headers.get("cookie") ?? "")?.[1]],
    ["another field", "token-in-other-field", ({ headers }) => headers.get("x-access-token") ?? undefined],
  ])("finds an API that takes tokens from %s", async (_, finds, findToken) => {
    expect(await findFailing((trust) => createApp(trust, findToken))).toEqual([finds]);
  });

  test("finds an API that remembers what it accepted by jti, or by a part of the token", async () => {
    expect(await findFailing((trust) => createAppThatRemembers(trust, readJti))).toEqual([
      "tampered-after-acceptance",
      "signature-after-acceptance",
      "foreign-key-after-acceptance",
    ]);
    const byPayload = (token: string): string => token.split(".").slice(0, 2).join(".");
    expect(await findFailing((trust) => createAppThatRemembers(trust, byPayload))).toEqual([
      "signature-after-acceptance",
      "foreign-key-after-acceptance",
    ]);
  });
});

describe("send", async () => {
  const as = await createTestIssuer({ scope: SCOPE });
  const verifier = createVerifier(as.verifierOptions());

  test("asks once, or twice where something must have been accepted before, and gives the last answer", async () => {
    const asked: FormRequest[] = [];
    const ask = async (request: FormRequest) => {
      asked.push(request);
      return verifier.authenticate({ authorization: request.headers.map(([, value]) => value) });
    };
    expect(await as.send(ask, "expired")).toBeDenied("token_expired");
    expect(asked).toHaveLength(1);
    expect(await as.send(ask, "signature-after-acceptance")).toBeDenied("signature_invalid");
    expect(asked).toHaveLength(3);
    const [accepted, forged] = asked.slice(1).map(({ headers }) => headers[0]![1].split("."));
    expect(forged!.slice(0, 2)).toEqual(accepted!.slice(0, 2));
    expect(Object.keys(asked[2]!)).toEqual(["method", "headers", "query"]);
    expect(await as.send(ask, "good-token", { sub: "ada" })).toMatchObject({ token: { subject: "ada" } });
  });

  test("fails if what must have been accepted before was not: then a refusal proves nothing", async () => {
    const refuse = () => new Response(null, { status: 401 });
    await expect(as.send(refuse, "signature-after-acceptance")).rejects.toThrow(
      "signature-after-acceptance proves nothing, for the good token that comes before it was not accepted",
    );
  });
});
