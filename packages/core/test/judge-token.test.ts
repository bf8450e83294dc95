import { expect, test } from "vitest";
import { ExtensionError, UnavailableError } from "../src/errors.js";
import { judgeToken } from "../src/judge-token.js";
import { resolveOptions } from "../src/resolve-options.js";
import type { KeySource } from "../src/seams/key-source.js";
import { AUDIENCE, createSigner, ISSUER, NOW } from "./support/issuer.js";

const signer = await createSigner();
const options = resolveOptions({ issuer: ISSUER, audience: AUDIENCE });

async function judgeWith(keys: KeySource) {
  const issuers = new Map([...options.issuers].map(([name, issuer]) => [name, { ...issuer, keys }]));
  return judgeToken(await signer.sign(), { issuers, options, now: NOW });
}

test.each<[string, KeySource]>([
  [
    "throws",
    {
      find: () => {
        throw new Error("x");
      },
    },
  ],
  ["rejects", { find: () => Promise.reject(new Error("x")) }],
  [
    "gives a key that fits no algorithm",
    { find: () => ({ kid: "k1", forAlgorithm: () => Promise.reject(new Error("x")) }) },
  ],
])("a key source that %s has broken its contract; nothing is accepted or denied", async (_, keys) => {
  await expect(judgeWith(keys)).rejects.toBeInstanceOf(ExtensionError);
});

test("a key source that could not tell is an outage", async () => {
  const error = new UnavailableError("down");
  await expect(judgeWith({ find: () => Promise.reject(error) })).rejects.toBe(error);
});

test("a key source is asked for what the header names, at the time of the request", async () => {
  const asked: unknown[] = [];
  await judgeWith({ find: (...args) => void asked.push(args) });
  expect(asked).toEqual([[{ alg: "ES256", kid: "k1" }, NOW]]);
});
