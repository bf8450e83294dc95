import type { Claims } from "../../token-maker.js";
import { EXPIRES_AT, ISSUED_AT, type Shape } from "../dialect.js";

/** What every token has. */
export const every: Claims = { iss: "https://id.acme.example/", iat: ISSUED_AT, exp: EXPIRES_AT };
/** Whose tokens they are. */
export const user: Claims = { sub: "3f6c2a1e-7b40-4d5a-9d0e-2c8f1b7a6e55" };
const login = {
  ...every,
  ...user,
  aud: "web",
  azp: "web",
  at_hash: "kq0w4VtG6uQqS9rUzY2x1A",
  name: "Ada",
  oi_au_id: "a7d0c4b2-1f3e-4a86-9b5d-6e2c8f0a1d97",
  oi_tkn_id: "c2e85d17-04ba-4f6c-8e31-5a9d7b60f2c4",
};
const own = { oi_prst: "web", oi_au_id: "a7d0c4b2-1f3e-4a86-9b5d-6e2c8f0a1d97" };
const AT = { typ: "at+jwt" };
const JWT = { typ: "JWT" };

/** The same in the form of JWTs, whether they are encrypted or not. */
export const accessTokens: readonly Shape[] = [
  {
    token: "access token of a user",
    kind: "access_token",
    header: AT,
    claims: {
      ...every,
      ...user,
      ...own,
      aud: "https://api.acme.example",
      scope: "openid profile orders.read",
      jti: "7a1d4c5e-3b9f-4e02-8c67-d5f0a2b9e813",
      client_id: "web",
      oi_tkn_id: "5c0e7f3a-9d21-4b68-a4f7-1e8b6d2c0937",
    },
  },
  {
    token: "access token of a client",
    kind: "access_token",
    header: AT,
    claims: {
      ...every,
      sub: "worker",
      aud: "https://api.acme.example",
      scope: "orders.read",
      jti: "0b7e2d9c-6a54-4f13-9e80-c3d1f5a8b264",
      client_id: "worker",
      oi_prst: "worker",
      oi_tkn_id: "e1f94a06-2c7d-4b3e-8f5a-7d0b9c6e1328",
    },
  },
  {
    token: "access token for two resources",
    kind: "access_token",
    header: AT,
    claims: {
      ...every,
      ...user,
      ...own,
      aud: ["https://api.acme.example", "https://billing.acme.example"],
      scope: "orders.read billing.read",
      jti: "9f3b1e7d-5c20-4a8e-b6d4-0e7a2f9c5d18",
      client_id: "web",
    },
  },
  {
    token: "access token without scopes",
    kind: "access_token",
    header: AT,
    claims: {
      ...every,
      sub: "worker",
      aud: "https://api.acme.example",
      jti: "d4a6c8e0-1b3f-4957-a2d8-e6f0b1c3a597",
      client_id: "worker",
    },
  },
];

/** For no API in particular. */
export const withoutResources: Shape = {
  token: "access token without resources",
  kind: "access_token",
  header: AT,
  claims: {
    ...every,
    ...user,
    ...own,
    scope: "openid profile",
    jti: "2e9c5b71-8d04-4f6a-93b2-a1c7e0d5f846",
    client_id: "web",
  },
  refused: {
    reason: "audience_mismatch",
    because: "nothing says for which API the token is: give its principal resources, `SetResources()`",
  },
};

/** ID tokens are never encrypted by default. */
export const idTokens: readonly Shape[] = [
  { token: "ID token of the code flow", kind: "id_token", header: JWT, claims: { ...login, nonce: "n-0S6_WzA2Mj" } },
  { token: "ID token of the refresh flow", kind: "id_token", header: JWT, claims: login },
];

/** What only the server itself reads. */
export const ownTokens: readonly Shape[] = [
  {
    token: "refresh token",
    kind: "refresh_token",
    header: { typ: "oi_reft+jwt" },
    claims: {
      ...every,
      ...user,
      ...own,
      oi_aud: "https://api.acme.example",
      oi_scp: "openid offline_access orders.read",
      oi_tkn_id: "b8e0d2f4-6a1c-4e39-9d75-3c5f7a9b1e20",
    },
  },
  {
    token: "authorization code",
    kind: "authorization_code",
    header: { typ: "oi_auc+jwt" },
    claims: {
      ...every,
      ...user,
      ...own,
      oi_scp: "openid orders.read",
      oi_nce: "n-0S6_WzA2Mj",
      oi_reduri: "https://app.acme.example/callback",
      oi_tkn_id: "f6c1a3e5-8b0d-4279-8e4a-2d6f0b8c9157",
    },
  },
  {
    token: "device code",
    kind: "internal_token",
    header: { typ: "oi_dvc+jwt" },
    claims: { ...every, oi_prst: "tv", oi_scp: "orders.read", oi_tkn_id: "27d9b5f1-3e6a-4c08-a7b2-9f1d4e8c0635" },
  },
];
