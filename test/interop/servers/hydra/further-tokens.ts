import { createStaticKeySource, type KeySource } from "@ostiary/core";
import { dangerouslyAcceptMissingAudience } from "@ostiary/core/danger";
import { oryHydra } from "@ostiary/core/presets";
import type { JWK } from "jose";
import type { FurtherToken } from "../../support/server.js";
import { ACCESS_TOKEN_KEYS, AUDIENCE, createMachine, createWebClient, getMachineToken } from "./clients.js";
import { getTokens, USER } from "./code-flow.js";
import type { Hydra } from "./process.js";
import { callJson } from "./wire.js";

/** Three servers that differ in what is one setting for all clients. */
export interface Hydras {
  /** As it is out of the box: opaque tokens, `scp` as a list in JWTs. */
  readonly plain: Hydra;
  /** `scope_claim: string`, and the strategy `jwt` for all clients. */
  readonly strings: Hydra;
  /** `scope_claim: both`, and the strategy `jwt` for all clients. */
  readonly both: Hydra;
}

/** Access tokens, and others, under further settings. */
export async function issueFurtherTokens(hydras: Hydras): Promise<readonly FurtherToken[]> {
  return [
    ...(await ofUsers(hydras.plain)),
    ...(await ofBothFormats(hydras.plain)),
    ...(await withoutAudience(hydras.plain)),
    ...(await withScopeClaim("string", hydras.strings)),
    ...(await withScopeClaim("both", hydras.both)),
    ...(await blurredIdTokens(hydras.plain)),
    ...(await disguisedRefreshTokens(hydras.plain)),
  ];
}

async function ofUsers(hydra: Hydra): Promise<readonly FurtherToken[]> {
  const formats = ["jwt", "opaque"] as const;
  return Promise.all(
    formats.map(async (format) => {
      const client = await createWebClient(hydra, format);
      const session = { access_token: { tenant: "acme" } };
      const { access_token } = await getTokens(hydra, client, { scopes: SCOPES, audience: AUDIENCE, session });
      const expected = { subject: USER, clientId: client.clientId, scopes: SCOPES };
      return { what: `access token of a user, ${format}`, format, token: access_token, expected };
    }),
  );
}

/** Clients differ, and the preset is told so. */
async function ofBothFormats(hydra: Hydra): Promise<readonly FurtherToken[]> {
  const issuerOptions = oryHydra({ issuer: hydra.issuer, adminUrl: hydra.adminUrl, tokenFormat: "both" });
  const formats = ["jwt", "opaque"] as const;
  return Promise.all(
    formats.map(async (format) => {
      const { token, expected } = await ofMachine(hydra, format, AUDIENCE);
      return { what: `access token, ${format}, where both are taken`, format, token, expected, issuerOptions };
    }),
  );
}

/** `aud: []`: refused, unless it is said whose tokens without one are taken. */
async function withoutAudience(hydra: Hydra): Promise<readonly FurtherToken[]> {
  const formats = ["jwt", "opaque"] as const;
  const tokens = await Promise.all(
    formats.map(async (format): Promise<readonly FurtherToken[]> => {
      const { token, expected } = await ofMachine(hydra, format);
      const other = await ofMachine(hydra, format);
      const issuerOptions = oryHydra({
        issuer: hydra.issuer,
        ...(format === "jwt" ? {} : { adminUrl: hydra.adminUrl }),
        tokenFormat: format,
        clientIds: [expected.clientId],
        [dangerouslyAcceptMissingAudience]: true,
      });
      const what = `access token without audience, ${format}`;
      return [
        { what, format, token, expected: { reason: "audience_mismatch", kind: undefined } },
        { what: `${what}, of a client that is named`, format, token, expected, issuerOptions },
        {
          what: `${what}, of another client`,
          format,
          token: other.token,
          expected: { reason: "claims_rejected", kind: undefined },
          issuerOptions,
        },
      ];
    }),
  );
  return tokens.flat();
}

