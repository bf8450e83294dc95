import { inspect } from "node:util";
import { createVerifier, type OstiaryEvent } from "@ostiary/core";
import { createSigningKey, createTestIssuer, tokenDefects } from "@ostiary/testing";
import { describe, expect, test } from "vitest";
import { AUDIENCE, createArena } from "./support/arena.js";
import { expectRefused } from "./support/expect-refused.js";
import { createIntrospectionArena } from "./support/introspection-arena.js";

// What ends up in logs, metrics and reports of errors.

const arena = await createArena();
const { a, b, clock } = arena;

describe("S-05: nobody who prints, stores or sends what we hand out gives a token or a secret away by accident", () => {
  /** Everything that is shown of a value by whatever is likely to show it. */
  const shown = (value: unknown): string =>
    [
      inspect(value, { depth: null, showHidden: false }),
      JSON.stringify(value) ?? "",
      String(value),
      value instanceof Error ? JSON.stringify([value.message, value.stack, Object.entries(value)]) : "",
      JSON.stringify(structuredCloneOf(value)),
    ].join("\n");

  test("an accepted token shows its claims, not itself", async () => {
    const { verify } = createVerifier(a.verifierOptions());
    for (const text of [a.issue(), a.issue({ act: { sub: "x" } })]) {
      const token = await verify(text);
      expect(token.value).toBe(text);
      expect(shown(token)).toContain(token.subject);
      for (const part of text.split(".")) expect(shown(token)).not.toContain(part);
      expect(Object.keys({ ...token })).not.toContain("value");
    }
  });

  test.each(tokenDefects.map(({ title, make }) => [title, make] as const))(
    "an error about %s does not show it",
    async (_, make) => {
      const text = make(a);
      const error: unknown = await createVerifier(a.verifierOptions())
        .verify(text)
        .catch((cause: unknown) => cause);
      expect(error).toMatchObject({ code: "denied" });
      for (const part of text.split(".").filter(({ length }) => length > 20)) expect(shown(error)).not.toContain(part);
      // What frameworks send is the message; it names no reason.
      expect((error as Error).message).toBe("The access token was not accepted");
    },
  );

  test("a verifier that introspects shows neither its secret nor a token, nor does an outage", async () => {
    const own = await createIntrospectionArena();
    const { clientSecret } = own.a.resourceServer;
    const token = own.a.issueOpaque();
    for (const { verifier } of own.targets) {
      await verifier.verify(token);
      for (const value of [verifier, verifier.describe(), verifier.health(), verifier.exportSnapshot()]) {
        expect(shown(value)).not.toContain(clientSecret);
        expect(shown(value)).not.toContain(token);
      }
    }
    await own.a.stop();
    const other = own.a.issueOpaque();
    for (const { verifier } of own.targets) {
      const error: unknown = await verifier.verify(other).catch((cause: unknown) => cause);
      expect(error).toMatchObject({ code: "unavailable" });
      expect(shown(error)).not.toContain(clientSecret);
      expect(shown(error)).not.toContain(other);
    }
    await own.close();
  });

  test("a mistake in the options is told without the secrets among them", () => {
    const secret = "Zm9yLW91ci1leWVzLW9ubHk";
    const wrong = {
      ...a.verifierOptions({
        opaque: true,
        introspection: { authentication: { clientId: "a", clientSecret: secret } },
      }),
      unknownOption: secret,
      decryptionKeys: [{ key: { kty: "oct", k: secret }, algorithm: "dir" }],
    };
    expect(() => createVerifier(wrong as never)).toThrow(expect.objectContaining({ code: "configuration" }));
    try {
      createVerifier(wrong as never);
    } catch (error) {
      expect(shown(error)).not.toContain(secret);
    }
  });
});

