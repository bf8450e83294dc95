import { expect, test } from "vitest";
import { createSigner, NOW, verifierFor } from "../support/issuer.js";

const signer = await createSigner();
const stranger = await createSigner();
const settings = { algorithms: ["ES256"] } as const;

test("as text it is a line for each step, in columns", async () => {
  const token = await stranger.sign({ aud: "https://other.example", exp: NOW - 7_300, email: "ada@mail.example" });
  const text = String(await verifierFor(signer, settings).explain(token, { scopes: ["api:read"] }));
  expect(text.replace(/^(  passed   size +)\d+/m, "$1352")).toBe(
    `denied: token_expired

  passed   size             352 bytes, at most 16384 are read
  passed   form             a JWT: three parts, the first of them a JOSE header
  skipped  decryption       it is not encrypted
  passed   header           its parameters have the right types, and none demands an extension
  passed   content          claims and signature are in the one canonical encoding
  passed   issuer           iss is "https://as.example/t1", which is trusted
  passed   token_format     JWTs of this issuer are taken (tokenFormat "jwt")
  passed   algorithm        alg is "ES256"; allowed are ["ES256"]
  passed   type             header typ is "at+jwt", which names no other kind
  FAILED   expiry           exp is 1893448700 (2029-12-31T21:58:20Z), 7300 seconds (2 hours) ago [token_expired, RFC 7519 §4.1.4]
  FAILED   signature        the key that is meant did not make it: kid is "k1" [signature_invalid, RFC 7515 §5.2]

  The signature was not found good. What follows is judged as if the token were genuine, and proves nothing.

  passed   claims           the registered claims have the types that their RFCs give them
  passed   kind             R1: its header says that it is an access token (header typ), so it is an access token; tokenKind is "balanced"
  skipped  encryption       it need not be encrypted (requireEncryption)
  FAILED   audience         aud is "https://other.example"; ours are ["https://api.example/v1"] [audience_mismatch, RFC 9068 §4, RFC 7519 §4.1.3]
  skipped  lifetime         exp is over, as the step expiry says
  skipped  required_claims  none besides iss, aud and exp are configured
  skipped  rejected_claims  none are configured
  skipped  clients          every client of the issuer may call; the client is "c1"
  skipped  schema           no claimsSchema is set
  skipped  checks           no checks are set
  passed   binding          it has no cnf: whoever holds it may use it
  skipped  introspection    JWTs of this issuer are not asked about (tokenFormat "jwt")
  passed   scopes           it grants ["api:read"]; asked are all of ["api:read"]

header
  typ  "at+jwt"
  alg  "ES256"
  kid  "k1"

claims
  iss        "https://as.example/t1"
  sub        text of 2 characters
  aud        "https://other.example"
  client_id  "c1"
  iat        1893455990 (2029-12-31T23:59:50Z)
  exp        1893448700 (2029-12-31T21:58:20Z)
  jti        text of 2 characters
  scope      "api:read"
  email      text of 16 characters`,
  );
});

test("as Markdown it is a table in which nothing of the token is markup", async () => {
  const explanation = await verifierFor(signer, settings).explain(
    await signer.sign({ aud: "a|b <img src=x> [c](d) `e`", "|": 1 }),
  );
  const lines = explanation.toMarkdown().split("\n");
  expect(lines.slice(0, 5)).toEqual([
    "**denied: audience_mismatch**",
    "",
    "| step | verdict | what was found | reason, source |",
    "| --- | --- | --- | --- |",
    expect.stringMatching(/^\| size \| passed \| \d+ bytes, at most 16384 are read \|  \|$/),
  ]);
  expect(lines).toContain(
    String.raw`| audience | failed | aud is "a\|b \<img src=x\> \[c\](d) \`e\`"; ours are \["https://api.example/v1"\] | audience\_mismatch, RFC 9068 §4, RFC 7519 §4.1.3 |`,
  );
  expect(lines).toContain(String.raw`| claim | "\|" | a number |`);
});

test("as JSON it is its members", async () => {
  const explanation = await verifierFor(signer, settings).explain(await signer.sign({ aud: "x" }));
  const json = JSON.parse(JSON.stringify(explanation));
  expect(Object.keys(json)).toEqual(["outcome", "reason", "steps", "header", "claims"]);
  expect(json.steps[14]).toEqual({
    step: "audience",
    verdict: "failed",
    says: 'aud is "x"; ours are ["https://api.example/v1"]',
    reason: "audience_mismatch",
    source: "RFC 9068 §4, RFC 7519 §4.1.3",
    proven: true,
  });
});
