import { createServer } from "node:http";
import { connect, Server } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import { openAttackerPlace } from "../../src/audit/attacker-place.js";
import { findAttackerReach } from "../../src/audit/attacker-reach.js";
import { auditApi, createTestIssuer, manualClock } from "../../src/index.js";

afterEach(() => void vi.restoreAllMocks());

const ATTACKER_IDS = ["key-by-url", "key-by-certificate-url", "issuer-by-url"];

/** Believes every token that is not over: what it is asked for is all that is looked at here. */
const createLax =
  (now: () => number) =>
  async ({ headers }: Request) => {
    const [, payload = ""] = headers.get("authorization")?.split(".") ?? [];
    const claims =
      payload === "" ? {} : (JSON.parse(Buffer.from(payload, "base64url").toString()) as { exp?: unknown });
    const isGood = typeof claims.exp === "number" && claims.exp > now();
    const challenge = isGood ? {} : { "WWW-Authenticate": `Bearer error="invalid_token"` };
    return new Response(null, { status: isGood ? 200 : 401, headers: challenge });
  };

test("an audit of a Fetch handler opens no socket, and says what is not tried for want of one", async () => {
  vi.spyOn(Server.prototype, "listen").mockImplementation(() => {
    throw new Error("EPERM: no sockets here");
  });
  const issuer = await createTestIssuer({ clock: manualClock() });
  const { skipped, passed } = await auditApi(
    createLax(() => issuer.clock.now()),
    { issuer },
  );
  expect(passed).toContain("expired");
  const left = skipped.filter(({ id }) => ATTACKER_IDS.includes(id));
  expect(left.map(({ id }) => id)).toEqual(ATTACKER_IDS);
  for (const { reason } of left) expect(reason).toContain("set attackerPlace: true");
});

test("with attackerPlace it is opened for a Fetch handler too, and closed at the end", async () => {
  const issuer = await createTestIssuer({ clock: manualClock() });
  const seen = new Set<string>();
  const lax = createLax(() => issuer.clock.now());
  const report = await auditApi(
    async (request: Request) => {
      const [header = ""] = request.headers.get("authorization")?.split(" ").at(-1)?.split(".") ?? [];
      const jku = /"jku":"([^"]+)"/.exec(Buffer.from(header, "base64url").toString())?.[1];
      if (jku !== undefined) seen.add(jku);
      return lax(request);
    },
    { issuer, attackerPlace: { host: "127.0.0.1", name: "localhost" } },
  );
  expect(report.skipped.map(({ id }) => id)).not.toContain("key-by-url");
  expect([...seen]).toEqual([
    expect.stringMatching(/^https:\/\/localhost:\d+\/jwks$/),
    expect.stringMatching(/^http:\/\/localhost:\d+\/jwks$/),
  ]);
  await expect(fetch([...seen][1]!)).rejects.toThrow("fetch failed");
});

test.each([
  ["a URL of this machine", "http://127.0.0.1:8080/orders", undefined, {}],
  ["a URL of this machine by name", new URL("http://localhost:8080"), undefined, {}],
  ["a URL of this machine by its other address", "http://[::1]:8080", undefined, {}],
  ["a URL of another machine", "https://api.example.com", undefined, expect.stringContaining("not at this machine")],
  ["the same, where it is said how", "https://api.example.com", { host: "10.0.0.7" }, { host: "10.0.0.7" }],
  ["a listener", (_: unknown, response: { end(): void }) => response.end(), undefined, {}],
  ["a server", createServer(), undefined, {}],
  ["a Fetch handler", () => new Response(), undefined, expect.stringContaining("set attackerPlace: true")],
  ["an application", { inject: () => {} }, undefined, expect.stringContaining("set attackerPlace: true")],
  ["the same, where it is wanted", { inject: () => {} }, true, {}],
  ["a server, where none is wanted", createServer(), false, expect.stringContaining("there is to be none")],
])("is opened, or not, for %s", (_, target, wanted, where) => {
  expect(findAttackerReach(target as never, wanted)).toEqual(where);
});

test("an attacker's place has metadata, keys and a certificate, and counts who asks or knocks", async () => {
  const place = await openAttackerPlace("ES256", {});
  const [secure, plain] = place.origins as [string, string];
  try {
    const metadata = await (await fetch(`${plain}/.well-known/openid-configuration`)).json();
    expect(metadata).toEqual({ issuer: plain, jwks_uri: `${plain}/jwks` });
    expect(await (await fetch(`${plain}/jwks`)).json()).toMatchObject({ keys: [{ kty: "EC" }] });
    expect(await (await fetch(`${plain}/certificate`)).text()).toMatch(/^-----BEGIN CERTIFICATE-----\n/);
    const before = place.asked();
    expect(before).toBeGreaterThanOrEqual(3);
    const { hostname, port } = new URL(secure);
    await new Promise((resolve) => connect(Number(port), hostname).on("connect", resolve).on("close", resolve));
    await vi.waitFor(() => expect(place.asked()).toBeGreaterThan(before));
    await expect(fetch(`${secure}/jwks`)).rejects.toThrow("fetch failed");
  } finally {
    await place.close();
  }
});