describe("S-12: what metrics would count by has as many values as were configured, whatever is sent", () => {
  /** Of each event, what is not a sentence, a number, or what was thrown. */
  const labelsOf = (event: OstiaryEvent): string =>
    JSON.stringify(
      Object.entries(event).filter(
        ([name, value]) => !["at", "detail", "cause"].includes(name) && typeof value !== "number",
      ),
    );

  test("tokens that are all different have labels in common", async () => {
    const own = await createArena();
    const stranger = createSigningKey("ES256", own.a.signingKey.kid);
    const flood = (round: number): readonly string[] =>
      Array.from({ length: 6 }, (_, index) => `${round}-${index}`).flatMap((name) => [
        own.a.issue({ sub: name, client_id: name, jti: name, scope: `api:read ${name}` }),
        own.a.issue({ sub: name, client_id: name, scope: name }),
        own.a.issue({ iss: `https://${name}.example` }),
        own.a.issue({ aud: name }),
        own.a.issue({ nonce: name, client_id: name, scope: undefined }, { typ: "JWT" }),
        own.a.issue({ token_use: name }, { typ: "JWT" }),
        own.a.issue({}, { typ: name }),
        own.a.issue({}, { kid: name }),
        own.a.issue({}, { alg: name }),
        own.a.issue({ sub: name }, { key: stranger }),
        name,
      ]);
    const labels: Set<string>[] = [];
    for (const round of [1, 2]) {
      for (const { events } of own.targets) events.length = 0;
      for (const token of flood(round)) {
        await Promise.all(own.targets.map(({ ask }) => ask({ authorization: [`Bearer ${token}`] })));
      }
      labels.push(new Set(own.targets.flatMap(({ events }) => events.map(labelsOf))));
    }
    const [first = new Set(), second = new Set()] = labels;
    expect([...second].filter((label) => !first.has(label))).toEqual([]);
    expect(first.size).toBeLessThan(20);
    for (const label of first) expect(label).not.toMatch(/\d-\d/);
  });

  test("an issuer is named only where it was configured (RFC 9068 §4)", async () => {
    const own = await createArena();
    for (const token of [
      own.a.issue(),
      own.b.issue(),
      own.a.issueFromOtherIssuer(),
      own.a.issue({ iss: "https://x.example" }),
    ]) {
      await own.answerTo(`Bearer ${token}`);
    }
    const issuers = own.events.flatMap((event) => ("issuer" in event ? [event.issuer] : []));
    expect(new Set(issuers)).toEqual(new Set([own.a.issuer, own.b.issuer]));
  });
});

describe("S-04, J-07: nothing of a forged token is judged but what its header, its issuer and its end say (RFC 8725 §3.2)", () => {
  const forger = createSigningKey("ES256", a.signingKey.kid);

  test.each<[what: string, claims: Record<string, unknown>]>([
    ["a user there is", { sub: "user-1" }],
    ["a user there is not", { sub: "nobody" }],
    ["an ID token", { nonce: "n", client_id: undefined, scope: undefined }],
    ["a logout token", { events: {} }],
    ["a token for another API", { aud: "https://other.example" }],
    ["a token without a scope", { scope: "" }],
    ["a bound token", { cnf: { jkt: "x" } }],
    ["a token to come", { nbf: clock.now() + 600, iat: clock.now() + 600 }],
    ["a token whose claims are of the wrong type", { sub: 1, aud: 1, act: 1 }],
  ])("%s is refused for its signature", (_, claims) =>
    expectRefused(arena, a.issue(claims, { key: forger, typ: "JWT" }), "signature_invalid"),
  );

  test("a good token of each issuer is accepted, so it is the signature that is wrong", async () => {
    for (const as of [a, b]) expect(await arena.answerTo(`Bearer ${as.issue({ aud: AUDIENCE })}`)).toBeAccepted();
    const other = await createTestIssuer({ clock });
    expect(await arena.answerTo(`Bearer ${other.issue({ iss: a.issuer })}`)).toBeDenied("no_matching_key");
  });
});

function structuredCloneOf(value: unknown): unknown {
  try {
    return structuredClone(value);
  } catch {
    return undefined;
  }
}
