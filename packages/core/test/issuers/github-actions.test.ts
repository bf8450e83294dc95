import { describe, expect, test } from "vitest";
import { createVerifier, type DeniedError } from "../../src/index.js";
import { gitHubActions, type GitHubActionsOptions } from "../../src/presets.js";
import { CLAIMS, createSigner, manualClock } from "../support/issuer.js";

const AUDIENCE = "https://api.acme.example";

describe("gitHubActions", () => {
  test("takes the tokens of the listed repositories alone", () => {
    const issuer = gitHubActions({ repositoryIds: ["74", "75"] });
    expect(issuer).toEqual({
      issuer: "https://token.actions.githubusercontent.com",
      algorithms: ["RS256"],
      tokenKind: "strict",
      requiredClaims: ["repository_id", "run_id"],
      clientClaims: ["repository_id"],
      allowedClients: ["74", "75"],
    });
    expect(() => createVerifier({ issuer, audience: AUDIENCE })).not.toThrow();
  });

  test.each<[GitHubActionsOptions, string]>([
    [{ ownerIds: ["65"] }, "repository_owner_id"],
    [{ subjects: ["repo:acme@65/orders@74:ref:refs/heads/main"] }, "sub"],
    [{ repositories: ["acme/orders", "acme/todo"] }, "repository"],
    [{ owners: ["acme"] }, "repository_owner"],
  ])("names the caller by %j in the claim %s", (options, claim) => {
    const issuer = gitHubActions(options);
    expect(issuer.clientClaims).toEqual([claim]);
    expect(issuer.allowedClients).toEqual(Object.values(options)[0]);
    expect(() => createVerifier({ issuer, audience: AUDIENCE })).not.toThrow();
  });

  test.each([
    [{ host: "github.com" }, "https://token.actions.githubusercontent.com"],
    [{ enterprise: "acme-group" }, "https://token.actions.githubusercontent.com/acme-group"],
    [{ host: "github.acme.example" }, "https://github.acme.example/_services/token"],
    [{ host: "GitHub.acme.example" }, "https://github.acme.example/_services/token"],
    [{ host: "acme.ghe.com" }, "https://token.actions.acme.ghe.com"],
  ])("with %j has the issuer %s", (more, issuer) => {
    expect(gitHubActions({ repositoryIds: ["74"], ...more }).issuer).toBe(issuer);
  });

  test.each<[GitHubActionsOptions, string]>([
    [{}, "say who may call"],
    [{ audience: AUDIENCE }, "say who may call"],
    [{ repositoryIds: ["74"], owners: ["acme"] }, "repositoryIds and owners exclude each other"],
    [{ repositoryIds: [] }, "repositoryIds must be a list with at least one entry"],
    [{ repositoryIds: ["acme/orders"] }, 'repositoryIds has an entry that must look like "74"'],
    [{ repositories: ["orders"] }, 'repositories has an entry that must look like "acme/orders"'],
    [{ repositories: ["acme/*"] }, "there are no wildcards"],
    [{ subjects: ["repo:acme/orders:*"] }, "there are no wildcards"],
    [{ subjects: ["main"] }, "subjects has an entry that must look like"],
    [{ repositoryIds: ["74"], host: "https://github.acme.example" }, "host must be a host name alone"],
    [{ repositoryIds: ["74"], host: "github.acme.example", enterprise: "acme" }, "enterprise is for github.com"],
  ])("refuses %j", (options, message) => {
    expect(() => gitHubActions(options)).toThrow(message);
  });

  test("refuses the token of a repository that is not listed, for the same audience", async () => {
    const signer = await createSigner();
    const preset = gitHubActions({ repositoryIds: ["74"], audience: AUDIENCE });
    const verifier = createVerifier({
      issuer: { ...preset, algorithms: ["ES256"], jwks: { keys: [signer.jwk] } },
      clock: manualClock(),
    });
    const sign = (repositoryId: string): Promise<string> =>
      signer.sign(
        {
          ...CLAIMS,
          iss: preset.issuer,
          aud: AUDIENCE,
          client_id: undefined,
          scope: undefined,
          sub: "repo:acme/orders:ref:refs/heads/main",
          repository: "acme/orders",
          repository_id: repositoryId,
          run_id: "1",
        },
        { typ: "JWT" },
      );
    await expect(verifier.verify(await sign("74"))).resolves.toMatchObject({ clientId: "74" });
    const denied = await verifier.verify(await sign("75")).catch((error: unknown) => error as DeniedError);
    expect(denied).toMatchObject({ reason: "claims_rejected", status: 401 });
  });
});
