import { createHmac, X509Certificate } from "node:crypto";
import { isSignedWith, type Jwk, type Jwt, parseLoosely } from "./home-made-api.js";
import { allOf, type KnownMistake, mistake } from "./mistake.js";

const isAlg = ({ header }: Jwt, alg: string): boolean => String(header["alg"]).toLowerCase() === alg;

/** The API under audit asks for the JWK Set only through its issuer; this one lets a token say where to. */
async function fetchKeys(url: unknown): Promise<readonly Jwk[]> {
  const { keys = [] } = ((await fetchText(url).then(JSON.parse, () => ({}))) ?? {}) as {
    readonly keys?: readonly Jwk[];
  };
  return keys;
}

/** From this machine alone: whoever is asked elsewhere cannot be seen anyway. */
async function fetchText(url: unknown): Promise<string> {
  const { hostname } = new URL(String(url));
  if (hostname !== "127.0.0.1") throw new TypeError(`${hostname} is too far away`);
  return (await fetch(String(url))).text();
}

/** Keys of whoever is named as the issuer, by his metadata (RFC 8414 §3). */
async function fetchKeysOf(issuer: unknown): Promise<readonly Jwk[]> {
  const place = `${String(issuer)}/.well-known/oauth-authorization-server`;
  const { jwks_uri: uri } = (await fetchText(place).then(JSON.parse, () => ({}))) as { readonly jwks_uri?: string };
  return uri === undefined ? [] : fetchKeys(uri);
}

/** Remembers which tokens are signed, each by a part of it that does not tell it from others. */
const remember = (name: string, keyOf: (jwt: Jwt) => unknown, finds: KnownMistake["finds"]): KnownMistake =>
  mistake(
    name,
    (_, { isSigned }) => {
      const known = new Set<unknown>();
      return {
        isSigned: async (jwt) => {
          if (await isSigned(jwt)) known.add(keyOf(jwt));
          return known.has(keyOf(jwt));
        },
      };
    },
    finds,
  );

