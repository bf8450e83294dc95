import { setImmediate as turn } from "node:timers/promises";
import { createVerifier, type Fetch, type VerifierOptions } from "@ostiary/core";
import { createSigningKey, createTestIssuer, type ManualClock, manualClock, type TestIssuer } from "@ostiary/testing";
import { matchers } from "@ostiary/testing/vitest";
import { describe, expect, test } from "vitest";
import { createArena } from "./support/arena.js";
import { encode } from "./support/forge.js";

expect.extend(matchers);

// For how long keys are believed, and how often they are asked for, whatever strangers and servers say.

interface Setting {
  readonly as: TestIssuer;
  readonly clock: ManualClock;
  /** How often the JWK Set was asked for. */
  readonly loads: () => number;
  readonly verify: (token: string) => Promise<unknown>;
}

/** A verifier whose issuer sends its JWK Set with these fields. */
async function createSetting(
  fields: Readonly<Record<string, string>>,
  options: Partial<VerifierOptions> = {},
): Promise<Setting> {
  const clock = manualClock();
  const as = await createTestIssuer({ clock });
  let loads = 0;
  const fetch: Fetch = async (url, init) => {
    const response = await as.fetch(url, init);
    if (!url.endsWith("/jwks")) return response;
    loads += 1;
    return new Response(await response.text(), { headers: { "content-type": "application/json", ...fields } });
  };
  const { verify } = createVerifier({ ...as.verifierOptions(), fetch, ...options });
  return { as, clock, loads: () => loads, verify };
}

/** Lets what was begun in the background end. */
async function settle(): Promise<void> {
  for (let times = 0; times < 20; times += 1) await turn();
}

describe("M-17: a server's word on how long its keys may be kept counts within limits (RFC 9111 §5.2.2)", () => {
  test.each<[what: string, fields: Record<string, string>, atLeast: number, atMost: number]>([
    ["a year", { "cache-control": "max-age=31536000" }, 2500, 3601],
    ["more than can be counted", { "cache-control": `max-age=${"9".repeat(40)}` }, 2500, 3601],
    ["not at all", { "cache-control": "no-store" }, 40, 61],
    ["not without asking", { "cache-control": "no-cache" }, 40, 61],
    ["no time", { "cache-control": "max-age=0" }, 40, 61],
    ["less than no time", { "cache-control": "max-age=-1" }, 400, 601],
    ["what is no number", { "cache-control": "max-age=soon" }, 400, 601],
    ["two times, of which the shorter counts", { "cache-control": "max-age=31536000, max-age=0" }, 40, 61],
    ["a year that is over", { "cache-control": "max-age=31536000", age: "31536000" }, 40, 61],
    ["an age that is no number", { "cache-control": "max-age=600", age: "-5" }, 400, 601],
    ["nothing", {}, 400, 601],
    ["a date long ago, which is not looked at", { expires: "Thu, 01 Jan 1970 00:00:00 GMT" }, 400, 601],
  ])("%s", async (_, fields, atLeast, atMost) => {
    const { as, clock, loads, verify } = await createSetting(fields);
    const token = as.issue({ exp: clock.now() + 86_400 });
    await verify(token);
    clock.advance(atLeast);
    await verify(token);
    await settle();
    expect(loads()).toBe(1);
    clock.advance(atMost - atLeast);
    await verify(token);
    await settle();
    expect(loads()).toBe(2);
  });
});

