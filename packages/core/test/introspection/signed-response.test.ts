import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { beforeAll, describe, expect, test } from "vitest";
import { UnavailableError } from "../../src/errors.js";
import { readSignedResponse, type SignedResponseTerms } from "../../src/introspection/signed-response.js";
import { createVerificationKey } from "../../src/keys/verification-key.js";
import type { KeySource } from "../../src/seams/key-source.js";
import { createKeyPair } from "../support/key-pair.js";
import { errorOf } from "./scripted-endpoint.js";

const NOW = 1_893_456_000;
const ISSUER = "https://as.example.com/t1";
const CLIENT_ID = "api-1";
const AUDIENCE = "https://api.example.com";
const ENVELOPE = { iss: ISSUER, aud: CLIENT_ID, iat: NOW - 1 };
const CONTENT = { active: true, sub: "u1", aud: AUDIENCE, iat: NOW - 500, exp: NOW + 300, scope: "api:read" };
const { active: _, ...CLAIMS } = CONTENT;

let terms: SignedResponseTerms;
let sign: (claims: object, header?: object) => Promise<string>;
let signAsStranger: typeof sign;

beforeAll(async () => {
  const [ours, strangers] = await Promise.all([createSigner(), createSigner()]);
  sign = ours.sign;
  signAsStranger = strangers.sign;
  const keys: KeySource = { find: ({ kid }) => (kid === "k1" ? ours.key : undefined) };
  terms = {
    issuer: ISSUER,
    keys,
    algorithms: new Set(["ES256", "RS256"]),
    audiences: new Set([CLIENT_ID, AUDIENCE]),
    clockToleranceSeconds: 5,
    now: NOW,
  };
});

async function createSigner(): Promise<{ key: Awaited<ReturnType<typeof createVerificationKey>>; sign: typeof sign }> {
  const { publicKey, privateKey } = await generateKeyPair("ES256", { extractable: true });
  const key = await createVerificationKey({ ...(await exportJWK(publicKey)), kid: "k1", alg: "ES256" });
  return {
    key,
    sign: (claims, header = {}) =>
      new SignJWT({ ...claims })
        .setProtectedHeader({ alg: "ES256", kid: "k1", typ: "token-introspection+jwt", ...header })
        .sign(privateKey),
  };
}

const read = (text: string, changes: Partial<SignedResponseTerms> = {}): ReturnType<typeof readSignedResponse> =>
  readSignedResponse(new TextEncoder().encode(text), { ...terms, ...changes });

const nested = (changes: object = {}): object => ({ ...ENVELOPE, token_introspection: CONTENT, ...changes });
const flat = (changes: object = {}): object => ({ ...CONTENT, ...ENVELOPE, ...changes });

describe("a signed answer", () => {
  test("says what is in token_introspection (RFC 9701 §5)", async () => {
    expect(await read(await sign(nested()))).toEqual({ active: true, claims: CLAIMS });
  });

  test.each([
    ["an audience of ours among several", { aud: ["https://other.example", AUDIENCE] }],
    ["the resource server as audience", { aud: AUDIENCE }],
    ["iat at the edge of the past", { iat: NOW - 65 }],
    ["iat at the edge of the future", { iat: NOW + 65 }],
  ])("may have %s", async (_name, changes) => {
    expect(await read(await sign(nested(changes)))).toEqual({ active: true, claims: CLAIMS });
  });

  test.each(["application/token-introspection+jwt", "Token-Introspection+JWT"])(
    "may spell its typ %s (RFC 7515 §4.1.9)",
    async (typ) => {
      expect(await read(await sign(nested(), { typ }))).toMatchObject({ active: true });
    },
  );

  test.each([{ active: false }, { active: "true" }, {}, { sub: "u1" }])("is inactive with %j", async (content) => {
    expect(await read(await sign(nested({ token_introspection: content })))).toEqual({ active: false });
  });

  test("is inactive by its content, whatever stands beside that (R-9701-06)", async () => {
    const lookAlikes = { active: true, sub: "admin", scope: "everything", exp: NOW + 9999 };
    expect(await read(await sign(nested({ ...lookAlikes, token_introspection: { active: false } })))).toEqual({
      active: false,
    });
    expect(await read(await sign(nested({ ...lookAlikes, token_introspection: {} })))).toEqual({ active: false });
  });

  test("takes no claim from beside its content (R-9701-06)", async () => {
    const response = await read(
      await sign(nested({ active: true, sub: "admin", scope: "everything", token_introspection: { active: true } })),
    );
    expect(response).toEqual({ active: true, claims: {} });
  });
});

