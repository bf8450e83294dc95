import { createVerifier, type Denied, type Outcome, type SignatureAlgorithm, type Verifier } from "@ostiary/core";
import { describe, expect, test } from "vitest";
import { findDialect } from "../../src/dialects/find-dialect.js";
import { dialectNames } from "../../src/dialects/index.js";
import { readTrust } from "../../src/dialects/played-trust.js";
import {
  createTestIssuer,
  defects,
  type DialectIssuer,
  type DialectName,
  type FormRequest,
  goodTokens,
  manualClock,
} from "../../src/index.js";
import { matchers } from "../../src/vitest.js";
import { play, signingKeyFor } from "./signing-keys.js";

expect.extend(matchers);

/** A key that signs in no time, in the place of an RSA key. */
const quickKey = (name: DialectName): { signingKey: ReturnType<typeof signingKeyFor> } => {
  const { algorithm } = readTrust(findDialect(name), {});
  const quick: SignatureAlgorithm = algorithm.startsWith("ES") ? algorithm : "EdDSA";
  return { signingKey: signingKeyFor(quick) };
};

const playQuickly = (name: DialectName): Promise<DialectIssuer> => play({ like: name, ...quickKey(name) });

function createAsk(as: DialectIssuer): { verifier: Verifier; ask: (request: FormRequest) => Promise<Outcome> } {
  const verifier = createVerifier(as.verifierOptions());
  const requirement = as.scope === "" ? undefined : { scopes: as.scope.split(" ") as [string, ...string[]] };
  const ask = async ({ headers }: FormRequest): Promise<Outcome> =>
    verifier.authenticate(
      { authorization: headers.flatMap(([name, value]) => (name === "Authorization" ? [value] : [])) },
      requirement,
    );
  return { verifier, ask };
}

describe.each(dialectNames)("like %s", async (name) => {
  const as = await playQuickly(name);

  test("a verifier refuses each of as.defects, as it says, and takes each of as.goodTokens", async () => {
    const { verifier, ask } = createAsk(as);
    for (const good of as.goodTokens) expect.soft(await as.send(ask, good), good.id).toBeAccepted();
    for (const defect of as.defects) {
      const outcome = await as.send(ask, defect);
      const said = outcome.kind === "denied" ? outcome.reason : outcome.kind;
      expect.soft(said, defect.id).toBe(defect.expected.reason);
      if (outcome.kind !== "denied") continue;
      const { status, body } = verifier.challenge(outcome satisfies Denied);
      const { error } = JSON.parse(body) as { error?: string };
      expect.soft({ status, error }, defect.id).toMatchObject({ status: defect.expected.status });
      expect.soft(error, defect.id).toBe(defect.expected.error);
    }
  });

  test("what depends on the algorithms of the preset is right with its own key too", async () => {
    const own = await play({ like: name });
    const { ask } = createAsk(own);
    for (const defect of own.defects.filter(({ id }) => id === "algorithm-of-other-key" || id === "dpop-proof")) {
      expect.soft(await own.send(ask, defect), defect.id).toBeDenied(defect.expected.reason);
    }
  });

  test("what is left out has a reason, and nothing is lost", () => {
    const ids = [...as.defects, ...as.goodTokens].map(({ id }) => id as string);
    const out = Object.keys(as.notApplicable);
    expect(out.filter((id) => ids.includes(id))).toEqual([]);
    const all = new Set([...ids, ...out]);
    expect([...defects, ...goodTokens].filter(({ id }) => !all.has(id))).toEqual([]);
    for (const reason of Object.values(as.notApplicable)) expect(reason).toMatch(/^[a-zA-Z].{15,}[^.]$/);
    if (name !== "google") expect(as.defects.length).toBeGreaterThan(75);
  });
});

test("of an issuer that plays no server they are the whole catalogue", async () => {
  const as = await createTestIssuer({ clock: manualClock() });
  expect(as.defects).toEqual(defects);
  expect(as.goodTokens).toEqual(goodTokens);
  expect(as.notApplicable).toEqual({});
  expect([as, as.defects, as.goodTokens].map((one) => Object.isFrozen(one))).toEqual([false, true, true]);
  expect(as.defects).toBe(as.defects);
});

test("of one whose tokens grant nothing there is no defect of the scope", async () => {
  const as = await createTestIssuer({ scope: "" });
  expect(as.defects.filter(({ group }) => group === "scope")).toEqual([]);
  expect(as.notApplicable["wrong-scope"]).toBe("the tokens of the issuer grant no scope");
});

test("a defect that cannot be made of the tokens of a server says so", async () => {
  const encrypted = await playQuickly("openiddict");
  expect(() => encrypted.tokenWith("claims-in-list")).toThrow(
    "claims-in-list cannot be made of the tokens of this issuer: as.defects and as.goodTokens hold what can",
  );
  expect(encrypted.notApplicable["claims-in-list"]).toContain("not a signed JWT");
  const none = await playQuickly("google");
  expect(() => none.requestWith("good-token")).toThrow("issues no access tokens that an API could take");
});

test("what the options of the application change is heeded", async () => {
  const trust = findDialect("hydra").options;
  const issuer = trust.issuer as Exclude<typeof trust.issuer, string | readonly unknown[]>;
  const as = await createTestIssuer({
    like: "hydra",
    clock: manualClock(),
    ...quickKey("hydra"),
    trust: { ...trust, issuer: { ...issuer, tokenFormat: "both" } as never },
  });
  const { ask } = createAsk(as);
  expect(as.defects.find(({ id }) => id === "unsigned")?.expected.reason).toBe("algorithm_not_allowed");
  for (const defect of as.defects) {
    expect.soft(await as.send(ask, defect), defect.id).toBeDenied(defect.expected.reason);
  }
});