describe("M-14: made-up kids", () => {
  test("ten thousand of them cause two fetches, and one more each half minute; nobody is refused for them", async () => {
    const own = await createArena();
    const { a, clock } = own;
    const { header, claims } = own;
    const payload = encode({ ...claims, exp: clock.now() + 86_400 });
    const signature = encode("x".repeat(64));
    const good = `Bearer ${a.issue({ exp: clock.now() + 86_400 })}`;
    for (const { name, ask, urls, verifier, events } of own.targets) {
      const count = name === "core" ? 10_000 : 200;
      expect(await ask({ authorization: [good] }), name).toBeAccepted();
      urls.length = 0;
      events.length = 0;
      for (let index = 0; index < count; index += 1) {
        const token = `${encode({ ...header, kid: `made-up-${index}` })}.${payload}.${signature}`;
        if (name === "core") await verifier.authenticate({ authorization: [`Bearer ${token}`] });
        else await ask({ authorization: [`Bearer ${token}`] });
      }
      expect(urls, name).toEqual([`${a.issuer}/jwks`, `${a.issuer}/jwks`]);
      const denied = events.filter(({ type }) => type === "token.denied");
      expect(denied, name).toHaveLength(count);
      expect(
        denied.every((event) => "reason" in event && event.reason === "no_matching_key"),
        name,
      ).toBe(true);
      expect(events.length - count, `${name} tells of it a few times`).toBeLessThan(10);
      expect(await ask({ authorization: [good] }), name).toBeAccepted();
      verifier.close();
    }
  });

  test("a key that is rotated in during a flood is found when the budget allows it", async () => {
    const { as, clock, loads, verify } = await createSetting({});
    await verify(as.issue());
    const flood = async (from: number): Promise<void> => {
      for (let index = from; index < from + 50; index += 1) {
        await expect(verify(as.issue({}, { kid: `made-up-${index}` }))).rejects.toBeDenied("no_matching_key");
      }
    };
    await flood(0);
    as.rotateKeys();
    await flood(100);
    await expect(verify(as.issue())).rejects.toBeDenied("no_matching_key");
    clock.advance(31);
    expect(await verify(as.issue())).toBeAccepted();
    expect(loads()).toBe(4);
  });
});

describe("M-18, M-27: what was asked for first and comes last", () => {
  test("does not bring back a key that has been removed since (RFC 7517 §5)", async () => {
    const clock = manualClock();
    const as = await createTestIssuer({ clock });
    const held: (() => void)[] = [];
    let isSlow = true;
    const fetch: Fetch = async (url, init) => {
      const response = await as.fetch(url, init);
      if (isSlow && url.endsWith("/jwks")) await new Promise<void>((resolve) => held.push(resolve));
      return response;
    };
    const keys = { attemptTimeoutSeconds: 60, loadTimeoutSeconds: 60, coldWaitSeconds: 60 };
    const { verify } = createVerifier({ ...as.verifierOptions(), fetch, keys });
    const old = as.issue({ exp: clock.now() + 86_400 });
    const waiting = verify(old);
    while (held.length === 0) await turn();
    isSlow = false;
    as.rotateKeys({ keepOld: false });
    // So old that nobody joins it any more.
    clock.advance(100);
    expect(await verify(as.issue())).toBeAccepted();
    for (const release of held) release();
    await expect(waiting).rejects.toBeDenied("no_matching_key");
    await settle();
    await expect(verify(old)).rejects.toBeDenied("no_matching_key");
    expect(await verify(as.issue())).toBeAccepted();
  });

  test("does not lead back to where the keys were before they moved (RFC 8414 §2)", async () => {
    const clock = manualClock();
    const as = await createTestIssuer({ clock });
    const moved = createSigningKey();
    let place = `${as.issuer}/jwks`;
    const urls: string[] = [];
    const fetch: Fetch = async (url) => {
      urls.push(url);
      if (url.includes("/.well-known/")) return Response.json({ ...as.metadata(), jwks_uri: place });
      if (url === `${as.issuer}/moved`) return Response.json({ keys: [moved.publicJwk] });
      return place === url ? Response.json(as.jwks()) : new Response("", { status: 404 });
    };
    const { verify } = createVerifier({ ...as.verifierOptions(), fetch, keys: { retries: 0 } });
    await verify(as.issue());
    place = `${as.issuer}/moved`;
    for (let times = 0; times < 10; times += 1) {
      clock.advance(600);
      await verify(as.issue({}, { key: moved })).catch(() => {});
      await settle();
    }
    expect(await verify(as.issue({}, { key: moved }))).toBeAccepted();
    await expect(verify(as.issue())).rejects.toBeDenied("no_matching_key");
    expect(urls.at(-1)).toBe(place);
  });
});
