import { describe, expect, test } from "vitest";
import { dangerouslyAcceptAnyAudience } from "../src/danger.js";
import type { IssuerOptions, IssuerPolicyOptions } from "../src/options.js";
import { ISSUER_POLICY_NAMES } from "../src/resolve-shared-policy.js";
import { AUDIENCE, createSigner, ISSUER, verifierFor } from "./support/issuer.js";
import { issuerWith, problemsOf } from "./support/options.js";

const OTHER = "https://b.example";
const signer = await createSigner();
const jwks = { keys: [signer.jwk] };

/** What one issuer is held to that says `own`, beside which stands `shared`. */
const heldTo = (shared: IssuerPolicyOptions, own: IssuerPolicyOptions) =>
  issuerWith({ ...shared, issuer: { issuer: ISSUER, ...own } });

describe("rules of both places hold together:", () => {
  test.each<[string, IssuerPolicyOptions, IssuerPolicyOptions, object]>([
    ["requiredClaims", { requiredClaims: ["a"] }, { requiredClaims: ["b"] }, { requiredClaims: ["b", "a"] }],
    [
      "groups among requiredClaims",
      { requiredClaims: [["a", "b"], "c"] },
      { requiredClaims: [["b", "c"], "c"] },
      { requiredClaims: [["b", "c"], "c", ["a", "b"]] },
    ],
    [
      "rejectedClaims",
      { rejectedClaims: ["a", "b"] },
      { rejectedClaims: ["b", "c"] },
      { rejectedClaims: ["b", "c", "a"] },
    ],
    [
      "idTokenAudiences",
      { idTokenAudiences: ["web"] },
      { idTokenAudiences: ["mobile"] },
      { idTokenAudiences: new Set(["web", "mobile"]) },
    ],
    [
      "allowedClients, of which those are left that both name",
      { allowedClients: ["a", "b"] },
      { allowedClients: ["b", "c"] },
      { allowedClients: new Set(["b"]) },
    ],
    [
      "a claim that is required here, and optional there",
      { requiredClaims: ["sub"] },
      { tokenKind: "rfc9068", optionalClaims: ["sub", "jti"] },
      { requiredClaims: ["sub"], profileClaims: ["sub", "client_id", "iat"] },
    ],
    [
      "a claim that is required here, and the only one that is optional there",
      { requiredClaims: ["sub"] },
      { tokenKind: "rfc9068", optionalClaims: ["sub"] },
      { profileClaims: ["sub", "client_id", "iat", "jti"] },
    ],
  ])("%s", (_, shared, own, expected) => {
    expect(heldTo(shared, own)).toMatchObject(expected);
    expect(heldTo(shared, {})).toMatchObject(heldTo({}, shared));
  });

  test("a token that lacks what is required beside a preset is refused", async () => {
    const preset = {
      issuer: ISSUER,
      jwks,
      tokenKind: "strict",
      requiredClaims: ["tid", ["scp", "roles"]],
      rejectedClaims: ["nonce"],
      scopeClaims: ["scp"],
    } as const;
    const verifier = verifierFor(signer, { issuer: preset, requiredClaims: ["tenant"], rejectedClaims: ["act"] });
    const judge = async (claims: object) => {
      const token = await signer.sign({ tid: "t", scp: "a", tenant: "t1", ...claims });
      const outcome = await verifier.authenticate({ authorization: [`Bearer ${token}`] });
      return outcome.kind === "denied" ? outcome.reason : outcome.kind;
    };
    expect(await judge({})).toBe("accepted");
    expect(await judge({ tenant: undefined })).toBe("missing_claim");
    expect(await judge({ tid: undefined })).toBe("missing_claim");
    expect(await judge({ act: { sub: "u2" } })).toBe("claims_rejected");
    expect(await judge({ nonce: "n" })).toBe("claims_rejected");
  });

  test("clients of which none is left are refused, and where to name them is said", () => {
    expect(problemsOf({ allowedClients: ["a"], issuer: { issuer: ISSUER, allowedClients: ["b"] } })).toEqual([
      `issuer "${ISSUER}": allowedClients: none of its own is among those beside issuer, so that no client could call: ` +
        "name those of this issuer here, and leave them out beside issuer",
    ]);
  });

  test("what both places say together is held to the same rules as what one says", () => {
    const rejected = { rejectedClaims: ["a"], issuer: { issuer: ISSUER, requiredClaims: ["a"] } };
    expect(problemsOf(rejected)).toEqual([expect.stringContaining("rejectedClaims names a, without which")]);
    const same = { issuer: ISSUER, tokenKind: "rfc9068", requiredClaims: ["sub"], optionalClaims: ["sub"] };
    expect(problemsOf({ issuer: same, requiredClaims: ["sub"] })).toEqual([
      expect.stringContaining("requiredClaims and optionalClaims name the same claim"),
    ]);
  });

  test.each(["requiredClaims", "rejectedClaims", "idTokenAudiences", "allowedClients"])(
    "%s that is wrong in one place is not put right by the other",
    (name) => {
      for (const wrong of [[], "a", [""], [7], null]) {
        const problem = [expect.stringContaining(`${name} must be a list`)];
        expect(problemsOf({ [name]: wrong, issuer: { issuer: ISSUER, [name]: ["a"] } }), JSON.stringify(wrong)).toEqual(
          problem,
        );
        expect(problemsOf({ [name]: ["a"], issuer: { issuer: ISSUER, [name]: wrong } }), JSON.stringify(wrong)).toEqual(
          problem,
        );
      }
    },
  );
});

