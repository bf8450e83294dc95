import { readdirSync, readFileSync } from "node:fs";
import { setImmediate as turn } from "node:timers/promises";
import { createVerifier, type Fetch } from "@ostiary/core";
import { createTestIssuer, manualClock } from "@ostiary/testing";
import { matchers } from "@ostiary/testing/vitest";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { createArena } from "./support/arena.js";
import { expectBoundedCost } from "./support/cost.js";
import { expectRefused, expectRefusedLines } from "./support/expect-refused.js";
import { encode, forge } from "./support/forge.js";

expect.extend(matchers);

// What a stranger can make us do must be no more than what is sent is long, and nothing of it may stay.

test("S-01: tokens with an issuer, a key and an id of their own each make nobody ask anything, and leave nothing behind", async () => {
  const own = await createArena();
  const { a, header, claims } = own;
  const [core] = own.targets;
  if (core === undefined) throw new TypeError("core comes first");
  const { verifier, urls } = core;
  const signature = encode("x".repeat(64));
  const flood = async (from: number): Promise<void> => {
    for (let index = from; index < from + 1000; index += 1) {
      const parts = [
        { ...header, kid: `k${index}` },
        { ...claims, iss: `https://as-${index}.example`, jti: `j${index}` },
      ];
      const token = `${parts.map((part) => encode(JSON.stringify(part))).join(".")}.${signature}`;
      expect((await verifier.authenticate({ authorization: [`Bearer ${token}`] })).kind).toBe("denied");
    }
    core.events.length = 0;
  };
  await verifier.warmUp();
  await flood(0);
  const before = [urls.length, JSON.stringify([verifier.health(), verifier.exportSnapshot()])];
  await flood(1000);
  expect([urls.length, JSON.stringify([verifier.health(), verifier.exportSnapshot()])]).toEqual(before);
  expect(await verifier.verify(a.issue())).toBeAccepted();
});

test("S-01: opaque tokens that are no good share their places at the endpoint, and what is remembered of them has an end", async () => {
  const clock = manualClock();
  const as = await createTestIssuer({ clock });
  let atOnce = 0;
  let most = 0;
  const fetch: Fetch = async (url, init) => {
    if (!url.endsWith("/introspect")) return as.fetch(url, init);
    most = Math.max(most, (atOnce += 1));
    await turn();
    atOnce -= 1;
    return as.fetch(url, init);
  };
  const introspection = { maxConcurrent: 10 };
  const { verify } = createVerifier({ ...as.verifierOptions({ opaque: true, introspection }), fetch });
  const flood = Array.from({ length: 400 }, (_, index) =>
    verify(`made-up-${index % 200}`).catch((error: unknown) => error),
  );
  for (const outcome of await Promise.all(flood)) expect(outcome).toBeDenied("token_inactive");
  expect(most).toBeLessThanOrEqual(10);
  expect(as.requests.introspection).toBe(200);
});

describe("S-03: what is read is read in one go, however long it is and whatever it repeats", () => {
  test("no pattern in the sources repeats what repeats (RFC 9110 §17.5)", () => {
    const sources = readSources(new URL("../../packages/core/src/", import.meta.url));
    const patterns = sources.flatMap((text) => [...text.matchAll(REGEXP_LITERAL)].map(([, pattern]) => pattern ?? ""));
    expect(patterns.length).toBeGreaterThan(30);
    const ambiguous = ["(a+)+", "(?:a*b?)*", "([a-z]+)*x", "(a|b+){2,}", "(?:-[a-z-]+)*", "(?: *x+)*", "( +x*)*"];
    expect(ambiguous.filter((pattern) => !repeatsWhatRepeats(pattern))).toEqual([]);
    const clear = ["[a+]+", "(?:a)+b+", "(a+)?", "^(?:x(?:[a-z]+)?)$", "(?:\\.[a-z]+)*", "(?: +[!-~]+)*"];
    expect([...patterns, ...clear].filter(repeatsWhatRepeats)).toEqual([]);
  });

  test.each<[what: string, line: string]>([
    ["scheme characters", "a".repeat(1_000_000)],
    ["spaces", `Digest ${" ".repeat(1_000_000)}`],
    ["spaces and a tab", `Digest a=b${" ".repeat(1_000_000)}\tx`],
    ["parameters", `Digest ${"a=b, ".repeat(200_000)}"`],
    ["names without a value", `Digest ${"a".repeat(1_000_000)}!`],
    ["empty elements", `Digest ${",".repeat(1_000_000)}"`],
    ["quotes", `Digest ${'"a" '.repeat(250_000)}`],
    ["backslashes in a quote", `Digest a="${"\\".repeat(1_000_000)}`],
    ["padding", `Digest ${"=".repeat(1_000_000)}`],
  ])("a line with a million %s", async (_, line) => {
    const own = await createArena();
    for (const { name, ask, calls } of own.targets) {
      const { status } = await expectBoundedCost(1, () => ask({ authorization: [line] }));
      expect(status, name).toBeOneOf([400, 401]);
      expect(calls(), name).toBe(0);
    }
  });

  test("as much as may be sent, in every part of a token", async () => {
    const own = await createArena({ maxTokenBytes: 1_048_576 });
    const { a } = own;
    const long = 250_000;
    await expectRefused(own, a.issue({}, { typ: "a+".repeat(long) }), "unexpected_type");
    await expectRefused(own, a.issue({}, { typ: `application/${"a".repeat(long)} ` }), "unexpected_type");
    await expectRefused(own, a.issue({ iss: "a".repeat(long) }), "unknown_issuer");
    await expectRefused(own, a.issue({ aud: Array.from({ length: long / 10 }, () => "a") }), "audience_mismatch");
    await expectRefused(own, a.issue({ scope: `${" ".repeat(long)}x` }), "scope_insufficient");
    await expectRefused(own, a.issue({ scope: "api:rea ".repeat(long / 10) }), "scope_insufficient");
    await expectRefused(own, a.issue({}, { kid: "k".repeat(long) }), "no_matching_key");
    await expectRefused(own, `${a.issue()}${"=".repeat(long)}`, "malformed_token");
    await expectRefused(own, ".".repeat(long), "malformed_token");
    await expectRefused(own, `${"A".repeat(long)}.${"A".repeat(long)}.${"A".repeat(long)}`, "malformed_token");
    await expectRefusedLines(own, [`Bearer ${"A".repeat(1_048_577)}`], "token_too_large");
  });

  test("a field of a server on how long its keys may be kept", async () => {
    const clock = manualClock();
    const as = await createTestIssuer({ clock });
    for (const field of [
      'max-age="'.repeat(20_000),
      `a=${"\\".repeat(200_000)}`,
      ", ".repeat(100_000),
      " ".repeat(200_000),
    ]) {
      const fetch: Fetch = async (url, init) => {
        const { status, headers, body } = await as.fetch(url, init);
        const fields = { "content-type": headers.get("content-type") ?? "", "cache-control": `${field}x`, age: field };
        return new Response(body, { status, headers: fields });
      };
      expect(await createVerifier({ ...as.verifierOptions(), fetch }).verify(as.issue())).toBeAccepted();
    }
  });
});

