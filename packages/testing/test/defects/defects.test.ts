import { X509Certificate } from "node:crypto";
import { createVerifier, type Denied } from "@ostiary/core";
import { decodeProtectedHeader } from "jose";
import { describe, expect, test } from "vitest";
import { attackerKey } from "../../src/defects/attacker-key.js";
import { createTestIssuer, type Defect, defects, goodTokens, manualClock, opaqueDefects } from "../../src/index.js";
import { matchers } from "../../src/vitest.js";
import { signingKeyFor } from "../dialects/signing-keys.js";

expect.extend(matchers);

const linesOf = ({ headers }: { readonly headers: readonly (readonly [string, string])[] }): string[] =>
  headers.filter(([name]) => name === "Authorization").map(([, value]) => value);

describe.each(["ES256", "RS256", "PS256", "EdDSA", "ES512"] as const)("with %s", async (algorithm) => {
  const signingKey = signingKeyFor(algorithm);
  const as = await createTestIssuer({ signingKey, clock: manualClock(), scope: "api:read api:list" });
  const verifier = createVerifier(as.verifierOptions());
  const requirement = { scopes: ["api:read", "api:list"] };

  test.each(defects)("the verifier refuses $title", async (defect) => {
    const outcome = await verifier.authenticate({ authorization: linesOf(as.requestWith(defect)) }, requirement);
    expect(outcome).toBeDenied(defect.expected.reason);
    const { status, error } = defect.expected;
    const { status: sent, body } = verifier.challenge(outcome as Denied);
    expect([sent, (JSON.parse(body) as { error?: string }).error]).toEqual([status, error]);
  });

  test.each(goodTokens)("the verifier accepts $title", async (good) => {
    const outcome = await verifier.authenticate({ authorization: linesOf(as.requestWith(good)) }, requirement);
    expect(outcome).toBeAccepted();
  });
});

describe("the catalogue", () => {
  const all: readonly Defect[] = [...defects, ...opaqueDefects];

  test("has sixty defects or more, and says of each what it is, what comes of it and who asks to refuse it", () => {
    expect(all.length).toBeGreaterThanOrEqual(60);
    for (const { id, title, risk, source, expected } of all) {
      expect(id).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
      expect(title, id).toMatch(/^[a-z].* \((?:RFC \d{4}|OpenID Connect [\w -]+) §[\d.]+\)$/);
      expect(title, id).toContain(source);
      expect(risk, id).toMatch(/^[A-Z].*\.$/);
      expect([400, 401, 403]).toContain(expected.status);
    }
    for (const { title, source } of goodTokens) expect(title).toContain(`(${source})`);
  });

  test("names each once", () => {
    const names = [...all, ...goodTokens];
    expect(new Set(names.map(({ id }) => id)).size).toBe(names.length);
    expect(new Set(names.map(({ title }) => title)).size).toBe(names.length);
  });

  test("says which of them RFCs let a recipient accept", () => {
    expect(all.flatMap(({ id, level }) => (level === "may" ? [id] : []))).toEqual([
      ...["loose-bits", "unencoded-payload", "encryption-header"],
      ...["claim-twice", "claim-twice-escaped", "header-twice"],
      ...["expired-minutes-ago", "issued-in-the-future", "expiry-in-milliseconds", "expiry-infinite"],
    ]);
  });

  test("has tokens under the scheme of DPoP, with no proof (RFC 9449 §7.1)", async () => {
    const as = await createTestIssuer();
    const cnfOf = (id: "token-under-dpop-scheme" | "bound-token-under-dpop-scheme") => {
      const { headers } = as.requestWith(id);
      expect(headers).toEqual([["Authorization", expect.stringMatching(/^DPoP [\w.-]+$/)]]);
      const [, payload = ""] = headers[0]![1].split(".");
      return (JSON.parse(Buffer.from(payload, "base64url").toString()) as { cnf?: unknown }).cnf;
    };
    expect(cnfOf("token-under-dpop-scheme")).toBeUndefined();
    expect(cnfOf("bound-token-under-dpop-scheme")).toEqual({ jkt: expect.stringMatching(/^[\w-]{43}$/) });
  });

  test("cannot be changed", () => {
    for (const list of [defects, goodTokens]) expect(Object.isFrozen(list)).toBe(true);
  });
});

