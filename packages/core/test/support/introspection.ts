import { vi } from "vitest";
import { createVerifier, type OstiaryEvent, type Verifier, type VerifierOptions } from "../../src/index.js";
import type { IntrospectionOptions, IssuerOptions } from "../../src/options.js";
import type { IntrospectionClient, IntrospectionResponse } from "../../src/seams/introspection-client.js";
import { AUDIENCE, ISSUER, manualClock, NOW, type TestSigner } from "./issuer.js";

/** What an authorization server says of an active token without a defect. */
export const ACTIVE = {
  iss: ISSUER,
  sub: "u1",
  aud: AUDIENCE,
  client_id: "c1",
  iat: NOW - 10,
  exp: NOW + 300,
  jti: "t1",
  scope: "api:read",
  token_type: "Bearer",
} as const;

export const OPAQUE = "opaque-1";

/** A client that answers of every token the same, and notes which it was asked about. */
export function answeringClient(answer: IntrospectionResponse | Error = { active: true, claims: ACTIVE }) {
  const introspect = vi.fn<IntrospectionClient["introspect"]>(async () => {
    if (answer instanceof Error) throw answer;
    return answer;
  });
  return { introspect, asked: () => introspect.mock.calls.map(([token]) => token) };
}

/** The answer of a server about an active token; a member that is `undefined` is left out. */
export function activeWith(claims: object = {}): IntrospectionResponse {
  return { active: true, claims: { ...ACTIVE, ...claims } };
}

export interface IntrospectingOptions extends Partial<Omit<VerifierOptions, "issuer">> {
  /** Of the issuer. Default: opaque tokens alone. */
  readonly issuer?: Partial<IssuerOptions>;
  /** Besides `client`. */
  readonly introspection?: IntrospectionOptions;
}

/** A verifier of one issuer that introspects, with its clock and what it told; fetches nothing unless it is given a `fetch`. */
export function introspectingVerifier(
  client: IntrospectionClient | undefined,
  { issuer, introspection, ...rest }: IntrospectingOptions = {},
): { readonly verifier: Verifier; readonly clock: ReturnType<typeof manualClock>; readonly events: OstiaryEvent[] } {
  const clock = manualClock();
  const events: OstiaryEvent[] = [];
  const verifier = createVerifier({
    audience: AUDIENCE,
    clock,
    onEvent: (event) => void events.push(event),
    fetch: (url) => Promise.reject(new Error(`unexpected request to ${url}`)),
    ...rest,
    issuer: {
      issuer: ISSUER,
      tokenFormat: "opaque",
      ...issuer,
      introspection: { ...(client === undefined ? {} : { client }), ...introspection },
    },
  });
  return { verifier, clock, events };
}

/** Judges one token in a request. */
export async function judge(verifier: Verifier, token: string = OPAQUE, scopes: readonly string[] = []) {
  return verifier.authenticate({ authorization: [`Bearer ${token}`] }, scopes.length === 0 ? {} : { scopes });
}

/** The options of an issuer that signs JWTs with this key and introspects. */
export function withKeysOf(signer: TestSigner, tokenFormat: "both" | "introspect-all"): Partial<IssuerOptions> {
  return { tokenFormat, jwks: { keys: [signer.jwk] } };
}
