import type { DenialReason } from "@ostiary/core";
import { type Claims, signCompact } from "@ostiary/testing";
import { claimsOf, headerOf } from "./parts.js";
import type { Row } from "./row.js";
import { NOW, type Setting } from "./setting.js";

/** Good signatures on claims that a resource server must refuse, or may not be able to judge. */
export function createClaims({ as }: Setting): Row[] {
  const row = (ours: DenialReason, title: string, claims: Claims): Row => ({ title, token: as.issue(claims), ours });
  const malformed = (title: string, claims: Claims): Row => row("malformed_token", title, claims);
  const show = (value: unknown): string => (value === undefined ? "absent" : `\`${JSON.stringify(value)}\``);
  const literal = (ours: DenialReason, name: string, text: string): Row => ({
    title: `\`${name}\` is \`${text}\``,
    token: signCompact(
      headerOf(as),
      JSON.stringify({ ...claimsOf(as.issue()), [name]: "HERE" }).replace('"HERE"', text),
      as.signingKey,
    ),
    ours,
  });
  const other = "https://other.example";
  return [
    ...[[`${as.audience}/`], [as.audience.slice(0, -1)], [as.audience.toUpperCase()], [], [other]].map((aud) =>
      row("audience_mismatch", `\`aud\` is ${show(aud)}`, { aud }),
    ),
    row("audience_mismatch", "`aud` is absent", { aud: undefined }),
    row("audience_mismatch", "`aud` is two audiences in one text", { aud: `${as.audience} ${other}` }),
    malformed("`aud` is a list in a list", { aud: [[as.audience]] }),
    malformed("`aud` is ours and a number in a list", { aud: [as.audience, 1] }),
    malformed("`aud` is an object", { aud: { [as.audience]: true } }),
    ...[null, 1, true].map((aud) => malformed(`\`aud\` is ${show(aud)}`, { aud })),
    row("missing_claim", "`iss` is absent", { iss: undefined }),
    row("unknown_issuer", "`iss` with a slash behind it", { iss: `${as.issuer}/` }),
    row("unknown_issuer", "`iss` with white space behind it", { iss: `${as.issuer} ` }),
    malformed("`iss` is a list with ours in it", { iss: [as.issuer, other] }),
    malformed("`iss` is a list of ours alone", { iss: [as.issuer] }),
    malformed("`iss` is null", { iss: null }),
    row("missing_claim", "`exp` is absent", { exp: undefined }),
    row("token_expired", "`exp` is `0`", { exp: 0 }),
    row("token_expired", "`exp` is `-1`", { exp: -1 }),
    row("token_expired", "expired 6 seconds ago", { exp: NOW - 6 }),
    ...["1e309", '"9999999999"', "null", "true", "[9999999999]", "{}", String((NOW + 300) * 1000)].map((text) =>
      literal("malformed_token", "exp", text),
    ),
    ...["1e309", '"0"', "null", "false", "-1"].map((text) => literal("malformed_token", "nbf", text)),
    ...["1e309", '"0"', "null", "-1"].map((text) => literal("malformed_token", "iat", text)),
    malformed("`nbf` is after `exp`", { nbf: NOW + 3, exp: NOW + 2 }),
    row("token_not_yet_valid", "`nbf` in an hour", { nbf: NOW + 3600, exp: NOW + 7200 }),
    row("token_not_yet_valid", "`iat` in an hour", { iat: NOW + 3600, exp: NOW + 7200 }),
    ...["sub", "client_id", "jti"].flatMap((name) => [
      malformed(`\`${name}\` is a number`, { [name]: 1 }),
      malformed(`\`${name}\` is empty`, { [name]: "" }),
      malformed(`\`${name}\` is a list`, { [name]: ["a", "b"] }),
    ]),
    malformed("`act` is a text", { act: "service-1" }),
    row("binding_required", "`cnf` with the hash of a DPoP key, and no proof", { cnf: { jkt: THUMBPRINT } }),
    row("binding_required", "`cnf` with the hash of a certificate, and none", { cnf: { "x5t#S256": THUMBPRINT } }),
    row("binding_required", "`cnf` with a key", { cnf: { jwk: as.signingKey.publicJwk } }),
    row("binding_required", "`cnf` is empty", { cnf: {} }),
    row("binding_required", "`cnf` is null", { cnf: null }),
    row("binding_required", "`cnf` is a text", { cnf: "x" }),
  ];
}

const THUMBPRINT = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I";
