import { describe, expect, test } from "vitest";
import { dangerouslyIgnoreIdTokenEvidence } from "../../src/danger.js";
import { createVerifier, type Denied, type IssuerOptions, type OstiaryEvent } from "../../src/index.js";
import type { TokenKindPolicy } from "../../src/options.js";
import type { DenialReason, TokenKind } from "../../src/outcome.js";
import { AUDIENCE, createSigner, ISSUER, manualClock, NOW } from "../support/issuer.js";

const signer = await createSigner();
const bearer = (token: string) => ({ authorization: [`Bearer ${token}`] });
const UNTYPED = { typ: "JWT" };

function verifierWith(policy: Partial<IssuerOptions> = {}, events: OstiaryEvent[] = []) {
  return createVerifier({
    issuer: { issuer: ISSUER, jwks: { keys: [signer.jwk] }, ...policy },
    audience: [AUDIENCE, "https://admin.example"],
    clock: manualClock(),
    onEvent: (event) => void events.push(event),
  });
}

async function judge(token: string, policy: Partial<IssuerOptions> = {}) {
  const outcome = await verifierWith(policy).authenticate(bearer(token));
  return outcome.kind === "denied" ? (outcome.tokenKind ?? outcome.reason) : outcome.kind;
}

describe("what a refused token is instead", () => {
  test.each<[DenialReason, TokenKind | undefined, object, object, TokenKindPolicy?]>([
    ["not_an_access_token", "refresh_token", { typ: "Refresh" }, UNTYPED],
    ["not_an_access_token", "id_token", { nonce: "n" }, UNTYPED, "rfc9068"],
    ["unexpected_type", undefined, {}, UNTYPED, "rfc9068"],
    ["unexpected_type", undefined, { email: "a@b.c", client_id: undefined, scope: undefined }, UNTYPED, "rfc9068"],
    ["not_an_access_token", undefined, { token_use: 7 }, UNTYPED],
    ["unexpected_type", "logout_token", {}, { typ: "logout+jwt" }],
    ["unexpected_type", undefined, {}, { typ: "partner+jwt" }],
    ["audience_mismatch", undefined, { aud: "x" }, UNTYPED],
  ])(
    "is told to the operator, not to the client: %s, %s",
    async (reason, tokenKind, claims, header, policy = "balanced") => {
      const events: OstiaryEvent[] = [];
      const verifier = verifierWith({ tokenKind: policy }, events);
      const token = await signer.sign(claims, header);
      const told = { reason, detail: expect.any(String) as string, ...(tokenKind === undefined ? {} : { tokenKind }) };
      const outcome = (await verifier.authenticate(bearer(token))) as Denied;
      expect(outcome).toEqual({ kind: "denied", requiredScopes: [], ...told });
      expect(events).toEqual([{ type: "token.denied", at: NOW, ...told }]);
      await expect(verifier.verify(token)).rejects.toMatchObject({ reason, tokenKind });
      const challenge = JSON.stringify(verifier.challenge(outcome));
      expect(challenge).not.toMatch(/refresh|logout|partner|nonce|email/);
      expect(challenge.includes("The token is not an access token")).toBe(reason === "not_an_access_token");
    },
  );
});

describe("a token that lacks exp, or has a registered claim of a wrong type", () => {
  const LOGOUT = {
    ...{ client_id: undefined, scope: undefined, exp: undefined },
    events: { "http://schemas.openid.net/event/backchannel-logout": {} },
  };

  test.each<[TokenKind, object, object?]>([
    ["logout_token", LOGOUT],
    ["logout_token", { ...LOGOUT, aud: "web" }, { tokenKind: "lenient" }],
    ["logout_token", LOGOUT, { tokenKind: "rfc9068" }],
    ["id_token", { exp: undefined, nonce: "n" }],
    ["id_token", { exp: "soon", nonce: "n" }],
    ["id_token", { exp: undefined }, { idTokenAudiences: [AUDIENCE] }],
    ["id_token", { exp: undefined, aud: [AUDIENCE, "web"] }, { idTokenAudiences: [AUDIENCE, "web"] }],
    ["authorization_response", { exp: undefined, sub: undefined, client_id: undefined, scope: undefined, code: "c" }],
    ["refresh_token", { aud: 7, typ: "Refresh" }],
    ["dpop_proof", { sub: 7, htm: "GET" }],
  ])(
    "is refused as what it is, a kind without exp or not (OpenID Connect Back-Channel Logout §2.4): %s",
    async (...row) => {
      const [tokenKind, claims, policy = {}] = row;
      const verifier = verifierWith(policy);
      const token = await signer.sign(claims, UNTYPED);
      await expect(verifier.verify(token)).rejects.toMatchObject({ reason: "not_an_access_token", tokenKind });
    },
  );

  test.each<[DenialReason, object, object?]>([
    ["missing_claim", { exp: undefined }],
    ["missing_claim", { exp: undefined }, { tokenKind: "rfc9068" }],
    ["missing_claim", { exp: undefined, client_id: undefined, scope: undefined, email: "a@b.c" }],
    ["missing_claim", { exp: undefined, token_use: 7 }],
    ["missing_claim", { exp: undefined, nonce: "n" }, { [dangerouslyIgnoreIdTokenEvidence]: true }],
    ["malformed_token", { exp: "soon" }],
    ["malformed_token", { aud: { events: {} } }],
  ])("and else for that, with %s (RFC 7519 §4.1)", async (reason, claims, policy = {}) => {
    const token = await signer.sign(claims, UNTYPED);
    const denied = await verifierWith(policy).authenticate(bearer(token));
    expect(denied).toMatchObject({ kind: "denied", reason });
    expect(denied).not.toHaveProperty("tokenKind");
  });

  test("is refused for that where its header says that it is an access token (RFC 9068 §2.1)", async () => {
    const denied = await verifierWith().authenticate(bearer(await signer.sign(LOGOUT)));
    expect(denied).toMatchObject({ reason: "missing_claim" });
  });

  test("is nothing that its claims say, as long as the signature is not good", async () => {
    const stranger = await createSigner();
    const denied = await verifierWith().authenticate(bearer(await stranger.sign(LOGOUT, UNTYPED)));
    expect(denied).toMatchObject({ reason: "signature_invalid" });
    expect(denied).not.toHaveProperty("tokenKind");
  });
});

