// The short way to a token that comes again: it must not lead past the grammar of the field.
import { describe, expect, test } from "vitest";
import { readPlainBearer } from "../../src/credentials/parse-credentials.js";
import { createSigner, verifierFor } from "../support/issuer.js";

describe("what follows the scheme is found in the plain form alone (RFC 6750 §2.1)", () => {
  test.each([
    [["Bearer a.b.c"], "a.b.c"],
    [["Bearer "], ""],
    [["Bearer  a"], " a"],
    [[], undefined],
    [["Bearer a", "Bearer b"], undefined],
    [["bearer a"], undefined],
    [["Custom a"], undefined],
    [["a Bearer "], undefined],
    [["a"], undefined],
  ])("%j: %j", (lines, token) => {
    expect(readPlainBearer(lines)).toBe(token);
  });
});

describe("a token that is remembered is refused as it would be the first time", async () => {
  const signer = await createSigner();
  const token = await signer.sign();

  test.each([
    ["before a second field line", [`Bearer ${token}`, "Bearer b"], "malformed_credentials"],
    ["without a scheme", [token], "no_credentials"],
    ["after a scheme as long as ours", [`Custom ${token}`], "no_credentials"],
  ])("%s (RFC 9110 §11.6.2)", async (_, authorization, reason) => {
    const verifier = verifierFor(signer);
    for (let time = 1; time <= 3; time += 1) {
      await expect(verifier.authenticate({ authorization: [`Bearer ${token}`] })).resolves.toMatchObject({
        kind: "accepted",
      });
    }
    await expect(verifier.authenticate({ authorization })).resolves.toMatchObject({ kind: "denied", reason });
  });
});
