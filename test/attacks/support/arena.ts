import { createVerifier, type OstiaryEvent, type VerifierOptions } from "@ostiary/core";
import { dangerouslyRevealReason } from "@ostiary/core/danger";
import { createTestIssuer, manualClock, type ManualClock, type TestIssuer } from "@ostiary/testing";

/** A resource server that trusts two issuers, and everything an attack needs of them. */
export interface Arena {
  readonly clock: ManualClock;
  /** Trusted, with every algorithm there is. */
  readonly a: TestIssuer;
  /** Trusted too, with ES256 only. */
  readonly b: TestIssuer;
  /** Every URL that was asked for. Only the documents of the two issuers are answered. */
  readonly urls: string[];
  readonly events: OstiaryEvent[];
  /** The header and the claims of a good token of `a`. */
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
  /** What a client gets for these `Authorization` lines, on a route that asks for `api:read`. */
  answerTo(...authorization: string[]): Promise<Response>;
}

/** @param options - What the verifier is told besides. */
export async function createArena(options: Partial<VerifierOptions> = {}): Promise<Arena> {
  const clock = manualClock();
  const a = await createTestIssuer({ clock, issuer: "https://as.example/t1", audience: AUDIENCE });
  const b = await createTestIssuer({ clock, issuer: "https://other-as.example", audience: AUDIENCE });
  const urls: string[] = [];
  const events: OstiaryEvent[] = [];
  const verifier = createVerifier({
    issuer: [a.issuer, { issuer: b.issuer, algorithms: ["ES256"] }],
    audience: AUDIENCE,
    clock,
    fetch: (url, init) => (urls.push(url), (url.startsWith(b.issuer) ? b : a).fetch(url, init)),
    onEvent: (event) => void events.push(event),
    [dangerouslyRevealReason]: true,
    ...options,
  });
  const now = clock.now();
  const names = { iss: a.issuer, sub: "u1", aud: AUDIENCE, client_id: "c1", jti: "t1", scope: "api:read" };
  return {
    clock,
    a,
    b,
    urls,
    events,
    header: { typ: "at+jwt", alg: "ES256", kid: a.signingKey.kid },
    claims: { ...names, iat: now - 10, exp: now + 300 },
    answerTo: async (...authorization) => {
      const outcome = await verifier.authenticate({ authorization }, { scopes: ["api:read"] });
      if (outcome.kind === "accepted") return Response.json(outcome.token);
      const { body, ...init } = verifier.challenge(outcome);
      return new Response(body, init);
    },
  };
}

export const AUDIENCE = "https://api.example/v1";
