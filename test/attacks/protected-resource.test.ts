import { createVerifier } from "@ostiary/core";
import { describe, expect, test } from "vitest";
import { AUDIENCE, createArena } from "./support/arena.js";
import { expectAcceptedRequest, expectRefused, expectRefusedRequest, refusalOf } from "./support/expect-refused.js";

// What a client can read of an API: its challenges. Metadata of the resource are not published yet (RFC 9728), so there is nothing
// in an answer that a request could steer; and what an MCP server must hold to, it does by guarding every request like any other API.

const arena = await createArena();
const { a } = arena;

test.each([
  ["is forwarded", ["X-Forwarded-Host: evil.example", "X-Forwarded-Proto: http", "X-Forwarded-Prefix: /evil"]],
  ["is forwarded, in the standard way", ["Forwarded: for=1.2.3.4;host=evil.example;proto=http"]],
  ["was made for another URL", ["X-Original-URL: /evil", "X-Rewrite-URL: /evil", "X-Original-Host: evil.example"]],
  ["comes from another page", ["Origin: https://evil.example", "Referer: https://evil.example/"]],
])("R-01: a request that %s gets the same challenge to the byte (RFC 9728 §5.1)", async (_, fields) => {
  await expectRefusedRequest(arena, { authorization: [], fields }, "no_credentials");
  await expectRefusedRequest(arena, { authorization: ["Bearer x"], fields }, "malformed_token");
  await expectAcceptedRequest(arena, { authorization: [`Bearer ${a.issue()}`], fields });
});

test("R-01: a challenge names no address", () => {
  for (const reason of ["no_credentials", "malformed_token", "scope_insufficient"] as const) {
    expect(JSON.stringify(refusalOf(reason))).not.toMatch(/https?:|resource_metadata|example/);
  }
});

describe("R-05: a request stands for itself (RFC 6750 §3, MCP authorization)", () => {
  const session = ["Mcp-Session-Id: 1868a90c-7d01-4a4b-9e07-1f2ed9a1f1f1", "Cookie: session=1"];

  test.each([
    ["of a session", session],
    ["that nothing marks as one of a session", []],
  ])("a token in the first request %s is none of the second", async (_, fields) => {
    await expectAcceptedRequest(arena, { authorization: [`Bearer ${a.issue()}`], method: "POST", fields });
    await expectRefusedRequest(arena, { authorization: [], method: "POST", fields }, "no_credentials");
    await expectRefusedRequest(arena, { authorization: [], method: "DELETE", fields }, "no_credentials");
  });

  test("R-06: the name of a session says nothing of who asks", async () => {
    const subjects = await Promise.all(
      ["user-1", "user-2"].map(async (sub) => {
        const request = { authorization: [`Bearer ${a.issue({ sub })}`], method: "POST", fields: session };
        const answers = await Promise.all(arena.targets.map(({ ask }) => ask(request)));
        return new Set(answers.map((answer) => (JSON.parse(answer?.body ?? "{}") as { subject: string }).subject));
      }),
    );
    expect(subjects).toEqual([new Set(["user-1"]), new Set(["user-2"])]);
  });
});

test.each([
  ["the API it forwards to", "https://upstream.example/v1"],
  ["the authorization server", "https://as.example/t1"],
  ["another path of this host", "https://api.example/mcp"],
])("R-08: a token for %s is none for this server (RFC 8707 §2, MCP authorization)", (_, aud) =>
  expectRefused(arena, a.issue({ aud }), "audience_mismatch"),
);

test("R-09: one challenge names all scopes of the route, not one after the other (RFC 6750 §3.1)", async () => {
  const expected = refusalOf("scope_insufficient", "/admin");
  expect(expected.headers["www-authenticate"]).toContain('scope="api:read api:admin"');
  for (const scope of ["", "api:read", "api:admin", "x"]) {
    const request = { authorization: [`Bearer ${a.issue({ scope })}`], path: "/admin" };
    await expectRefusedRequest(arena, request, "scope_insufficient");
  }
});

test("R-11: what a field says is done does not change what must be granted", async () => {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: "admin" } });
  const authorization = [`Bearer ${a.issue({ scope: "api:read" })}`];
  const fields = ["Content-Type: application/json", "Mcp-Method: ping", "Mcp-Name: orders"];
  const request = { authorization, method: "POST", path: "/admin", fields, body };
  await expectRefusedRequest(arena, request, "scope_insufficient");
});

test.each(["resource", "resourceMetadata", "authorizationServers"])(
  "R-01: metadata of the resource cannot be asked for, and a wish for them by the name %s is not passed over in silence",
  (name) => {
    const wish = { issuer: a.issuer, audience: AUDIENCE, [name]: "https://api.example/v1" };
    expect(() => createVerifier(wish)).toThrow(expect.objectContaining({ code: "configuration" }));
  },
);
