import { setImmediate } from "node:timers/promises";
import { createVerifier, type OstiaryEvent } from "@ostiary/core";
import { createSigningKey, manualClock, signCompact } from "@ostiary/testing";
import { AUDIENCE, ISSUER } from "./issuer.js";
import { rule } from "./watched-verifier.js";

/** What happens next. Numbers of keys begin anew at the end of the list. */
export type Step =
  | { readonly kind: "wait"; readonly seconds: number }
  | { readonly kind: "publish" | "withdraw"; readonly key: number }
  | { readonly kind: "break"; readonly how: (typeof breakages)[number] }
  | { readonly kind: "mend" | "hold" | "let through" | "look at the health" }
  | { readonly kind: "request"; readonly key: number; readonly count: number }
  | { readonly kind: "stranger"; readonly count: number };

export const breakages = ["no connection", "500", "404", "no JSON", "empty set", "encryption keys"] as const;
export const KEY_COUNT = 5;

/** A verifier, the server it asks, and what is known of both: which keys it may go by, and since when. */
export interface RotationModel {
  /** Does one thing, and lets all happen that need not wait for anything else. */
  readonly take: (step: Step) => Promise<void>;
  /**
   * Mends what is broken, and waits for all that is under way. Rejects if anything went wrong, or does not heal; resolves with
   * what was said.
   */
  readonly finish: () => Promise<ReadonlySet<string>>;
}

interface KnownSet {
  readonly kids: ReadonlySet<string>;
  readonly fetchedAt: number;
  /** When it came, counted in what was seen to happen. */
  readonly since: number;
}

interface Request {
  readonly kid: string;
  readonly begun: number;
  /** By the clock. */
  readonly at: number;
  readonly done: Promise<void>;
}

export function createRotationModel(): RotationModel {
  const clock = manualClock(NOW);
  const published = new Set([0]);
  const known: KnownSet[] = [];
  const requests: Request[] = [];
  const held: ((failure?: Error) => void)[] = [];
  let happened = 0;
  let fetches = 0;
  let broken: (typeof breakages)[number] | undefined;
  let isHolding = false;
  let delivered: { readonly kids: ReadonlySet<string>; readonly fetchedAt: number } | undefined;
  let strangers = 0;
  const said = new Set<string>();

  const verifier = createVerifier({
    issuer: { issuer: ISSUER, jwksUri: "https://keys.example/jwks" },
    audience: AUDIENCE,
    clock,
    keys: { retries: 0 },
    fetch: async () => {
      fetches += 1;
      const fetchedAt = clock.now();
      const kids = new Set([...published].map(kidOf));
      const how = broken;
      const jwks = [...published].map((index) => KEYS[index]?.publicJwk);
      if (isHolding) {
        await new Promise<void>((resolve, reject) => {
          held.push((failure) => (failure === undefined ? resolve() : reject(failure)));
        });
      }
      if (how === undefined) delivered = { kids, fetchedAt };
      return answer(how, jwks);
    },
    onEvent: (event) => note(event),
  });

  function note({ type }: OstiaryEvent): void {
    happened += 1;
    if (type === "keys.refreshed" && delivered !== undefined) known.push({ ...delivered, since: happened });
  }

  function ask(kid: string, token: string): void {
    happened += 1;
    const begun = happened;
    const at = clock.now();
    const done = verifier.authenticate({ authorization: [`Bearer ${token}`] }).then((outcome) => {
      happened += 1;
      const seen = known.filter(
        ({ since }, index) => since <= happened && (known[index + 1]?.since ?? happened) >= begun,
      );
      const living = seen.filter(({ fetchedAt }) => at < fetchedAt + LONGEST_SECONDS);
      const word = outcome.kind === "denied" ? outcome.reason : outcome.kind;
      said.add(word);
      rule(WORDS.has(word), `${word} is nothing to say of such a token`);
      const isThere = living.some(({ kids }) => kids.has(kid));
      if (word === "accepted") rule(isThere, "a key verifies only while it is in the set at hand");
      const isAllAlong = seen.length > 0 && living.length === seen.length && seen.every(({ kids }) => kids.has(kid));
      // Before the first set there is nothing to go by.
      if (isAllAlong && seen[0] !== undefined && seen[0].since < begun) {
        rule(word === "accepted", `a key that is in the set at hand verifies, and it is ${word}`);
      }
    });
    // Judged in the end; until then it is nobody's fault.
    done.catch(() => {});
    requests.push({ kid, begun, at, done });
  }

  function letThrough(failure?: Error): void {
    for (const go of held.splice(0)) go(failure);
  }

  async function take(step: Step): Promise<void> {
    switch (step.kind) {
      case "wait":
        // What is not there after its deadline is given up.
        if (step.seconds >= 3) letThrough(new TypeError("timeout"));
        await settle();
        clock.advance(step.seconds);
        break;
      case "publish":
        published.add(step.key % KEY_COUNT);
        break;
      case "withdraw":
        published.delete(step.key % KEY_COUNT);
        break;
      case "break":
        broken = step.how;
        break;
      case "mend":
        broken = undefined;
        break;
      case "hold":
        isHolding = true;
        break;
      case "let through":
        isHolding = false;
        letThrough();
        break;
      case "look at the health":
        verifier.health();
        break;
      case "request":
        for (let count = 0; count < step.count; count += 1) ask(kidOf(step.key), TOKENS[step.key % KEY_COUNT] ?? "");
        break;
      case "stranger":
        for (let count = 0; count < step.count; count += 1) ask("nobody's", createStranger((strangers += 1)));
        break;
    }
    await settle();
    checkBudget();
  }

  function checkBudget(): void {
    const seconds = clock.now() - NOW;
    // The first set and its refreshes; looks for names nobody knows; attempts that fail (docs/architecture.md, Keys).
    const most = 1 + seconds / 420 + (2 + seconds / 30) + (11 + seconds / 90);
    rule(fetches <= most, `${fetches} fetches in ${seconds} seconds are too many`);
  }

  async function finish(): Promise<ReadonlySet<string>> {
    published.add(1);
    await take({ kind: "mend" });
    await take({ kind: "let through" });
    await Promise.all(requests.map(({ done }) => done));
    await take({ kind: "wait", seconds: 200 });
    // The first one may be the one that finds that all is well again.
    await verifier.authenticate({ authorization: [`Bearer ${TOKENS[1]}`] });
    await take({ kind: "wait", seconds: 31 });
    const { kind } = await verifier.authenticate({ authorization: [`Bearer ${TOKENS[1]}`] });
    rule(kind === "accepted", `in the end all is well, and it is ${kind}`);
    verifier.close();
    return said;
  }

  return { take, finish };
}

