import { createSigningKey, manualClock, signCompact } from "@ostiary/testing";
import fc from "fast-check";
import { afterAll, test } from "vitest";
import { expectProperty, PATIENT, printSeed } from "./support/campaign.js";
import { type DocumentPlan, documents, isReadable, MAX_BODY_BYTES, respond } from "./support/documents.js";
import { AUDIENCE } from "./support/issuer.js";
import { rule, watchVerifier, wordFor } from "./support/watched-verifier.js";

afterAll(printSeed);

const ISSUER = "https://as.example.com/t1";
/** RFC 8414 §3.1 and §5, OpenID Connect Discovery §4. */
const PLACES = [
  "https://as.example.com/.well-known/oauth-authorization-server/t1",
  "https://as.example.com/.well-known/openid-configuration/t1",
  "https://as.example.com/t1/.well-known/openid-configuration",
];
const GOOD_URIS = ["https://keys.example/jwks", "https://as.example.com/t1/jwks?v=1", "https://KEYS.example:8443/"];

const issuers = fc.oneof(
  { weight: 4, arbitrary: fc.constant<unknown>(ISSUER) },
  fc.constantFrom<unknown>(
    `${ISSUER}/`,
    "https://as.example.com",
    ISSUER.toUpperCase(),
    `${ISSUER}#`,
    null,
    [ISSUER],
    1,
  ),
  fc.string(),
);
const uris = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<unknown>(...GOOD_URIS) },
  fc.constantFrom<unknown>(
    ...[
      "http://keys.example/jwks",
      "https://u:p@keys.example/jwks",
      "https://keys.example/jwks#x",
      "/jwks",
      "jwks",
      "",
    ],
    ...["//keys.example/jwks", "file:///etc/passwd", "javascript:1", "https://keys.example\\@x.example", " https://x"],
    ...["http://127.0.0.1/jwks", "http://localhost:8080/", "http://[::1]/", "https://", "https:///x", "https:x"],
    ...[
      null,
      [GOOD_URIS[0]],
      { toString: 1 },
      0,
      "https://keys.example/\n",
      "https://ke ys.example/",
      "ftp://keys.example",
    ],
  ),
  fc.webUrl({ validSchemes: ["http", "ftp", "ws"] }),
);
const place = documents(fc.record({ issuer: issuers, jwks_uri: uris }));
const plans = fc.record({ isWarm: fc.boolean(), places: fc.tuple(place, place, place) });

test(
  "keys are looked for where the first right document of the issuer says, and nowhere else (RFC 8414 §3.3)",
  PATIENT,
  async (context) => {
    await expectProperty(context, "metadata documents", {
      plans,
      outcomes: { found: 3, kept: 3, nowhere: 9 },
      holds: async ({ isWarm, places }) => {
        const clock = manualClock(NOW);
        let serve = (url: string): Response =>
          PLACES.includes(url) ? Response.json({ issuer: ISSUER, jwks_uri: GOOD_URIS[0] }) : Response.json(KEYS);
        const watched = watchVerifier({
          issuer: ISSUER,
          audience: AUDIENCE,
          clock,
          fetch: async (url) => serve(url),
          keys: { retries: 0, maxBodyBytes: MAX_BODY_BYTES },
        });
        if (isWarm) await watched.verifier.warmUp();
        serve = (url) => {
          const document = places[PLACES.indexOf(url)];
          return document === undefined ? Response.json(KEYS) : respond(document, membersOf(document));
        };
        // Past the freshness of both.
        clock.advance(3700);
        if (isWarm) await watched.verifier.warmUp();
        const word = wordFor(await watched.judge(TOKEN));
        const right = places.find((document) => isRight(document));
        const isFound = isWarm || right !== undefined;
        rule(word === (isFound ? "accepted" : "unavailable"), `${isFound ? "" : "not "}found, and it is ${word}`);
        const named = new Set<unknown>([
          ...PLACES,
          isWarm ? GOOD_URIS[0] : undefined,
          right && membersOf(right)["jwks_uri"],
        ]);
        rule(
          [...watched.asked.keys()].every((url) => named.has(url)),
          "nothing is asked for that no right document names",
        );
        for (const count of watched.asked.values()) rule(count <= (isWarm ? 2 : 1), "no place is asked too often");
        watched.verifier.close();
        if (isWarm) return "kept";
        return isFound ? "found" : "nowhere";
      },
    });
  },
);

function membersOf({ content }: DocumentPlan): Readonly<Record<string, unknown>> {
  return content as Readonly<Record<string, unknown>>;
}

function isRight(document: DocumentPlan): boolean {
  const { issuer, jwks_uri: uri } = membersOf(document);
  const isNamed = issuer === ISSUER && GOOD_URIS.some((good) => good === uri);
  return isNamed && isReadable(document, membersOf(document));
}

const NOW = manualClock().now();
const key = createSigningKey();
const KEYS = { keys: [key.publicJwk] };
const CLAIMS = { iss: ISSUER, sub: "u", aud: AUDIENCE, client_id: "c", iat: NOW, exp: NOW + 7200, jti: "t" };
const TOKEN = signCompact({ typ: "at+jwt", alg: key.algorithm, kid: key.kid }, CLAIMS, key);
