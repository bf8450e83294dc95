import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { assertDenied, createTestIssuer } from "@ostiary/testing";
import { createApp } from "./app.js";

const issuer = await createTestIssuer({ scope: "orders:read" });
const server = createApp(issuer.verifierOptions()).listen(0, "127.0.0.1");
await once(server, "listening");
const { port } = server.address() as AddressInfo;
const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`http://127.0.0.1:${port}${path}`, { headers });

const accepted = await get("/orders", issuer.bearer({ sub: "ada" }));
assert.deepEqual([accepted.status, await accepted.json()], [200, { owner: "ada" }]);

assertDenied(await get("/orders"), "no_credentials");
assertDenied(await get("/orders", issuer.bearer({ aud: "https://other.example.com" })), "audience_mismatch");
assertDenied(await get("/orders", { authorization: `Bearer ${issuer.issueIdToken()}` }), "not_an_access_token");
assertDenied(await get("/reports", issuer.bearer()), "scope_insufficient");

assert.deepEqual(await (await get("/greeting")).json(), { hello: "stranger" });
assertDenied(await get("/greeting", { authorization: "Bearer nonsense" }), "malformed_token");

server.close();
console.log("express: accepted one request, refused five, greeted a stranger");
