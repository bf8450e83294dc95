import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Ask } from "../../src/audit/ask.js";
import { parseAuditOptions } from "../../src/audit/audit-options.js";
import { planExpiry } from "../../src/audit/expiry-steps.js";
import { planRotation } from "../../src/audit/rotation-steps.js";
import { readCompact } from "../../src/compact-jws.js";
import { auditApi, type AuditOptions, createTestIssuer, manualClock, type TestIssuer } from "../../src/index.js";

/** Whether a token is good, as an API sees it that does one thing wrong, if any. */
type Judge = (claims: { readonly exp: number }, kid: string, token: string) => boolean;

const toolsFor = (as: TestIssuer, judge: Judge, options: Partial<AuditOptions> = {}) => {
  const setting = parseAuditOptions(() => new Response(), { issuer: as, ...options });
  const ask: Ask = async ({ headers }) => {
    const token = headers[0]![1].slice("Bearer ".length);
    const { claims, header } = readCompact(token)!;
    const isAccepted = judge(claims as { readonly exp: number }, String(header["kid"]), token);
    const status = isAccepted ? 200 : 401;
    const challenge = isAccepted ? undefined : [`Bearer error="invalid_token"`];
    const request = { method: "GET", path: "/", headers, body: undefined };
    const response = { status, headers: { "www-authenticate": challenge }, body: "" };
    return { request, response, isAccepted, got: `${status}` };
  };
  return { setting, ask, attacker: undefined };
};

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "Date"] }));
afterEach(() => void vi.useRealTimers());

/** What comes of something that waits. */
async function settle<Value>(promise: Promise<Value>, seconds: number): Promise<Value> {
  await vi.advanceTimersByTimeAsync(seconds * 1000);
  return promise;
}

const complaint = (category: string, severity: string) => [expect.objectContaining({ category, severity })];

describe("a token that expires after it was accepted (RFC 7519 §4.1.4)", () => {
  const isOver = ({ exp }: { readonly exp: number }, now: number): boolean => exp <= now;
  const remembering = (now: () => number): Judge => {
    const known = new Set<string>();
    return (claims, _, token) => {
      const isGood = known.has(token) || !isOver(claims, now());
      if (isGood) known.add(token);
      return isGood;
    };
  };
  const expire = (as: TestIssuer, judge: Judge, options: Partial<AuditOptions> = {}) => {
    const tools = toolsFor(as, judge, options);
    return planExpiry(tools.setting, () => false)[0]!.run(tools);
  };
  const realNow = () => Date.now() / 1000;

  test("is refused by a sound API, and accepted by one that remembers it", async () => {
    const clock = manualClock();
    const as = await createTestIssuer({ clock });
    expect(await expire(as, (claims) => !isOver(claims, clock.now()))).toEqual([]);
    expect(await expire(as, remembering(clock.now))).toEqual(complaint("accepted_bad", "critical"));
  });

  test("is refused in real time too, after a while", async () => {
    const as = await createTestIssuer();
    const options = { waitSeconds: 3 };
    expect(
      await settle(
        expire(as, (claims) => !isOver(claims, realNow()), options),
        4,
      ),
    ).toEqual([]);
    const found = await settle(expire(as, remembering(realNow), options), 4);
    expect(found).toEqual(complaint("accepted_bad", "critical"));
  });

  test("shows nothing in real time of an API that is lenient", async () => {
    const as = await createTestIssuer();
    const lenient: Judge = (claims) => !isOver(claims, realNow() - 60);
    expect(await settle(expire(as, lenient, { waitSeconds: 3 }), 4)).toContain("lenient with clocks");
  });

  test("cannot be tried on a clock that stands", async () => {
    const as = await createTestIssuer();
    expect(await expire(as, () => true)).toContain("cannot be moved; make it with manualClock()");
  });

  test("shows nothing of an API on another clock, and the clock is put back", async () => {
    const clock = manualClock();
    const as = await createTestIssuer({ clock });
    const before = clock.now();
    expect(await expire(as, (claims) => !isOver(claims, before))).toContain("does not go by the clock of the issuer");
    expect(clock.now()).toBe(before);
  });

  test("shows nothing of an API that takes no token so short-lived", async () => {
    const as = await createTestIssuer({ clock: manualClock() });
    expect(await expire(as, () => false)).toBe("the API refuses a token that lives 10 s, the first time: 401");
  });
});

