import { type Claims, type HowToSign, signCompact } from "@ostiary/testing";
import { claimsOf, headerOf } from "./parts.js";
import type { Row } from "./row.js";
import { NOW, type Setting } from "./setting.js";

/** Tokens that are good, by every RFC that applies. */
export function createGoodTokens({ as, keys }: Setting): Row[] {
  const row = (title: string, claims?: Claims, how?: HowToSign): Row => ({
    title,
    token: as.issue(claims, how),
    ours: "accepted",
  });
  const literal = (title: string, edit: (claims: string) => string): Row => ({
    title,
    token: signCompact(headerOf(as), edit(JSON.stringify(claimsOf(as.issue()))), as.signingKey),
    ours: "accepted",
  });
  return [
    row("ES256"),
    ...Object.values(keys).map((key) => row(key.algorithm, {}, { key })),
    row("a key without `alg` that fits", {}, { key: keys["RS256"]!, kid: "bare" }),
    row("header `typ` in full", {}, { typ: "application/at+jwt" }),
    row("header `typ` in capitals", {}, { typ: "AT+JWT" }),
    row("header `typ: JWT`", {}, { typ: "JWT" }),
    row("no header `typ`", {}, { typ: undefined }),
    row("no `kid`, and one key that fits", {}, { kid: undefined }),
    row("a header parameter that nobody knows", {}, { header: { tenant: "a" } }),
    row("a header with `jku`, which is not followed", {}, { header: { jku: "https://evil.example/keys" } }),
    row("a header with `x5t#S256`", {}, { header: { "x5t#S256": "bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2" } }),
    row("a claim that nobody knows", { tenant: { id: 1, roles: ["a"] } }),
    row("claims beyond ASCII", { name: "Åsa \u{1f511} \u0000" }),
    row("several audiences, one of them ours", { aud: ["https://other.example", as.audience] }),
    row("our audience in a list", { aud: [as.audience] }),
    row("no `scope`", { scope: undefined }),
    row("scopes in a list, `scp`", { scope: undefined, scp: ["api:read"] }),
    row("no `sub`", { sub: undefined }),
    row("no `jti`", { jti: undefined }),
    row("no `iat`", { iat: undefined }),
    row("no `client_id`", { client_id: undefined }),
    row("`azp` for `client_id`", { client_id: undefined, azp: "client-1" }),
    row("`nbf` that is past", { nbf: NOW - 10 }),
    row("an actor", { act: { sub: "service-1", act: { sub: "service-2" } } }),
    row("`auth_time`, `acr` and `amr`", { auth_time: NOW - 100, acr: "1", amr: ["pwd"] }),
    row("`nonce` in a token with `typ: at+jwt`", { nonce: "n" }),
    row("`exp` with a fraction", { exp: NOW + 300.5 }),
    row("`exp` in a hundred years", { exp: NOW + 3_155_760_000 }),
    row("expired 3 seconds ago", { exp: NOW - 3 }),
    row("expires this second", { exp: NOW }),
    row("`nbf` in 3 seconds", { nbf: NOW + 3 }),
    row("`iat` in 30 seconds", { iat: NOW + 30 }),
    literal("white space around the claims", (claims) => ` \n${claims}\t`),
    literal("an exponent in `exp`", (claims) => claims.replace(/"exp":\d+/, '"exp":1.9e9')),
    literal("a name with an escape", (claims) => claims.replace('"sub"', String.raw`"s\u0075b"`)),
    literal("a name twice below the top level", (claims) => claims.replace(/^\{/, '{"extra":{"a":1,"a":2},')),
  ];
}
