import { contractCases, createContractSetting } from "@ostiary/testing";
import { afterAll, expect, test } from "vitest";
import { startAll } from "./targets/index.js";
import { exchangeRaw, type RawResponse } from "./targets/raw-exchange.js";

const setting = await createContractSetting();
const targets = await startAll(setting.verifierOptions);
afterAll(() => Promise.all(targets.map(({ close }) => close())));

/** The same bytes to every target; its answers by the target's name. */
async function askAll(method: string, route: string, authorization: readonly string[]) {
  const head = [`${method} ${route} HTTP/1.1`, ...authorization.map((line) => `Authorization: ${line}`)];
  const answers = targets.map(async ({ name, origin }) => [name, await exchangeRaw(origin, head)] as const);
  return Object.fromEntries(await Promise.all(answers)) as Readonly<Record<string, RawResponse>>;
}

function expectIdentical(answers: Readonly<Record<string, unknown>>): void {
  const { core } = answers;
  expect(answers).toEqual({ core, Express: core, Fastify: core, Hono: core });
}

test.each(contractCases)("is answered alike everywhere: $name", async ({ route, authorization, expected }) => {
  const answers = await askAll("GET", route, authorization(setting));
  expectIdentical(answers);
  expect(answers["core"]).toMatchObject({ status: expected.status, body: expected.body });
});

test.each(contractCases)("is answered alike to HEAD: $name", async ({ route, authorization, expected }) => {
  const answers = await askAll("HEAD", route, authorization(setting));
  // Whether the length of a body that is not sent is told is up to the server (RFC 9110 §8.6).
  const withoutLength = Object.entries(answers).map(([name, { fields, ...rest }]) => [
    name,
    { ...rest, fields: fields.filter((line) => !line.startsWith("content-length:")) },
  ]);
  expectIdentical(Object.fromEntries(withoutLength));
  expect(answers["core"]).toMatchObject({ status: expected.status, body: "" });
});

test.each([
  ["/me", [], ["cache-control", "content-length", "content-type", "www-authenticate"]],
  ["/me", ["Bearer"], ["cache-control", "content-length", "content-type", "www-authenticate"]],
  [
    "/me",
    [`Bearer ${setting.as.issue({ contract_check: "fail" })}`],
    ["cache-control", "content-length", "content-type", "retry-after"],
  ],
])("sends no other fields with a refusal of %s %j", async (route, authorization, names) => {
  for (const { fields } of Object.values(await askAll("GET", route, authorization))) {
    expect(fields.map((line) => line.slice(0, line.indexOf(":")))).toEqual(names);
  }
});
