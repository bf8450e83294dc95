import { describe, expect, test } from "vitest";
import { kindOfName, kindOfType } from "../../src/token-kind/kind-names.js";
import { checkHeaderType } from "../../src/token-kind/token-kind.js";

describe("the header typ names the kind of a token that is refused for it", () => {
  test.each([
    ["id_token+jwt", "id_token"],
    ["logout+jwt", "logout_token"],
    ["Application/Logout+JWT", "logout_token"],
    ["secevent+jwt", "security_event_token"],
    ["dpop+jwt", "dpop_proof"],
    ["client-authentication+jwt", "client_assertion"],
    ["oauth-client-attestation+jwt", "client_assertion"],
    ["oauth-client-attestation-pop+jwt", "client_assertion"],
    ["authorization-grant+jwt", "authorization_grant"],
    ["oauth-id-jag+jwt", "authorization_grant"],
    ["token-introspection+jwt", "introspection_jwt"],
    ["token-userinfo+jwt", "userinfo_jwt"],
    ["oauth-authz-req+jwt", "authorization_request"],
    ["vc+jwt", "verifiable_credential"],
    ["vp+jwt", "verifiable_credential"],
    ["vc+sd-jwt", "verifiable_credential"],
    ["dc+sd-jwt", "verifiable_credential"],
    ["kb+jwt", "verifiable_credential"],
    ["entity-statement+jwt", "signed_metadata"],
    ["trust-mark+jwt", "signed_metadata"],
    ["resource-metadata+jwt", "signed_metadata"],
    ["jwk-set+jwt", "signed_metadata"],
    ["oi_reft+jwt", "refresh_token"],
    ["oi_auc+jwt", "authorization_code"],
    ["oi_dvc+jwt", "internal_token"],
  ])("%s: %s", (typ, tokenKind) => {
    expect(kindOfType(typ)).toBe(tokenKind);
    expect(checkHeaderType(typ, new Set())).toMatchObject({ reason: "unexpected_type", tokenKind });
  });

  test.each(["partner+jwt", "txntoken+jwt", "at+jwt;v=1", "logout+jwt;v=1", "", "toString", "__proto__"])(
    "but not %j",
    (typ) => {
      expect(kindOfType(typ)).toBeUndefined();
    },
  );
});

test.each([
  ["ID", "id_token"],
  ["id_token", "id_token"],
  ["Serialized-ID", "id_token"],
  ["urn:ietf:params:oauth:token-type:id_token", "id_token"],
  ["Refresh", "refresh_token"],
  ["REFRESH_TOKEN", "refresh_token"],
  ["Offline", "refresh_token"],
  ["RT", "refresh_token"],
  ["urn:ietf:params:oauth:token-type:refresh_token", "refresh_token"],
  ["Logout", "logout_token"],
  ["authorization_code", "authorization_code"],
  ["access_token", undefined],
  ["", undefined],
  ["toString", undefined],
])("the name %j stands for %s", (name, kind) => {
  expect(kindOfName(name)).toBe(kind);
});