describe("a key that comes and goes (RFC 7517 §5)", () => {
  const rotate = async (as: TestIssuer, judge: Judge, options: Partial<AuditOptions> = {}) => {
    const tools = toolsFor(as, judge, options);
    const { steps, end } = planRotation(tools.setting);
    const [fresh, withdrawn] = steps as [(typeof steps)[number], (typeof steps)[number]];
    const first = await fresh.run(tools);
    const second = withdrawn.skipReason() ?? (await withdrawn.run(tools));
    end();
    expect(as.jwks().keys).toHaveLength(1);
    return [first, second];
  };
  const kidsOf = (as: TestIssuer): readonly unknown[] => as.jwks().keys.map((jwk) => jwk["kid"]);
  const NEVER_TAKEN = "the API takes no token of a new key, so there is none to be withdrawn";

  test("is taken and given up by a sound API", async () => {
    const clock = manualClock();
    const as = await createTestIssuer({ clock });
    const judge: Judge = ({ exp }, kid) => exp > clock.now() && kidsOf(as).includes(kid);
    expect(await rotate(as, judge)).toEqual([[], []]);
  });

  test("may be fetched beside a request, and is given up all the same", async () => {
    const clock = manualClock();
    const as = await createTestIssuer({ clock });
    const left = [true, true];
    const judge: Judge = ({ exp }, kid) => {
      const isKnown = kidsOf(as).includes(kid) || left.pop() === true;
      return exp > clock.now() && isKnown;
    };
    expect(await settle(rotate(as, judge), 1)).toEqual([[], []]);
  });

  test("is not taken by an API with fixed keys", async () => {
    const clock = manualClock();
    const as = await createTestIssuer({ clock });
    const fixed = kidsOf(as);
    const judge: Judge = ({ exp }, kid) => exp > clock.now() && fixed.includes(kid);
    expect(await rotate(as, judge)).toEqual([complaint("refused_good", "high"), NEVER_TAKEN]);
  });

  test("is not given up by an API that forgets no key", async () => {
    const clock = manualClock();
    const as = await createTestIssuer({ clock });
    const found = await settle(
      rotate(as, ({ exp }) => exp > clock.now()),
      1,
    );
    expect(found).toEqual([[], complaint("accepted_bad", "high")]);
  });

  test.each([
    ["within half a minute", 60, 30, []],
    ["never, as far as is waited", 60, 1000, complaint("refused_good", "high")],
    ["later than is waited", 2, 30, expect.stringContaining("waitSeconds: 60")],
    ["later, where nothing is waited", undefined, 30, expect.stringContaining("waitSeconds: 60")],
  ])("is taken in real time %s", async (_, waitSeconds, learnsAfter, expected) => {
    const as = await createTestIssuer();
    const start = Date.now();
    const fixed = kidsOf(as);
    const judge: Judge = (__, kid) => fixed.includes(kid) || Date.now() - start >= learnsAfter * 1000;
    const options = waitSeconds === undefined ? {} : { waitSeconds };
    const [first] = await settle(rotate(as, judge, options), 70);
    expect(first).toEqual(expected);
  });

  test("cannot be seen to be given up on a clock that stands, which is said in a note", async () => {
    vi.useRealTimers();
    const issuer = await createTestIssuer();
    const { notes, skipped } = await auditApi(
      ({ headers }: Request) => {
        const jws = readCompact(headers.get("authorization")?.slice("Bearer ".length) ?? "");
        const isGood = jws !== undefined && kidsOf(issuer).includes(jws.header["kid"]);
        return new Response(null, { status: isGood ? 200 : 401 });
      },
      { issuer },
    );
    const untold = notes.filter(({ category }) => category === "not_tried");
    expect(untold.map(({ defect }) => defect)).toEqual(["withdrawn-key", "expired-after-acceptance"]);
    for (const { says } of untold) expect(says).toContain("the clock of the issuer cannot be moved");
    expect(skipped.map(({ id }) => id)).toEqual(expect.arrayContaining(["withdrawn-key", "expired-after-acceptance"]));
  });
});