describe("S-06: what fails in the background, after the answer, ends no process", () => {
  test.each(["jwks", "introspection"] as const)("at the %s", async (place) => {
    const unhandled = vi.fn();
    process.on("unhandledRejection", unhandled);
    onTestFinished(() => void process.off("unhandledRejection", unhandled));
    const clock = manualClock();
    const as = await createTestIssuer({ clock });
    const fail: ((cause: unknown) => void)[] = [];
    const fetch: Fetch = (url, init) =>
      url.endsWith(place === "jwks" ? "/jwks" : "/introspect")
        ? new Promise((_, reject) => void fail.push(reject))
        : as.fetch(url, init);
    const { verify } = createVerifier({
      ...as.verifierOptions({ opaque: true, introspection: { timeoutSeconds: 0.05 } }),
      fetch,
      keys: { coldWaitSeconds: 0.02, retries: 0 },
      onEvent: () => Promise.reject(new Error("the listener is broken")) as never,
    });
    const tokens = place === "jwks" ? [as.issue(), as.issue()] : [as.issueOpaque(), as.issueOpaque()];
    const outcomes = await Promise.all(tokens.map((token) => verify(token).catch((error: unknown) => error)));
    for (const outcome of outcomes) expect(outcome).toBeUnavailable();
    for (const reject of fail) reject(new TypeError("fetch failed"));
    for (let times = 0; times < 10; times += 1) await turn();
    expect(fail.length).toBeGreaterThan(0);
    expect(unhandled).not.toHaveBeenCalled();
  });
});

test("S-07: a client that goes away while keys are fetched takes nobody with it, and the fetch was not in vain", async () => {
  const clock = manualClock();
  const as = await createTestIssuer({ clock });
  const held: (() => void)[] = [];
  const fetch: Fetch = async (url, init) => {
    if (url.endsWith("/jwks")) await new Promise<void>((resolve) => held.push(resolve));
    expect(init.signal?.aborted).toBe(false);
    return as.fetch(url, init);
  };
  const own = await createArena({ ...as.verifierOptions(), fetch });
  const request = { authorization: [as.bearer().authorization] };
  for (const { name, ask } of own.targets) {
    held.length = 0;
    // As one that nobody waits for any more.
    void ask(request);
    while (held.length === 0) await turn();
    const others = [ask(request), ask(request)];
    for (const release of held) release();
    for (const answer of await Promise.all(others)) expect(answer, name).toBeAccepted();
    expect(await ask(request), name).toBeAccepted();
    expect(held, name).toHaveLength(1);
  }
});

