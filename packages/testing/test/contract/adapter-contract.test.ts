import { AssertionError } from "node:assert";
import { describe, expect, test } from "vitest";
import {
  adapterContract,
  type ContractCase,
  contractCases,
  type ContractResponse,
  type ContractTarget,
  createContractSetting,
  denialTable,
  parseChallenges,
  runContractCase,
} from "../../src/index.js";
import { createReferenceTarget } from "./reference-target.js";

const setting = await createContractSetting();
const reference = createReferenceTarget(setting.verifierOptions);

describe("the verifier keeps the contract", () => {
  test.each([...adapterContract(setting)])("$name", async ({ run }) => {
    await expect(run(reference)).resolves.toBeUndefined();
  });
});

describe("the contract", () => {
  test("names each case once, with a section", () => {
    const names = contractCases.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !/ \((?:RFC \d+|OpenID Connect [\w -]+) §[\d.]+\)$/.test(name))).toEqual([]);
  });

  test("reaches every reason, and an outage", () => {
    const reached = new Set(contractCases.map(({ reason }) => reason));
    expect(
      [...Object.keys(denialTable), "unavailable", undefined].filter((reason) => !reached.has(reason as never)),
    ).toEqual([]);
  });

  test("has a case that is accepted and one that is refused for every guard", () => {
    for (const route of ["/me", "/orders", "/admin", "/reports", "/open", "/twice"]) {
      const statuses = contractCases.filter((one) => one.route === route).map(({ expected }) => expected.status);
      expect(statuses).toContain(200);
      expect(statuses.some((status) => status >= 400)).toBe(true);
    }
  });

  test.each(contractCases.filter(({ reason }) => reason !== undefined && reason !== "unavailable"))(
    "expects of '$name' what the table of reasons says (RFC 6750 §3.1)",
    ({ expected, reason }) => {
      const row = denialTable[reason as keyof typeof denialTable];
      const [challenge, ...others] = parseChallenges(expected.challenge ?? "");
      expect(others).toEqual([]);
      expect([expected.status, challenge?.scheme, challenge?.parameters.get("error")]).toEqual([
        row.status,
        "Bearer",
        row.error,
      ]);
      const body = JSON.parse(expected.body) as Record<string, unknown>;
      expect([body["status"], body["error"]]).toEqual([row.status, row.error]);
      expect(challenge?.parameters.get("error_description")).toBe(row.description);
      expect(body["error_description"]).toBe(row.description);
    },
  );
});

describe("the contract is broken by a target that", () => {
  const find = (name: string): ContractCase => contractCases.find((one) => one.name.startsWith(name))!;
  const change = (edit: (response: ContractResponse) => Partial<ContractResponse>): ContractTarget => ({
    request: async (request) => {
      const response = await reference.request(request);
      return { ...response, ...edit(response) };
    },
  });
  const withField = (name: string, lines: string[]) =>
    change(({ headers }) => ({ headers: { ...headers, [name]: lines } }));
  const denied = find("refuses an expired access token");
  const outage = find("answers 503 if a check");
  const good = find("accepts a bearer token");

  test.each<[string, ContractCase, ContractTarget]>([
    ["sends another status", denied, change(() => ({ status: 403 }))],
    ["sends no challenge", denied, withField("www-authenticate", [])],
    ["sends the challenge twice", denied, withField("www-authenticate", Array(2).fill(denied.expected.challenge))],
    ["sends another challenge", denied, withField("www-authenticate", [`Bearer realm="api"`])],
    ["sends another body", denied, change(({ body }) => ({ body: `${body}\n` }))],
    ["sends another content type", denied, withField("content-type", ["application/problem+json; charset=utf-8"])],
    ["lets refusals be cached", denied, withField("cache-control", ["no-cache"])],
    ["sends Retry-After with a denial", denied, withField("retry-after", ["1"])],
    ["sends a challenge with an outage", outage, withField("www-authenticate", [`Bearer realm="api"`])],
    ["sends no Retry-After with an outage", outage, withField("retry-after", [])],
    ["sends a challenge with a good answer", good, withField("www-authenticate", [`Bearer realm="api"`])],
    [
      "accepts everybody",
      denied,
      { request: async () => ({ status: 200, headers: {}, body: `{"subject":"user-1"}` }) },
    ],
    [
      "denies for another reason",
      denied,
      {
        request: async (request) => {
          const response = await reference.request(request);
          setting.events.splice(0, 1, { type: "token.denied", at: 0, reason: "token_revoked", detail: "" });
          return response;
        },
      },
    ],
    [
      "verifies twice",
      good,
      {
        request: async (request) => {
          await reference.request(request);
          return reference.request(request);
        },
      },
    ],
  ])("%s", async (_, contractCase, target) => {
    await runContractCase(contractCase, setting, reference);
    const broken = runContractCase(contractCase, setting, target);
    await expect(broken).rejects.toBeInstanceOf(AssertionError);
    await expect(broken).rejects.toThrow(contractCase.name);
  });

  test("says what it expected and what it got", async () => {
    await expect(
      runContractCase(
        denied,
        setting,
        change(() => ({ status: 403 })),
      ),
    ).rejects.toThrow(
      /^refuses an expired access token .*\nexpected: \{\n {2}status: 401,[^]*\ngot: {6}\{\n {2}status: 403,/,
    );
  });
});