test("a signed authorization response is none, though it is for this client and answers no state (JARM §2.1)", async () => {
  const NOTHING = { sub: undefined, client_id: undefined, scope: undefined, iat: undefined, jti: undefined };
  for (const answer of [{ code: "c" }, { error: "access_denied" }]) {
    for (const tokenKind of ["rfc9068", "strict", "balanced", "lenient"] as const) {
      const token = await signer.sign({ ...NOTHING, ...answer }, { typ: undefined });
      expect(await judge(token, { tokenKind })).toBe("authorization_response");
    }
  }
});

describe("the settings of an issuer", () => {
  test("idTokenAudiences refuses what is for clients alone (R10)", async () => {
    const token = await signer.sign({ aud: AUDIENCE }, UNTYPED);
    const both = await signer.sign({ aud: [AUDIENCE, "web"] }, UNTYPED);
    expect([await judge(token), await judge(both)]).toEqual(["accepted", "accepted"]);
    expect(await judge(token, { idTokenAudiences: [AUDIENCE] })).toBe("id_token");
    expect(await judge(both, { idTokenAudiences: ["web"] })).toBe("accepted");
    expect(await judge(both, { idTokenAudiences: ["web", AUDIENCE] })).toBe("id_token");
  });

  test("dangerouslyIgnoreIdTokenEvidence admits what is built as an ID token, but for c_hash (R4, R11)", async () => {
    const form = { client_id: undefined, scope: undefined, email: "a@b.c" };
    const danger = { [dangerouslyIgnoreIdTokenEvidence]: true } as const;
    const tied = await signer.sign({ ...form, nonce: "n", at_hash: "h" }, UNTYPED);
    expect([await judge(tied), await judge(tied, danger)]).toEqual(["id_token", "accepted"]);
    const suspect = await signer.sign(form, UNTYPED);
    expect([await judge(suspect), await judge(suspect, danger)]).toEqual(["not_an_access_token", "accepted"]);
    expect(await judge(await signer.sign({ ...form, c_hash: "h" }, UNTYPED), danger)).toBe("id_token");
  });

  test("and nothing whose type cannot be read, which may be that of a refresh token (R11)", async () => {
    const danger = { [dangerouslyIgnoreIdTokenEvidence]: true } as const;
    const unreadable = await signer.sign({ type: ["refresh_token"] }, UNTYPED);
    expect([await judge(unreadable), await judge(unreadable, danger)]).toEqual(Array(2).fill("not_an_access_token"));
  });
});

describe("the same settings, where a token is introspected", () => {
  const ask = async (answer: object, policy: Partial<IssuerOptions> = {}) => {
    const claims = { iss: ISSUER, sub: "u1", aud: AUDIENCE, exp: NOW + 300, client_id: "c1", ...answer };
    const client = { introspect: () => Promise.resolve({ active: true as const, claims }) };
    return judge("opaque", { introspection: { client }, ...policy });
  };

  test("idTokenAudiences refuses an answer that does not say what it is of", async () => {
    const policy = { idTokenAudiences: [AUDIENCE] };
    expect([await ask({}), await ask({}, policy)]).toEqual(["accepted", "id_token"]);
    expect(await ask({ token_type: "Bearer" }, policy)).toBe("accepted");
  });

  test("dangerouslyIgnoreIdTokenEvidence admits one that looks like that of an ID token", async () => {
    const danger = { [dangerouslyIgnoreIdTokenEvidence]: true } as const;
    expect([await ask({ nonce: "n" }), await ask({ nonce: "n" }, danger)]).toEqual(["id_token", "accepted"]);
    expect(await ask({ token_use: "id" }, danger)).toBe("id_token");
  });
});