test("S-08: a fetch that never ends, and takes no notice of being called off, holds nobody for long", async () => {
  const clock = manualClock();
  const as = await createTestIssuer({ clock });
  const lost = new Promise<never>(() => {});
  let isLost = true;
  const fetch: Fetch = (url, init) => (isLost && url.endsWith("/jwks") ? lost : as.fetch(url, init));
  const keys = { attemptTimeoutSeconds: 0.1, coldWaitSeconds: 0.05, retries: 0 };
  const own = await createArena({ ...as.verifierOptions(), fetch, keys });
  const ask = (): Promise<unknown[]> =>
    Promise.all(own.targets.map((target) => target.ask({ authorization: [as.bearer().authorization] })));
  for (const answer of await ask()) expect(answer).toBeUnavailable();
  isLost = false;
  const expectServed = async (): Promise<void> => {
    // Longer than it could have been joined.
    clock.advance(60);
    for (const answer of await ask()) expect(answer).toBeAccepted();
  };
  // On a busy machine the good fetch may take longer than these few milliseconds, too.
  await vi.waitFor(expectServed, { timeout: 20_000 });
}, 30_000);

test("S-09: of a thousand issuers those that do not answer keep no one from being served, and each is asked once", async () => {
  const clock = manualClock();
  const as = await createTestIssuer({ clock });
  const silent = Array.from({ length: 1000 }, (_, index) => `https://silent-${index}.example`);
  const urls = new Map<string, number>();
  const fetch: Fetch = (url, init) => {
    urls.set(url, (urls.get(url) ?? 0) + 1);
    return url.startsWith(as.issuer) ? as.fetch(url, init) : new Promise(() => {});
  };
  const verifier = createVerifier({
    ...as.verifierOptions(),
    issuer: [as.issuer, ...silent],
    fetch,
    // Nobody is given up for being slow, on a busy machine neither.
    keys: { attemptTimeoutSeconds: 60, loadTimeoutSeconds: 60, coldWaitSeconds: 60 },
  });
  onTestFinished(() => verifier.close());
  // Nobody gets as far as to look at its signature.
  const claims = { exp: clock.now() + 300, aud: as.audience };
  const forged = silent
    .slice(0, 200)
    .map((iss) => forge({ alg: "ES256", kid: "k" }, { iss, ...claims }, () => Buffer.alloc(64, 1)));
  const judge = (token: string): Promise<unknown> => verifier.verify(token).catch((error: unknown) => error);
  const waiting = [...forged, ...forged].map(judge);
  expect(await verifier.verify(as.issue())).toBeAccepted();
  expect(await Promise.race([...waiting, Promise.resolve("all wait")])).toBe("all wait");
  verifier.close();
  for (const outcome of await Promise.all(waiting)) expect(outcome).toBeUnavailable();
  const asked = [...urls].filter(([url]) => !url.startsWith(as.issuer));
  expect(asked).toHaveLength(200);
  expect(asked.every(([, times]) => times === 1)).toBe(true);
});

/** All patterns of a source, as far as they stand where a literal can: after `(`, `=`, `:`, `,`, `?` or a blank. */
const REGEXP_LITERAL =
  /(?<=[(=:,?[ ])\/((?:[^/\\\n*[]|\\.|\[(?:[^\]\\\n]|\\.)*\])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])*)\/[dgimsuy]*(?=[.,;)\s])/g;

/**
 * Whether a group that may be repeated without end holds something that may be, too, so that one text can be read in many ways:
 * unless each round begins with a character that nothing else in it can be.
 */
function repeatsWhatRepeats(pattern: string): boolean {
  const tokens = pattern.match(REGEXP_TOKEN) ?? [];
  const open: { readonly start: number; holds: boolean }[] = [];
  for (const [index, token] of tokens.entries()) {
    const isRepeated = ENDLESS.test(tokens[index + 1] ?? "");
    if (token.startsWith("(")) open.push({ start: index + 1, holds: false });
    else if (token === ")") {
      const group = open.pop();
      const holds = group?.holds === true;
      if (holds && isRepeated && !beginsApart(tokens.slice(group.start, index))) return true;
      if (holds || isRepeated) markLast(open);
    } else if (isRepeated) markLast(open);
  }
  return false;
}

function markLast(open: { holds: boolean }[]): void {
  const last = open.at(-1);
  if (last !== undefined) last.holds = true;
}

function beginsApart([first = "", ...others]: readonly string[]): boolean {
  const character = first.replace("\\", "");
  const isCharacter = first.length === character.length ? character.length === 1 : !/\w/.test(character);
  if (!isCharacter || /^[*?]$/.test(others[0] ?? "") || others.includes("|")) return false;
  // One that may itself be repeated must be followed by something else.
  if (others[0] === "+" && (others[1] === undefined || /^[*?]$/.test(others[2] ?? ""))) return false;
  const atoms = others.filter((token) => !/^(?:[()*+?]|\(\?.*|\{.*)$/.test(token));
  return atoms.every((atom) => !new RegExp(`^${atom}$`).test(character));
}

const REGEXP_TOKEN = /\\.|\[(?:[^\]\\]|\\.)*\]|\(\?(?::|<?[=!]|<\w+>)|\{\d+(?:,\d*)?\}|[^]/g;
const ENDLESS = /^(?:[*+]|\{\d+,\})$/;

function readSources(folder: URL): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory()
      ? readSources(new URL(`${entry.name}/`, folder))
      : [readFileSync(new URL(entry.name, folder), "utf8")],
  );
}