async function withScopeClaim(claim: string, hydra: Hydra): Promise<readonly FurtherToken[]> {
  const { token, expected } = await ofMachine(hydra, "jwt", AUDIENCE);
  const issuerOptions = oryHydra({ issuer: hydra.issuer, tokenFormat: "jwt" });
  return [{ what: `access token, scope_claim: ${claim}`, format: "jwt", token, expected, issuerOptions }];
}

/**
 * A consent application that puts the claims of an access token into ID tokens, shown to an API whose audience is that client.
 * What the preset rejects keeps them out; and so does, without that, a key source that knows the keys of access tokens alone.
 */
async function blurredIdTokens(hydra: Hydra): Promise<readonly FurtherToken[]> {
  const client = await createWebClient(hydra, "jwt");
  const id_token = { client_id: client.clientId, scp: ["api:read"], scope: "api:read", token_use: "access_token" };
  const blurred = await getTokens(hydra, client, { scopes: ["openid"], session: { id_token } });
  const preset = oryHydra({ issuer: hydra.issuer, tokenFormat: "jwt" });
  const { rejectedClaims: _rejected, ...lax } = { ...preset, keySource: await findAccessTokenKeys(hydra) };
  const access = await ofMachine(hydra, "jwt", AUDIENCE);
  const what = "ID token with claims of an access token";
  const format = "jwt";
  const shown = { format, token: blurred.id_token ?? "" } as const;
  return [
    {
      ...shown,
      what,
      expected: { reason: "claims_rejected", kind: undefined },
      issuerOptions: { ...preset, audience: client.clientId },
    },
    {
      ...shown,
      what: `${what}, where its key is not known`,
      expected: { reason: "no_matching_key", kind: undefined },
      issuerOptions: { ...lax, audience: client.clientId },
    },
    { what: "access token, where only keys of those are known", format, ...access, issuerOptions: lax },
  ];
}

/** The public halves. */
async function findAccessTokenKeys({ adminUrl }: Hydra): Promise<KeySource> {
  const { keys } = await callJson<{ readonly keys: readonly JWK[] }>("GET", `${adminUrl}${ACCESS_TOKEN_KEYS}`);
  return createStaticKeySource({ keys: keys.map(({ kty, kid, alg, use, n, e }) => ({ kty, kid, alg, use, n, e })) });
}

/**
 * Refresh tokens in disguise: Hydra knows them without their prefix as well, and calls them active, of the type "Bearer". For
 * this to be seen the preset's own prefixes are taken away.
 */
async function disguisedRefreshTokens(hydra: Hydra): Promise<readonly FurtherToken[]> {
  const client = await createWebClient(hydra, "opaque");
  const { refresh_token = "" } = await getTokens(hydra, client, { scopes: [...SCOPES, "offline"], audience: AUDIENCE });
  const bare = refresh_token.replace(/^ory_rt_/, "");
  const preset = oryHydra({ issuer: hydra.issuer, adminUrl: hydra.adminUrl });
  const { prefixes: _prefixes, ...introspection } = preset.introspection ?? {};
  const what = "refresh token";
  const format = "opaque";
  const isRefreshToken = { reason: "not_an_access_token", kind: "refresh_token" } as const;
  return [
    {
      what: `${what} without its prefix, asked about`,
      format,
      token: bare,
      expected: isRefreshToken,
      issuerOptions: { ...preset, introspection },
    },
    {
      what: `${what} without its prefix`,
      format,
      token: bare,
      expected: { reason: "unknown_issuer", kind: undefined },
    },
    {
      what: `${what} with the prefix of access tokens`,
      format,
      token: `ory_at_${bare}`,
      expected: { reason: "token_inactive", kind: undefined },
    },
  ];
}

async function ofMachine(hydra: Hydra, format: "jwt" | "opaque", audience?: string) {
  const client = await createMachine(hydra, format);
  const token = await getMachineToken(hydra, client, {
    scopes: SCOPES,
    ...(audience === undefined ? {} : { audience }),
  });
  return { token, expected: { subject: client.clientId, clientId: client.clientId, scopes: SCOPES } };
}

const SCOPES = ["api:read", "api:admin"];
