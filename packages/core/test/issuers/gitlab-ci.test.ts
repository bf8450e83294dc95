import { describe, expect, test } from "vitest";
import { createVerifier, type DeniedError } from "../../src/index.js";
import { gitLabCi, type GitLabCiOptions } from "../../src/presets.js";
import { CLAIMS, createSigner, manualClock } from "../support/issuer.js";

const AUDIENCE = "https://api.acme.example";

describe("gitLabCi", () => {
  test("takes the tokens of the listed projects alone", () => {
    const issuer = gitLabCi({ url: "https://gitlab.acme.example/", projectIds: ["20"] });
    expect(issuer).toEqual({
      issuer: "https://gitlab.acme.example",
      algorithms: ["RS256"],
      tokenKind: "strict",
      requiredClaims: ["project_path", "job_id"],
      clientClaims: ["project_id"],
      allowedClients: ["20"],
    });
    expect(() => createVerifier({ issuer, audience: AUDIENCE })).not.toThrow();
  });

  test("is for gitlab.com if no instance is named", () => {
    expect(gitLabCi({ projectIds: ["20"] }).issuer).toBe("https://gitlab.com");
  });

  test.each<[GitLabCiOptions, string]>([
    [{ namespaceIds: ["72"] }, "namespace_id"],
    [{ subjects: ["project_path:acme/orders:ref_type:branch:ref:main"] }, "sub"],
    [{ projects: ["acme/orders", "acme/shop/billing"] }, "project_path"],
    [{ namespaces: ["acme", "acme/shop"] }, "namespace_path"],
  ])("names the caller by %j in the claim %s", (options, claim) => {
    const issuer = gitLabCi(options);
    expect(issuer.clientClaims).toEqual([claim]);
    expect(issuer.allowedClients).toEqual(Object.values(options)[0]);
    expect(() => createVerifier({ issuer, audience: AUDIENCE })).not.toThrow();
  });

  test.each<[GitLabCiOptions, string]>([
    [{}, "say who may call"],
    [{ projectIds: ["20"], projects: ["acme/orders"] }, "projectIds and projects exclude each other"],
    [{ projectIds: ["acme/orders"] }, 'projectIds has an entry that must look like "20"'],
    [{ projects: ["orders"] }, 'projects has an entry that must look like "acme/orders"'],
    [{ projects: ["acme/*"] }, "there are no wildcards"],
    [{ url: "gitlab.acme.example", projectIds: ["20"] }, "url must be a URL and not a host name alone"],
  ])("refuses %j", (options, message) => {
    expect(() => gitLabCi(options)).toThrow(message);
  });

  test("refuses the token of a project that is not listed, and the ID token of a user", async () => {
    const signer = await createSigner();
    const preset = gitLabCi({ url: "https://gitlab.acme.example", projectIds: ["20"], audience: AUDIENCE });
    const verifier = createVerifier({
      issuer: { ...preset, algorithms: ["ES256"], jwks: { keys: [signer.jwk] } },
      clock: manualClock(),
    });
    const user = { ...CLAIMS, iss: preset.issuer, aud: AUDIENCE, client_id: undefined, scope: undefined };
    const job = { ...user, project_id: "20", project_path: "acme/orders", job_id: "302", pipeline_id: "574" };
    const judge = async (claims: object): Promise<unknown> =>
      verifier.verify(await signer.sign(claims, { typ: "JWT" })).then(
        ({ clientId }) => clientId,
        (error: unknown) => (error as DeniedError).reason,
      );
    expect(await judge(job)).toBe("20");
    expect(await judge({ ...job, project_id: "21" })).toBe("claims_rejected");
    expect(await judge({ ...user, name: "Ada" })).toBe("not_an_access_token");
    expect(await judge({ ...user, scope: "openid", project_id: "20" })).toBe("missing_claim");
  });
});
