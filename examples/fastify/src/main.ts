import assert from "node:assert/strict";
import { assertDenied, createTestIssuer } from "@ostiary/testing";
import { createApp } from "./app.js";

const issuer = await createTestIssuer({ scope: "orders:read" });
const app = await createApp(issuer.verifierOptions());
const get = (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers });

const accepted = await get("/orders", issuer.bearer({ sub: "ada" }));
assert.deepEqual([accepted.statusCode, accepted.json()], [200, { owner: "ada" }]);

assertDenied(await get("/orders"), "no_credentials");
assertDenied(await get("/orders", issuer.bearer({ aud: "https://other.example.com" })), "audience_mismatch");
assertDenied(await get("/orders", { authorization: `Bearer ${issuer.issueIdToken()}` }), "not_an_access_token");
assertDenied(await get("/reports", issuer.bearer()), "scope_insufficient");

assert.deepEqual((await get("/greeting")).json(), { hello: "stranger" });
assertDenied(await get("/greeting", { authorization: "Bearer nonsense" }), "malformed_token");

await app.close();
console.log("fastify: accepted one request, refused five, greeted a stranger");
