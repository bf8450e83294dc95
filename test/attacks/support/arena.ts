import type { OstiaryEvent, VerifierOptions } from "@ostiary/core";
import { dangerouslyRevealReason } from "@ostiary/core/danger";
import {
  createTestIssuer,
  manualClock,
  type ManualClock,
  type TestIssuer,
  type TestIssuerOptions,
} from "@ostiary/testing";
import { type AttackTarget, createTargets } from "./targets.js";

/** A resource server that trusts two issuers, on core and on every adapter, and everything an attack needs of them. */
export interface Arena {
  readonly clock: ManualClock;
  /** Trusted, with every algorithm there is. */
  readonly a: TestIssuer;
  /** Trusted too, with ES256 only. */
  readonly b: TestIssuer;
  /** Every URL that core asked for. Only the documents of the two issuers are answered. */
  readonly urls: string[];
  /** What core told. */
  readonly events: OstiaryEvent[];
  /** The header and the claims of a good token of `a`. */
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
  /** Core first, then every adapter; each has a verifier of its own. */
  readonly targets: readonly AttackTarget[];
  /** A token that is accepted. */
  good(): string;
  /** What core answers a client for these `Authorization` lines, on a route that asks for `api:read`. */
  answerTo(...authorization: string[]): Promise<Response>;
}

/** Who takes part, and what they are told besides. */
export interface ArenaSetting {
  readonly a?: TestIssuerOptions;
  readonly b?: TestIssuerOptions;
  /** Default: what `a` issues. */
  readonly good?: (a: TestIssuer) => string;
}

/** @param options - What the verifiers are told besides, or what makes it. */
export async function createArena(
  options: Partial<VerifierOptions> | ((a: TestIssuer, b: TestIssuer) => Partial<VerifierOptions>) = {},
  setting: ArenaSetting = {},
): Promise<Arena> {
  const clock = manualClock();
  const usual = { clock, audience: AUDIENCE };
  const a = await createTestIssuer({ ...usual, issuer: "https://as.example/t1", ...setting.a });
  const b = await createTestIssuer({ ...usual, issuer: "https://other-as.example", ...setting.b });
  const others = typeof options === "function" ? options(a, b) : options;
  const send = others.fetch ?? ((url, init) => (isOf(b.issuer, url) ? b : a).fetch(url, init));
  const targets = await createTargets((urls, events) => ({
    issuer: [a.issuer, { issuer: b.issuer, algorithms: ["ES256"] }],
    audience: AUDIENCE,
    clock,
    [dangerouslyRevealReason]: true,
    ...others,
    fetch: (url, init) => (urls.push(url), send(url, init)),
    onEvent: (event) => (events.push(event), others.onEvent?.(event)),
  }));
  const [core] = targets as [AttackTarget];
  const now = clock.now();
  const names = { iss: a.issuer, sub: "u1", aud: AUDIENCE, client_id: "c1", jti: "t1", scope: "api:read" };
  return {
    clock,
    a,
    b,
    urls: core.urls,
    events: core.events,
    header: { typ: "at+jwt", alg: "ES256", kid: a.signingKey.kid },
    claims: { ...names, iat: now - 10, exp: now + 300 },
    targets,
    good: () => setting.good?.(a) ?? a.issue(),
    answerTo: async (...authorization) => {
      const { body, ...init } = await core.ask({ authorization });
      return new Response(body, init);
    },
  };
}

/** Whether a URL is a place of this issuer's, the well-known one on its host included (RFC 8414 §3.1). */
export function isOf(issuer: string, url: string): boolean {
  const { origin, pathname } = new URL(issuer);
  const wellKnown = url.startsWith(`${origin}/.well-known/`) && (pathname === "/" || url.endsWith(pathname));
  return wellKnown || url.startsWith(`${issuer}/`);
}

export const AUDIENCE = "https://api.example/v1";