describe("a rule beside issuer that no issuer takes is refused:", () => {
  const rows: Readonly<Record<keyof IssuerPolicyOptions, readonly [unknown, unknown]>> = {
    audience: [AUDIENCE, "https://other.example"],
    soleAudience: [true, false],
    algorithms: [["ES256"], ["RS256"]],
    tokenKind: ["rfc9068", "strict"],
    acceptedTypes: [["a+jwt"], ["b+jwt"]],
    requiredClaims: [["a"], ["b"]],
    optionalClaims: [["sub"], ["jti"]],
    rejectedClaims: [["a"], ["b"]],
    allowedClients: [["a"], ["a", "b"]],
    clientClaims: [["azp"], ["cid"]],
    idTokenAudiences: [["web"], ["mobile"]],
    scopeClaims: [["scp"], ["scope"]],
    permissionClaims: [["roles"], ["permissions"]],
    requireEncryption: [false, false],
    maxLifetimeSeconds: [600, 3600],
  };
  const TOGETHER = new Set(["requiredClaims", "rejectedClaims", "idTokenAudiences", "allowedClients"]);
  /** What else is needed for an issuer to be able to say it. */
  const needed = (name: string): Partial<IssuerOptions> => (name === "optionalClaims" ? { tokenKind: "rfc9068" } : {});

  test.each(ISSUER_POLICY_NAMES.map((name) => [name, ...rows[name]] as const))("%s", (name, shared, own) => {
    const a = { issuer: ISSUER, ...needed(name), [name]: own };
    const b = { ...a, issuer: OTHER };
    const expected = TOGETHER.has(name)
      ? []
      : [
          `${name} beside issuer has no effect, since every issuer has its own: give it to the issuer it is for, ` +
            `issuer: { ...preset(...), ${name}: ... }`,
        ];
    expect(problemsOf({ issuer: a, [name]: shared })).toEqual(expected);
    expect(problemsOf({ issuer: [a, b], [name]: shared })).toEqual(expected);
    expect(problemsOf({ issuer: a, [name]: own })).toEqual(expected);
  });

  test.each(ISSUER_POLICY_NAMES.map((name) => [name, ...rows[name]] as const))(
    "not %s that one of several takes, or that is undefined",
    (name, shared, own) => {
      const a = { issuer: ISSUER, ...needed(name), [name]: own };
      const b = { issuer: OTHER, ...needed(name) };
      const rest = { decryptionKeys: undefined, [name]: shared };
      const about = ({ problems }: { readonly problems: readonly string[] }) =>
        problems.filter((problem) => problem.includes("no effect"));
      expect(about({ problems: problemsOf({ issuer: [a, b], ...rest }) })).toEqual([]);
      expect(about({ problems: problemsOf({ issuer: [a, { ...b, [name]: undefined }], ...rest }) })).toEqual([]);
      expect(about({ problems: problemsOf({ issuer: a, [name]: undefined }) })).toEqual([]);
    },
  );

  test("any audience, which its issuer narrows", () => {
    expect(
      problemsOf({ issuer: { issuer: ISSUER, audience: AUDIENCE }, audience: dangerouslyAcceptAnyAudience }),
    ).toEqual([expect.stringMatching(/^audience beside issuer has no effect/)]);
  });

  test("not where an issuer cannot be read: what it would take is not known", () => {
    const own = { issuer: ISSUER, tokenKind: "strict" };
    expect(problemsOf({ issuer: [own, undefined], tokenKind: "lenient" })).toEqual([
      expect.stringContaining("issuer is required"),
    ]);
    expect(problemsOf({ issuer: undefined, tokenKind: "lenient" })).toEqual([
      expect.stringContaining("issuer is required"),
    ]);
    expect(problemsOf({ issuer: [], tokenKind: "lenient" })).toEqual([expect.stringContaining("empty list")]);
  });
});
