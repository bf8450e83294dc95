import { Agent, request as sendRequest } from "node:http";
import { createContractSetting } from "@ostiary/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startAll } from "./targets/index.js";

const setting = await createContractSetting();
const targets = await startAll(setting.verifierOptions);
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
afterAll(async () => {
  agent.destroy();
  await Promise.all(targets.map(({ close }) => close()));
});

interface Answer {
  readonly status: number | undefined;
  readonly body: string;
  readonly sameConnection: boolean;
}

function ask(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = sendRequest(url, { agent, headers }, (incoming) => {
      let body = "";
      incoming.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
      incoming.on("end", () => resolve({ status: incoming.statusCode, body, sameConnection: outgoing.reusedSocket }));
    });
    outgoing.once("error", reject).end();
  });
}

describe.each(targets)("$name", ({ origin }) => {
  beforeAll(() => ask(`${origin}/public`));

  test("does not remember a token for the next request on the connection (RFC 9110 §11.6.2)", async () => {
    const sameConnection = true;
    expect(await ask(`${origin}/me`, setting.as.bearer())).toMatchObject({ status: 200, sameConnection });
    expect(await ask(`${origin}/me`)).toMatchObject({ status: 401, sameConnection });
    expect(await ask(`${origin}/open`)).toEqual({ status: 200, body: '{"subject":null}', sameConnection });
    expect(await ask(`${origin}/public`)).toEqual({ status: 200, body: '{"subject":null}', sameConnection });
  });

  test("does not take one caller for another on the connection (RFC 9110 §11.6.2)", async () => {
    for (const sub of ["user-1", "user-2", "user-3"]) {
      const { body, sameConnection } = await ask(`${origin}/me`, setting.as.bearer({ sub }));
      expect({ ...JSON.parse(body), sameConnection }).toEqual({
        subject: sub,
        scopes: ["api:read"],
        sameConnection: true,
      });
    }
  });

  test("does not let a refusal spoil the next request on the connection (RFC 9110 §11.6.2)", async () => {
    expect((await ask(`${origin}/me`, { authorization: "Bearer" })).status).toBe(400);
    expect((await ask(`${origin}/admin`, setting.as.bearer())).status).toBe(403);
    expect(await ask(`${origin}/me`, setting.as.bearer())).toMatchObject({ status: 200, sameConnection: true });
  });
});
