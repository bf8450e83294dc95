import { createHash } from "node:crypto";
import { createVerifier } from "@ostiary/core";
import { createSigningKey } from "@ostiary/testing";
import { describe, expect, test } from "vitest";
import { AUDIENCE, createArena } from "./support/arena.js";
import { expectAcceptedRequest, expectRefused, expectRefusedRequest } from "./support/expect-refused.js";

// Client certificates are not looked at yet. So a token that is bound to one is refused with any certificate at all, the right one
// included, and no header field can say that there was one.

const arena = await createArena();
const { a } = arena;

// What a certificate is made of does not matter to somebody who reads none: bytes that have its hash will do.
const der = createSigningKey("ES256").publicKey.export({ type: "spki", format: "der" });
const otherDer = createSigningKey("ES256").publicKey.export({ type: "spki", format: "der" });
const digest = createHash("sha256").update(der).digest();
const thumbprint = digest.toString("base64url");
const bound = a.issue({ cnf: { "x5t#S256": thumbprint } });

const base64 = der.toString("base64");
const pem = toPem(der);
const inOneLine = encodeURIComponent(pem);
const withSpaces = pem.replaceAll("\n", " ");
const verified = "X-SSL-Client-Verify: SUCCESS";

const FIELDS: readonly (readonly [id: string, what: string, ...fields: readonly string[]])[] = [
  ["O-01", "no certificate"],
  ["O-02", "another certificate", `Client-Cert: :${otherDer.toString("base64")}:`],
  ["O-03", "the certificate, in the field of RFC 9440", `Client-Cert: :${base64}:`],
  ["O-03", "the certificate, as nginx passes it on", `X-SSL-Client-Cert: ${inOneLine}`, verified],
  ["O-03", "the certificate, as Apache passes it on", `SSL_CLIENT_CERT: ${withSpaces}`, "SSL_CLIENT_VERIFY: SUCCESS"],
  [
    "O-03",
    "the certificate, as Envoy passes it on",
    `X-Forwarded-Client-Cert: Hash=${digest.toString("hex")};Cert="${inOneLine}"`,
  ],
  ["O-03", "the certificate, as a load balancer passes it on", `X-Amzn-Mtls-Clientcert: ${inOneLine}`],
  ["O-05", "the certificate, in a field with an underscore", `X_SSL_CLIENT_CERT: ${inOneLine}`],
  ["O-05", "the certificate, in a field of another case", `x-SSL-client-CERT: ${inOneLine}`],
  ["O-06", "a certificate that nobody verified", `X-SSL-Client-Cert: ${inOneLine}`, "X-SSL-Client-Verify: NONE"],
  ["O-06", "a certificate that failed", `X-SSL-Client-Cert: ${inOneLine}`, "X-SSL-Client-Verify: FAILED:expired"],
  ["O-07", "a word for no certificate", "X-SSL-Client-Cert: (null)"],
  ["O-07", "a dash for no certificate", "Client-Cert: -"],
  ["O-07", "nothing for a certificate", "Client-Cert:"],
  ["O-08", "two certificates", `X-SSL-Client-Cert: ${encodeURIComponent(toPem(otherDer) + pem)}`],
  ["O-08", "a certificate and more", `Client-Cert: :${Buffer.concat([der, Buffer.from("x")]).toString("base64")}:`],
  ["O-09", "a certificate that was encoded twice", `X-SSL-Client-Cert: ${encodeURIComponent(inOneLine)}`],
  ["O-09", "a certificate that was decoded wrong", `X-SSL-Client-Cert: ${pem.replaceAll(/[+\n]/g, " ")}`],
  ["O-13", "a chain without its end", `Client-Cert-Chain: :${base64}:`],
  ["O-13", "a list of certificates", `Client-Cert: :${base64}:, :${base64}:`],
  ["O-15", "the name of a certificate", "X-SSL-Client-S-DN: CN=client-1", verified],
];

describe.each(FIELDS)("%s: %s", (_, __, ...fields) => {
  test("opens nothing to a token that is bound to a certificate (RFC 8705 §3)", () =>
    expectRefusedRequest(arena, { authorization: [`Bearer ${bound}`], fields }, "binding_required"));

  test("stands in for no token, and takes nothing from one (RFC 6750 §2)", async () => {
    await expectRefusedRequest(arena, { authorization: [], fields }, "no_credentials");
    await expectAcceptedRequest(arena, { authorization: [`Bearer ${a.issue()}`], fields });
  });
});

test.each<[id: string, what: string, confirmation: unknown]>([
  ["O-10", "the hash of the text", hash(pem)],
  ["O-10", "the hash in hexadecimal", digest.toString("hex")],
  ["O-10", "the hash with padding", `${thumbprint}=`],
  ["O-10", "the hash in the other alphabet", digest.toString("base64")],
  ["O-11", "the beginning of the hash", thumbprint.slice(0, 20)],
  ["O-11", "an empty hash", ""],
  ["O-11", "a list of hashes", [thumbprint]],
  ["O-11", "a number", 1],
  ["O-11", "null", null],
])("%s: a token bound to %s is bound all the same (RFC 8705 §3.1)", (_, __, confirmation) =>
  expectRefused(arena, a.issue({ cnf: { "x5t#S256": confirmation } }), "binding_required"),
);

test("O-10: a token bound by SHA-1 is bound to something nobody can prove, and no bearer token (RFC 7800 §3.1)", () =>
  expectRefused(
    arena,
    a.issue({ cnf: { x5t: createHash("sha1").update(der).digest("base64url") } }),
    "binding_required",
  ));

test.each(["requireBinding", "senderConstrained", "mtls", "dpop", "clientCertificate"])(
  "O-12: that all tokens must be bound cannot be asked for, and a wish for it by the name %s is not passed over in silence",
  (name) => {
    const wish = { issuer: a.issuer, audience: AUDIENCE, [name]: true };
    expect(() => createVerifier(wish)).toThrow(expect.objectContaining({ code: "configuration" }));
  },
);

function toPem(bytes: Buffer): string {
  const lines = bytes.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}
