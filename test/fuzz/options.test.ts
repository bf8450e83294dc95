import { randomBytes } from "node:crypto";
import { ConfigurationError, createVerifier, OstiaryError, type VerifierOptions } from "@ostiary/core";
import {
  dangerouslyAcceptAnyAudience,
  dangerouslyAcceptMissingAudience,
  dangerouslyIgnoreIdTokenEvidence,
} from "@ostiary/core/danger";
import { createSigningKey } from "@ostiary/testing";
import fc from "fast-check";
import { afterAll, beforeAll, test } from "vitest";
import { expectProperty, keepSecret, PATIENT, printSeed } from "./support/campaign.js";
import { AUDIENCE, createFuzzIssuer, type FuzzIssuer, ISSUER } from "./support/issuer.js";
import { rule } from "./support/watched-verifier.js";

let as: FuzzIssuer;
beforeAll(async () => {
  as = await createFuzzIssuer();
});
afterAll(printSeed);

const secret = (): string => keepSecret(randomBytes(32).toString("base64url"));
const CLIENT_SECRET = secret();
const BEARER_TOKEN = secret();
const SHARED_KEY = secret();
const PRIVATE_KEY = createSigningKey().privateKey.export({ format: "jwk" });
const SECRETS = [CLIENT_SECRET, BEARER_TOKEN, SHARED_KEY, keepSecret(String(PRIVATE_KEY.d))];

const authentications: readonly object[] = [
  { clientId: "api", clientSecret: CLIENT_SECRET },
  { method: "client_secret_jwt", clientId: "api", clientSecret: CLIENT_SECRET },
  { method: "private_key_jwt", clientId: "api", privateKey: PRIVATE_KEY, algorithm: "ES256", keyId: "k" },
  { method: "bearer", token: BEARER_TOKEN },
  { method: "none" },
];

/** Good options, with about every name there is. */
function createOptions(authentication: object | undefined): object {
  return {
    issuer: [
      {
        issuer: ISSUER,
        jwks: { keys: as.keys.map(({ publicJwk }) => ({ ...publicJwk })) },
        algorithms: ["ES256", "EdDSA", "RS256"],
        tokenFormat: "both",
        introspection: {
          endpoint: `${ISSUER}/introspect`,
          authentication: structuredClone(authentication),
          prefixes: ["at_"],
          tokenTypeHint: "access_token",
          signedResponse: false,
          requireTokenType: true,
          cacheSeconds: 60,
          timeoutSeconds: 3,
          maxConcurrent: 50,
        },
      },
      {
        issuer: "https://other.example",
        metadataUrl: "https://other.example/m",
        tokenKind: "rfc9068",
        optionalClaims: ["jti"],
      },
      { issuer: "third", jwksUri: "https://third.example/jwks", acceptedTypes: ["at"], maxLifetimeSeconds: 3600 },
    ],
    audience: [AUDIENCE],
    soleAudience: false,
    requiredClaims: ["sub", ["jti", "sid"]],
    rejectedClaims: ["internal"],
    allowedClients: ["client-1"],
    clientClaims: ["client_id", "azp"],
    idTokenAudiences: ["client-1"],
    scopeClaims: ["scope"],
    permissionClaims: ["permissions", { path: ["realm_access", "roles"], prefix: "role:" }],
    requireEncryption: false,
    impliedScopes: { "api:write": ["api:read"] },
    checks: [() => ({ kind: "pass" })],
    claimsSchema: { "~standard": { version: 1, vendor: "t", validate: (value: unknown) => ({ value }) } },
    clockToleranceSeconds: 5,
    decryptionKeys: [
      { key: { kty: "oct", k: SHARED_KEY }, algorithm: "dir", keyId: "a" },
      { key: { ...PRIVATE_KEY }, algorithm: "ECDH-ES" },
    ],
    maxTokenBytes: 16_384,
    realm: "api",
    keys: { freshSeconds: 600, minFreshSeconds: 60, maxFreshSeconds: 3600, retries: 0, coldWaitSeconds: 1 },
    clock: as.clock,
    fetch: () => Promise.reject(new Error("nothing is fetched")),
    onEvent: () => {},
  };
}

