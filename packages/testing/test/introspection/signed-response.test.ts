import { createVerifier } from "@ostiary/core";
import { createLocalJWKSet, jwtVerify } from "jose";
import { expect, test, describe } from "vitest";
import { manualClock, type TestIssuer, type TestIssuerOptions } from "../../src/index.js";
import { matchers } from "../../src/vitest.js";
import { ways } from "../faults/ways.js";
import { introspect } from "./ask.js";

expect.extend(matchers);

const TYPE = "application/token-introspection+jwt";

describe.each(ways)("$way, a signed answer", ({ open, fetch: fetchOf }) => {
  const setUp = async (
    signedResponse?: NonNullable<Exclude<TestIssuerOptions["introspection"], false>>["signedResponse"],
    algorithm: NonNullable<TestIssuerOptions["algorithm"]> = "ES256",
  ) => {
    const introspection = signedResponse === undefined ? {} : { signedResponse };
    const as = await open({ algorithm, introspection, clock: manualClock() });
    const ask = (token: string, accept = TYPE) => introspect(as, fetchOf(as), token, { headers: { accept } });
    return { as, ask };
  };
  /** As another library reads it. */
  const read = async (as: TestIssuer, response: Response): Promise<Record<string, unknown>> => {
    expect([response.status, response.headers.get("content-type")]).toEqual([200, TYPE]);
    const { payload } = await jwtVerify(await response.text(), createLocalJWKSet(as.jwks() as never), {
      typ: "token-introspection+jwt",
      issuer: as.issuer,
      audience: as.resourceServer.clientId,
      currentDate: new Date(as.clock.now() * 1000),
    });
    return payload;
  };

  test("is given to who asks for it, with the answer in it (RFC 9701 §5)", async () => {
    const { as, ask } = await setUp();
    expect(as.metadata()["introspection_signing_alg_values_supported"]).toEqual(["ES256"]);
    const token = as.issueOpaque({ sub: "ada" });
    const answer = await read(as, await ask(token));
    expect(answer).toEqual({
      iss: as.issuer,
      aud: as.resourceServer.clientId,
      iat: as.clock.now(),
      token_introspection: expect.objectContaining({ active: true, sub: "ada", aud: as.audience }),
    });
    as.revoke(token);
    expect(await read(as, await ask(token))).toMatchObject({ token_introspection: { active: false } });
    const plain = await ask(token, "application/json");
    expect([plain.headers.get("content-type"), await plain.json()]).toEqual(["application/json", { active: false }]);
    await as.close();
  });

  test("is signed with the key of the moment", async () => {
    const { as, ask } = await setUp("nested", "RS256");
    const { kid } = as.rotateKeys({ keepOld: false });
    const response = await ask("x");
    const header = JSON.parse(atob((await response.clone().text()).split(".")[0]!)) as object;
    expect(header).toEqual({ typ: "token-introspection+jwt", alg: "RS256", kid });
    expect(await read(as, response)).toMatchObject({ token_introspection: { active: false } });
    await as.close();
  });

  test("can be flat, as older servers give it: then iss, aud and iat are its own", async () => {
    const { as, ask } = await setUp("flat");
    const answer = await read(as, await ask(as.issueOpaque({ sub: "ada", iss: "x", iat: 1 })));
    expect(answer).toMatchObject({ active: true, sub: "ada", scope: "api:read" });
    expect([answer["iss"], answer["iat"], answer["token_introspection"]]).toEqual([
      as.issuer,
      as.clock.now(),
      undefined,
    ]);
    await as.close();
  });

  test("is none from a server that does not sign", async () => {
    const { as, ask } = await setUp(false);
    expect(as.metadata()).not.toHaveProperty("introspection_signing_alg_values_supported");
    const response = await ask(as.issueOpaque());
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(await response.json()).toMatchObject({ active: true });
    await as.close();
  });

  test("holds what answerIntrospection says; a text goes as it is", async () => {
    const { as, ask } = await setUp();
    as.answerIntrospection("a", { json: [1] });
    expect(await read(as, await ask("a"))).toMatchObject({ token_introspection: [1] });
    as.answerIntrospection("b", { body: "x.y.z", headers: { "content-type": TYPE } });
    expect(await (await ask("b")).text()).toBe("x.y.z");
    await as.close();
  });

  test("is taken by a verifier that asks for it, and plain JSON in its place is not (RFC 9701 §5)", async () => {
    for (const [signedResponse, isTaken] of [
      ["nested", true],
      [false, false],
    ] as const) {
      const { as } = await setUp(signedResponse);
      const trust = as.verifierOptions({ opaque: true, introspection: { signedResponse: true } });
      const verified = createVerifier(trust).verify(as.issueOpaque());
      if (isTaken) expect(await verified).toBeAccepted();
      else await expect(verified).rejects.toBeUnavailable();
      await as.close();
    }
  });
});
