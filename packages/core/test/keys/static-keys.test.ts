import { describe, expect, test } from "vitest";
import { createStaticKeys } from "../../src/keys/static-keys.js";
import { createContext, ISSUER, makeJwk } from "./doubles.js";
import { es256 } from "./stack.js";

const jwk = await makeJwk("ES256", { kid: "a" });

function setUp(...keys: object[]) {
  const context = createContext();
  return { context, keys: createStaticKeys({ ...context, jwks: { keys } }) };
}

describe("keys that were given", () => {
  test("are imported once, then answered at once", async () => {
    const { keys, context } = setUp(jwk);
    expect(keys.outcome).toBeUndefined();
    const [first, second] = await Promise.all([keys.find(es256("a"), 1), keys.find(es256("a"), 1)]);
    expect(first?.kid).toBe("a");
    expect(second).toBe(first);
    expect(keys.find(es256("a"), 2)).toBe(first);
    expect(keys.find(es256("b"), 2)).toBeUndefined();
    expect(context.events).toEqual([]);
  });

  test("are told of when some cannot be used", async () => {
    const { keys, context } = setUp(jwk, { ...jwk, kid: "e", use: "enc" }, { kty: "?" });
    await keys.prepare();
    await keys.prepare();
    expect(context.events).toEqual([
      {
        type: "keys.rejected",
        at: context.clock.now(),
        issuer: ISSUER,
        detail:
          'key 2 (kid "e") is not for signatures (use); key 3 has a key type (kty) that verifies no signature here',
      },
    ]);
  });

  test("make every answer an outage when none can be used", async () => {
    const { keys, context } = setUp({ ...jwk, x: jwk["y"] });
    await expect(keys.find(es256("a"), 1)).rejects.toMatchObject({
      code: "unavailable",
      detail: `The keys given for ${ISSUER} cannot be used`,
    });
    await expect(keys.find(es256("a"), 2)).rejects.toMatchObject({ cause: { name: "RejectedKeySetError" } });
    expect(keys.outcome).toBeInstanceOf(Error);
    expect(context.takeTypes()).toEqual(["keys.rejected"]);
  });
});
