import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { expect, test } from "vitest";
import { JWT_PATH, OPAQUE_PATH, STEP_SOURCES } from "../../packages/core/src/explain/step-sources.js";
import { createVerifier } from "../../packages/core/src/index.js";
import { readRows, readText } from "./markdown.js";

const page = readText("docs/recipes/why.md");
const rows = readRows(page.split("\n## The steps\n")[1]?.split("\n## ")[0] ?? "");
const steps = rows.map(([name = ""]) => name.replaceAll("`", ""));

test("the page names the steps in the order of the source, and no other", () => {
  expect(steps).toEqual(Object.keys(STEP_SOURCES));
});

test("a JWT and an opaque token take them in an order of their own", () => {
  const inOrder = (path: readonly string[]): readonly string[] => steps.filter((step) => path.includes(step));
  expect(inOrder(OPAQUE_PATH)).toEqual(OPAQUE_PATH);
  // A JWT is introspected last, before the scopes.
  expect(inOrder(JWT_PATH).filter((step) => step !== "introspection")).toEqual(
    JWT_PATH.filter((step) => step !== "introspection"),
  );
});

test("the sample is what explain() says", async () => {
  const { publicKey, privateKey } = await generateKeyPair("ES256", { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: "k1", alg: "ES256", use: "sig" };
  const token = await new SignJWT({
    iss: "https://auth.example.com",
    aud: "https://billing.example.com",
    client_id: "web-shop",
    scope: "orders:read orders:list",
    sub: "0f5d1e6c-2b7a-4c55-9d1e-8a4f3b2c1d0e",
    email: "ada@mail.example.com",
    exp: 1_800_000_300,
  })
    .setProtectedHeader({ alg: "ES256", kid: "k1" })
    .sign(privateKey);
  const verifier = createVerifier({
    issuer: { issuer: "https://auth.example.com", jwks: { keys: [jwk] } },
    audience: "https://api.example.com",
    algorithms: ["ES256"],
    clock: { now: () => 1_800_000_600 },
  });
  const why = await verifier.explain(token, { scopes: ["orders:read"] });
  expect(`${String(why)}\n`).toBe(/```text\n([\s\S]*?)```/.exec(page)?.[1]);
});
