import { describe, expect, test } from "vitest";
import { createVerifier, type DeniedError } from "../../src/index.js";
import { kubernetes } from "../../src/presets.js";
import { CLAIMS, createSigner, manualClock } from "../support/issuer.js";

const AUDIENCE = "https://api.acme.example";
const ISSUER = "https://oidc.acme.example/clusters/main";

describe("kubernetes", () => {
  test("takes the tokens of the listed service accounts alone", () => {
    const issuer = kubernetes({ issuer: ISSUER, serviceAccounts: ["payments/worker", "billing/report.v2"] });
    expect(issuer).toEqual({
      issuer: ISSUER,
      algorithms: ["RS256", "ES256", "ES384", "ES512"],
      tokenKind: "strict",
      requiredClaims: ["kubernetes.io"],
      clientClaims: ["sub"],
      allowedClients: ["system:serviceaccount:payments:worker", "system:serviceaccount:billing:report.v2"],
    });
    expect(() => createVerifier({ issuer, audience: AUDIENCE })).not.toThrow();
  });

  test("is for the issuer of clusters that name none, whose keys can be given in another way", () => {
    const issuer = kubernetes({ serviceAccounts: ["payments/worker"], audience: AUDIENCE });
    expect(issuer).toMatchObject({ issuer: "https://kubernetes.default.svc.cluster.local", audience: AUDIENCE });
    const jwksUri = "https://kubernetes.default.svc/openid/v1/jwks";
    expect(() => createVerifier({ issuer: { ...issuer, jwksUri } })).not.toThrow();
  });

  test.each([
    [{}, "say who may call"],
    [{ serviceAccounts: [] }, "serviceAccounts must be a list with at least one entry"],
    [{ serviceAccounts: ["worker"] }, 'serviceAccounts has an entry that must look like "payments/worker"'],
    [{ serviceAccounts: ["system:serviceaccount:payments:worker"] }, "must look like"],
    [{ serviceAccounts: ["payments/*"] }, "there are no wildcards"],
    [
      { serviceAccounts: ["payments/worker"], issuer: "kubernetes/serviceaccount" },
      "issuer must be an absolute https URL",
    ],
    [{ serviceAccounts: ["payments/worker"], namespaces: ["payments"] }, "namespaces"],
  ])("refuses %j", (options, message) => {
    expect(() => kubernetes(options as Parameters<typeof kubernetes>[0])).toThrow(message);
  });

  test("refuses the token of a service account that is not listed", async () => {
    const signer = await createSigner();
    const verifier = createVerifier({
      issuer: { ...kubernetes({ issuer: ISSUER, serviceAccounts: ["payments/worker"] }), jwks: { keys: [signer.jwk] } },
      audience: AUDIENCE,
      clock: manualClock(),
    });
    const judge = async (namespace: string): Promise<unknown> => {
      const claims = {
        ...CLAIMS,
        iss: ISSUER,
        aud: [AUDIENCE],
        client_id: undefined,
        scope: undefined,
        sub: `system:serviceaccount:${namespace}:worker`,
        "kubernetes.io": { namespace, serviceaccount: { name: "worker", uid: "1" } },
      };
      return verifier.verify(await signer.sign(claims, { typ: undefined })).then(
        ({ clientId }) => clientId,
        (error: unknown) => (error as DeniedError).reason,
      );
    };
    expect(await judge("payments")).toBe("system:serviceaccount:payments:worker");
    expect(await judge("playground")).toBe("claims_rejected");
  });
});