const anything = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom<unknown>(undefined, null, "", " ", 0, -1, 1.5, NaN, Infinity, true, [], {}, [[]]),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom<unknown>(
      () => null,
      async () => 1,
      Symbol("s"),
      1n,
      new Date(Number.NaN),
      /x/u,
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom<unknown>(["a", "a"], [null], [undefined], [1], "HS256", ["HS256"], "none", "*"),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom<unknown>("http://as.example", "https://u:p@x.example", "https://x/#f", "x\ny"),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<unknown>(
      ...[dangerouslyAcceptAnyAudience, { [dangerouslyAcceptMissingAudience]: true }, Promise.resolve()],
      ...[{ issuer: ISSUER, [dangerouslyIgnoreIdTokenEvidence]: true }, { toString: 1 }, { length: 3 }],
    ),
  },
  { weight: 3, arbitrary: fc.anything({ withBigInt: true, withDate: true, withMap: true, withSparseArray: true }) },
);
const confided = fc.constantFrom<unknown>(
  ...SECRETS,
  ...SECRETS.flatMap((value) => [[value], { key: value }, ` ${value}`]),
);

const place = fc.nat(199);
const edit = fc.oneof(
  { weight: 6, arbitrary: fc.record({ at: place, kind: fc.constant("set" as const), value: anything }) },
  { weight: 1, arbitrary: fc.record({ at: place, kind: fc.constant("confide" as const), value: confided }) },
  { weight: 1, arbitrary: fc.record({ at: place, kind: fc.constant("take out" as const) }) },
  { weight: 1, arbitrary: fc.record({ at: place, kind: fc.constant("double" as const) }) },
  { weight: 1, arbitrary: fc.record({ at: place, kind: fc.constant("rename" as const), name: fc.string() }) },
);
type Edit = typeof edit extends fc.Arbitrary<infer Value> ? Value : never;

const plans = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      authentication: fc.nat(authentications.length - 1),
      edits: fc.array(edit, { minLength: 0, maxLength: 3, size: "max" }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ options: anything }) },
);

test("options of any shape make a verifier or a ConfigurationError, and tell no secret", PATIENT, async (context) => {
  await expectProperty(context, "options", {
    plans,
    outcomes: { made: 5, refused: 2 },
    holds: async (plan) => {
      const options =
        "options" in plan ? plan.options : edited(createOptions(authentications[plan.authentication]), plan.edits);
      try {
        const verifier = createVerifier(options as VerifierOptions);
        const description = verifier.describe();
        checkSilence(`${description.toString()} ${description.toMarkdown()} ${JSON.stringify(description)}`);
        // What is in `checks` and the like may be anything, and then the request fails; but not with an error of no kind.
        await verifier.verify(as.goods[0] ?? "").catch(checkError);
        verifier.close();
        return "made";
      } catch (error) {
        if (!(error instanceof ConfigurationError)) throw error;
        rule(error.problems.length > 0, "it says what is wrong");
        checkSilence([error.message, error.stack, ...error.problems].join("\n"));
        return "refused";
      }
    },
  });
});

function checkError(error: unknown): void {
  if (!(error instanceof OstiaryError)) throw error;
  checkSilence(`${error.message} ${error.stack} ${JSON.stringify(error)}`);
}

function checkSilence(text: string): void {
  for (const value of SECRETS) rule(!text.includes(value), "no secret is told");
}

/** A place in the options. */
interface Place {
  readonly parent: Record<string, unknown>;
  readonly name: string;
  /** Whether what is there may be a secret, so that nothing there is told. */
  readonly isConfidential: boolean;
}

function edited(options: object, edits: readonly Edit[]): object {
  const all = placesIn(options, false);
  const confidential = all.filter(({ isConfidential }) => isConfidential);
  for (const change of edits) {
    const places = change.kind === "confide" ? confidential : all;
    const chosen = places[change.at % places.length];
    if (chosen === undefined) continue;
    const { parent, name } = chosen;
    if (change.kind === "set" || change.kind === "confide") parent[name] = change.value;
    else if (change.kind === "double") parent[name] = [parent[name], parent[name]];
    else {
      const { [name]: value } = parent;
      delete parent[name];
      if (change.kind === "rename") parent[change.name] = value;
    }
  }
  return options;
}

/** All places, however deep; also those in the keys, which are secret. */
function placesIn(value: unknown, isInKey: boolean): readonly Place[] {
  if (typeof value !== "object" || value === null || value === as.clock) return [];
  return Object.keys(value).flatMap((name) => {
    const parent = value as Record<string, unknown>;
    const isKey = name === "privateKey" || name === "key";
    const isConfidential = isInKey || isKey || CONFIDENTIAL.has(name);
    return [{ parent, name, isConfidential }, ...placesIn(parent[name], isInKey || isKey)];
  });
}

const CONFIDENTIAL = new Set(["authentication", "clientSecret", "token", "decryptionKeys"]);