describe("a flat answer", () => {
  test("has its claims beside those of the envelope, which are not the token's", async () => {
    const { sub, exp, scope } = CONTENT;
    expect(await read(await sign(flat()))).toEqual({ active: true, claims: { sub, exp, scope } });
  });

  test("that is for us does not make the token one for us (R-9701-06)", async () => {
    const text = await sign({ ...ENVELOPE, aud: AUDIENCE, active: true });
    expect(await read(text)).toEqual({ active: true, claims: {} });
  });

  test("can say that a token is inactive", async () => {
    expect(await read(await sign(flat({ active: false })))).toEqual({ active: false });
    expect(await read(await sign(flat({ active: "true" })))).toEqual({ active: false });
  });

  test.each([
    ["an old one", { iat: NOW - 500 }],
    ["one without iat", { iat: undefined }],
    ["one for another resource server", { aud: "https://other.example" }],
    ["one of another issuer", { iss: "https://other.example" }],
  ])("is held to the terms of an envelope: not %s", async (_name, changes) => {
    expect((await errorOf(read(await sign(flat(changes))))).name).toBe("UnusableIntrospectionError");
  });
});

describe("a signed answer is of no use", () => {
  test.each<[string, object, object, string]>([
    ["the typ of any JWT", nested(), { typ: "JWT" }, 'has the typ "JWT", where token-introspection+jwt is needed'],
    ["no typ", nested(), { typ: undefined }, "has the typ null, where"],
    ["a typ with a parameter", nested(), { typ: "token-introspection+jwt;v=1" }, "has the typ"],
    ["an access token of somebody for an answer", flat(), { typ: "at+jwt" }, 'has the typ "at+jwt"'],
    ["an ID token of somebody for an answer", flat(), { typ: "id_token+jwt" }, "has the typ"],
    ["a userinfo response for an answer", flat(), { typ: "token-userinfo+jwt" }, "has the typ"],
    ["another issuer", nested({ iss: "https://as.example.com/t2" }), {}, "was made by"],
    ["the issuer but for a slash", nested({ iss: `${ISSUER}/` }), {}, "was made by"],
    ["no issuer", nested({ iss: undefined }), {}, "is malformed: iss is absent"],
    ["another resource server as audience", nested({ aud: "https://other.example" }), {}, "is for"],
    ["no audience", nested({ aud: undefined }), {}, "is for null"],
    ["an empty audience", nested({ aud: [] }), {}, "is for []"],
    ["ours as a part of its audience", nested({ aud: [[CLIENT_ID], { id: CLIENT_ID }] }), {}, "is for"],
    ["no iat", nested({ iat: undefined }), {}, `was not made just now: iat is null, now is ${NOW}`],
    ["iat as a string", nested({ iat: String(NOW) }), {}, "was not made just now"],
    ["iat in milliseconds", nested({ iat: NOW * 1000 }), {}, "was not made just now"],
    ["iat ten minutes ago", nested({ iat: NOW - 600 }), {}, `iat is ${NOW - 600}, now is ${NOW}`],
    ["iat just past the edge", nested({ iat: NOW - 66 }), {}, "was not made just now"],
    ["iat ahead of the edge", nested({ iat: NOW + 66 }), {}, "was not made just now"],
    ["content as a string", nested({ token_introspection: '{"active":true}' }), {}, "is not an object"],
    ["content as a list", nested({ token_introspection: [CONTENT] }), {}, "is not an object"],
    ["null for its content", flat({ token_introspection: null }), {}, "is not an object"],
    ["no content", ENVELOPE, {}, "has neither token_introspection nor active"],
    ["a kid of no key", nested(), { kid: "k2" }, `is signed with a key that ${ISSUER} does not have, kid "k2"`],
    [
      "no kid where the key has one",
      nested(),
      { kid: undefined },
      `is signed with a key that ${ISSUER} does not have, kid null`,
    ],
    ["extensions that must be understood", nested(), { crit: ["b64"], b64: true }, "is malformed"],
  ])("with %s (L-26)", async (_name, claims, header, words) => {
    const error = await errorOf(read(await sign(claims, header)));
    expect(error.name).toBe("UnusableIntrospectionError");
    expect(error.message).toContain(words);
  });

  test("signed by a stranger", async () => {
    expect((await errorOf(read(await signAsStranger(nested())))).message).toContain("has a signature that is wrong");
  });

  test("changed on the way", async () => {
    const [header, , signature] = (await sign(nested({ token_introspection: { active: false } }))).split(".");
    const payload = Buffer.from(JSON.stringify(nested())).toString("base64url");
    const error = await errorOf(read([header, payload, signature].join(".")));
    expect(error.message).toContain("has a signature that is wrong");
  });

  const unsigned = (alg: string, signature: string): string =>
    [{ alg, typ: "token-introspection+jwt" }, nested()]
      .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
      .concat(signature)
      .join(".");

  test.each([
    ["not at all", () => unsigned("none", ""), 'is signed with "none"'],
    ["with nothing", () => unsigned("ES256", ""), "has a signature of the wrong length"],
    [
      "with nothing, where the length depends on the key",
      () => unsigned("RS256", ""),
      "has a signature of the wrong length",
    ],
    ["too short", () => unsigned("ES256", "AAAA"), "has a signature of the wrong length"],
    ["symmetrically", () => unsigned("HS256", "AAAA"), 'is signed with "HS256"'],
  ])("signed %s (R-9701-05)", async (_name, build, words) => {
    expect((await errorOf(read(build()))).message).toContain(words);
  });

  test("signed with an algorithm that the issuer's options do not list", async () => {
    const error = await errorOf(read(await sign(nested()), { algorithms: new Set(["RS256"]) }));
    expect(error.message).toContain("which is not among the algorithms");
  });

  test("signed with a key that is for another algorithm", async () => {
    const { publicKey } = await createKeyPair("RS256");
    const other = await createVerificationKey({ ...(await exportJWK(publicKey)), kid: "k1", alg: "RS256" });
    const error = await errorOf(read(await sign(nested()), { keys: { find: () => other } }));
    expect(error.message).toContain("is signed with a key that");
  });

  test.each([
    ["JSON", '{"active":true}', "is not a signed JWT"],
    ["nothing", "", "is not a signed JWT"],
    ["two parts", "e30.e30", "is not a signed JWT"],
    ["encrypted", `${Buffer.from('{"alg":"dir"}').toString("base64url")}.a.b.c.d`, "is encrypted (JWE)"],
  ])("that is %s", async (_name, text, words) => {
    expect((await errorOf(read(text))).message).toContain(words);
  });

  test.each(["\n", " ", "=", "."])("followed by %j: it has one spelling", async (tail) => {
    expect((await errorOf(read((await sign(nested())) + tail))).name).toBe("UnusableIntrospectionError");
  });
});

test("what the key source cannot tell is its own outage", async () => {
  const outage = new UnavailableError("no keys");
  expect(await errorOf(read(await sign(nested()), { keys: { find: () => Promise.reject(outage) } }))).toBe(outage);
});