/** Mistakes with signatures and keys, and with how a token is written. */
export const signatureMistakes: readonly KnownMistake[] = [
  mistake("decodes, and checks no signature", () => ({ isSigned: () => true }), {
    accepted_bad: [...allOf("signature", "unsigned-two-parts", "claims-rewritten"), ...allOf("key")],
  }),
  mistake(
    "believes a token that it is unsigned",
    (_, { isSigned }) => ({ isSigned: (jwt) => jwt.header["alg"] === "none" || isSigned(jwt) }),
    { accepted_bad: ["unsigned", "unsigned-with-signature"] },
  ),
  mistake(
    "looks for none in one spelling only, and then at no signature",
    (_, { isSigned }) => ({
      isSigned: (jwt) => (isAlg(jwt, "none") ? jwt.header["alg"] !== "none" : isSigned(jwt)),
    }),
    { accepted_bad: ["unsigned-mixed-case"] },
  ),
  mistake(
    "takes the algorithm from the token, an HMAC with the public key included",
    ({ signingKey }, { isSigned }) => ({
      isSigned: (jwt) => {
        if (!isAlg(jwt, "hs256")) return isSigned(jwt);
        const pem = signingKey.publicKey.export({ type: "spki", format: "pem" });
        return createHmac("sha256", pem).update(jwt.input).digest().equals(jwt.signature);
      },
    }),
    { accepted_bad: ["hmac-with-public-key"] },
  ),
  mistake(
    "verifies with the key in the token",
    (_, { isSigned }) => ({
      isSigned: ({ header, ...jwt }) =>
        "jwk" in header ? isSignedWith(header["jwk"] as Jwk, jwt.input, jwt.signature) : isSigned({ header, ...jwt }),
    }),
    { accepted_bad: ["embedded-key", "embedded-key-without-kid"] },
  ),
  mistake(
    "verifies with the certificate in the token",
    (_, { isSigned }) => ({
      isSigned: (jwt) => {
        const [certificate] = (jwt.header["x5c"] ?? []) as readonly string[];
        if (certificate === undefined) return isSigned(jwt);
        const { publicKey } = new X509Certificate(Buffer.from(certificate, "base64"));
        return isSignedWith(publicKey.export({ format: "jwk" }), jwt.input, jwt.signature);
      },
    }),
    { accepted_bad: ["embedded-certificate"] },
  ),
  mistake(
    "fetches the key from where the token says",
    (_, { isSigned }) => ({
      isSigned: async (jwt) => {
        if (!("jku" in jwt.header)) return isSigned(jwt);
        return (await fetchKeys(jwt.header["jku"])).some((key) => isSignedWith(key, jwt.input, jwt.signature));
      },
    }),
    { accepted_bad: ["key-by-url"] },
  ),
  mistake(
    "asks the place that the token names, though it does not believe it",
    (_, { isSigned }) => ({
      isSigned: async (jwt) => {
        if ("jku" in jwt.header) await fetchKeys(jwt.header["jku"]);
        return isSigned(jwt);
      },
    }),
    { accepted_bad: ["key-by-url"] },
  ),
  mistake(
    "asks the place that the token names over TLS only",
    (_, { isSigned }) => ({
      isSigned: async (jwt) => {
        const { jku } = jwt.header;
        if (typeof jku !== "string" || !jku.startsWith("https:")) return isSigned(jwt);
        return (await fetchKeys(jku)).some((key) => isSignedWith(key, jwt.input, jwt.signature));
      },
    }),
    { accepted_bad: ["key-by-url"] },
  ),
  mistake(
    "fetches the certificate from where the token says",
    (_, { isSigned }) => ({
      isSigned: async (jwt) => {
        if (!("x5u" in jwt.header)) return isSigned(jwt);
        const pem = await fetchText(jwt.header["x5u"]).catch(() => undefined);
        if (pem === undefined) return false;
        const { publicKey } = new X509Certificate(pem);
        return isSignedWith(publicKey.export({ format: "jwk" }), jwt.input, jwt.signature);
      },
    }),
    { accepted_bad: ["key-by-certificate-url"] },
  ),
  mistake(
    "trusts whatever issuer a token names",
    ({ issuer: ours }, { isSigned, isIssuer }) => {
      const found = new Set<unknown>();
      return {
        isSigned: async (jwt) => {
          const { iss } = jwt.claims;
          if (typeof iss !== "string" || iss === ours || !URL.canParse(iss)) return isSigned(jwt);
          const isTheirs = (await fetchKeysOf(iss)).some((key) => isSignedWith(key, jwt.input, jwt.signature));
          if (isTheirs) found.add(iss);
          return isTheirs;
        },
        isIssuer: (issuer) => isIssuer(issuer) || found.has(issuer),
      };
    },
    { accepted_bad: ["issuer-by-url"] },
  ),
  mistake(
    "asks whatever issuer a token names, though it trusts one alone",
    ({ issuer: ours }, { isSigned }) => ({
      isSigned: async (jwt) => {
        const { iss } = jwt.claims;
        if (iss !== ours && URL.canParse(String(iss))) await fetchKeysOf(iss);
        return isSigned(jwt);
      },
    }),
    { accepted_bad: ["issuer-by-url"] },
  ),
  mistake(
    "has the keys of its start for good",
    (as, { isSigned }) => {
      const known = as.jwks().keys.map((jwk) => jwk["kid"]);
      return { isSigned: (jwt) => known.includes(jwt.header["kid"]) && isSigned(jwt) };
    },
    { refused_good: ["new-key"] },
  ),
  mistake(
    "forgets no key that it has ever had",
    (as, { isSigned }) => {
      const known = new Map<unknown, Jwk>();
      return {
        isSigned: (jwt) => {
          for (const jwk of as.jwks().keys) known.set(jwk["kid"], jwk);
          const { kid, alg } = jwt.header;
          const jwk = typeof kid === "string" ? known.get(kid) : undefined;
          return jwk?.["alg"] === alg && jwk !== undefined
            ? isSignedWith(jwk, jwt.input, jwt.signature)
            : isSigned(jwt);
        },
      };
    },
    { accepted_bad: ["withdrawn-key"] },
  ),
  mistake(
    "tries its key, whatever the header says",
    (as) => ({ isSigned: ({ input, signature }) => isSignedWith(as.signingKey.publicJwk, input, signature) }),
    {
      accepted_bad: [
        ...["algorithm-missing", "algorithm-in-list", "algorithm-prototype", "algorithm-of-other-key"],
        ...["algorithm-unknown", "kid-number"],
      ],
      refused_good: ["new-key"],
    },
  ),
  mistake(
    "fails where a key is looked up by a strange name",
    (_, { isSigned }) => ({
      isSigned: (jwt) => {
        if (jwt.header["kid"] === "__proto__") throw new TypeError("no such key");
        return isSigned(jwt);
      },
    }),
    { wrong_status: ["kid-prototype"] },
  ),
  remember("remembers tokens by what is signed", ({ input }) => input, {
    accepted_bad: ["signature-after-acceptance", "foreign-key-after-acceptance"],
  }),
  remember("remembers tokens by their jti", ({ claims }) => claims["jti"], {
    accepted_bad: ["tampered-after-acceptance", "signature-after-acceptance", "foreign-key-after-acceptance"],
  }),
  remember("remembers tokens by their first characters", ({ token }) => token.slice(0, 360), {
    accepted_bad: ["tampered-after-acceptance", "signature-after-acceptance", "foreign-key-after-acceptance"],
  }),
  mistake("decodes as leniently as Node does", () => ({ parse: parseLoosely }), {
    accepted_bad: [
      ...allOf("structure", "unknown-token", "two-parts", "empty-payload", "nested-token", "claims-in-list"),
    ],
  }),
  mistake(
    "passes over what must be understood",
    (_, { parse }) => ({
      parse: (token) => {
        const jwt = parseLoosely(token);
        return jwt !== undefined && "crit" in jwt.header ? jwt : parse(token);
      },
    }),
    { accepted_bad: ["critical-extension"] },
  ),
];