describe("of a test issuer", async () => {
  const as = await createTestIssuer();

  test("tokenWith makes a token by the id of a defect, or by the defect, with claims changed besides", () => {
    const claimsOf = (token: string): unknown => JSON.parse(Buffer.from(token.split(".")[1]!, "base64url").toString());
    expect(claimsOf(as.tokenWith("wrong-audience", { sub: "ada" }))).toMatchObject({
      aud: "https://other-api.example.com",
      sub: "ada",
    });
    const found = opaqueDefects.find(({ id }) => id === "opaque-unknown")!;
    expect(as.tokenWith(found)).toMatch(/^[\w-]{43}$/);
  });

  test.each([
    ["wrong_audience", `There is no defect "wrong_audience"; do you mean wrong-audience?`],
    ["xyz", /^There is no defect "xyz"; there are: (?:[a-z-]+, ){11}[a-z-]+ and \d{3} more$/],
    ["unsignd", `There is no defect "unsignd"; do you mean unsigned?`],
    [undefined, "There is no defect undefined"],
    ["no-credentials", "no-credentials is about the request, not the token: use requestWith()"],
    ["good-token", "good-token is about the request, not the token: use requestWith()"],
  ])("tokenWith refuses the name %s", (name, message) => {
    expect(() => as.tokenWith(name as never)).toThrow(message);
  });

  test("requestWith says what to send", () => {
    expect(as.requestWith("no-credentials")).toStrictEqual({ method: "GET", headers: [], query: "" });
    const { headers } = as.requestWith("expired");
    expect(headers).toEqual([["Authorization", expect.stringMatching(/^Bearer [\w-]+\.[\w-]+\.[\w-]+$/)]]);
    expect(as.requestWith("token-in-query").query).toMatch(/^\?access_token=[\w.-]+$/);
    expect(as.requestWith("token-in-form")).toStrictEqual({
      method: "POST",
      headers: [["Content-Type", "application/x-www-form-urlencoded"]],
      query: "",
      body: expect.stringMatching(/^access_token=[\w.-]+$/),
    });
    expect(as.requestWith("two-lines-good-first").headers).toHaveLength(2);
    expect(as.requestWith("scheme-in-capitals").headers[0]?.[1]).toMatch(/^BEARER /);
    expect(() => as.requestWith("two-lines" as never)).toThrow("do you mean two-lines-good-first");
  });

  test("the certificate in a token is one of the attacker, who signed it (RFC 5280 §4.1)", async () => {
    for (const algorithm of ["ES256", "RS256", "EdDSA"] as const) {
      const issuer = await createTestIssuer({ algorithm });
      const { x5c } = decodeProtectedHeader(issuer.tokenWith("embedded-certificate"));
      const certificate = new X509Certificate(Buffer.from(x5c![0]!, "base64"));
      const { publicKey } = attackerKey(algorithm);
      expect(certificate.subject).toBe("CN=attacker");
      expect(certificate.verify(publicKey)).toBe(true);
      expect(certificate.publicKey.equals(publicKey)).toBe(true);
    }
  });

  test("what is made of an accepted token begins as that does", () => {
    const accepted = as.issue();
    const [header, payload] = accepted.split(".") as [string, string];
    const find = (id: string) => defects.find((defect) => defect.id === id)!;
    const tampered = find("tampered-after-acceptance").make(as, { accepted }) as string;
    expect(tampered.slice(0, header.length + payload.length - 4)).toBe(
      accepted.slice(0, header.length + payload.length - 4),
    );
    expect(tampered).not.toBe(accepted);
    const resigned = find("signature-after-acceptance").make(as, { accepted }) as string;
    expect(resigned.split(".").slice(0, 2)).toEqual([header, payload]);
    expect(resigned).not.toBe(accepted);
  });
});