function answer(how: (typeof breakages)[number] | undefined, keys: readonly unknown[]): Response {
  switch (how) {
    case undefined:
      return Response.json({ keys });
    case "no connection":
      throw new TypeError("fetch failed");
    case "500":
      return new Response("", { status: 500 });
    case "404":
      return new Response("", { status: 404 });
    case "no JSON":
      return new Response("<html>", { headers: { "content-type": "text/html" } });
    case "empty set":
      return Response.json({ keys: [] });
    case "encryption keys":
      return Response.json({ keys: keys.map((jwk) => ({ ...(jwk as object), use: "enc" })) });
  }
}

/** Turns of the event loop, in which signatures are checked and what was let through arrives. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await setImmediate();
}

function kidOf(index: number): string {
  return KEYS[index % KEY_COUNT]?.kid ?? "";
}

function createStranger(number: number): string {
  const [, claims, signature] = (TOKENS[0] ?? "").split(".");
  const header = { typ: "at+jwt", alg: "ES256", kid: `made up ${number}` };
  return [Buffer.from(JSON.stringify(header)).toString("base64url"), claims, signature].join(".");
}

const NOW = manualClock().now();
/** Fresh for ten minutes, and an hour more while there is no newer set to be had. */
const LONGEST_SECONDS = 600 + 3600;
const WORDS = new Set(["accepted", "unavailable", "no_matching_key"]);
const KEYS = Array.from({ length: KEY_COUNT }, (_, index) => createSigningKey("ES256", `key-${index}`));
const CLAIMS = { iss: ISSUER, sub: "u", aud: AUDIENCE, client_id: "c", iat: NOW, exp: NOW + 10_000_000, jti: "t" };
const TOKENS = KEYS.map((key) => signCompact({ typ: "at+jwt", alg: key.algorithm, kid: key.kid }, CLAIMS, key));
