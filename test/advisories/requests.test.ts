// Published advisories about requests: what must hold on every adapter, under the id of each.
import { request as send } from "node:http";
import { createTestIssuer, manualClock } from "@ostiary/testing";
import { afterAll, describe, expect, test } from "vitest";
import { startAll } from "../contract/targets/index.js";
import { exchangeRaw } from "../contract/targets/raw-exchange.js";

const as = await createTestIssuer({ clock: manualClock() });
const targets = await startAll(as.verifierOptions());
afterAll(() => Promise.all(targets.map(({ close }) => close())));
const token = as.issue();

describe.each(targets)("$name", ({ origin }) => {
  const ask = (...lines: readonly string[]) => exchangeRaw(origin, ["GET /orders HTTP/1.1", ...lines]);

  test.each([
    [401, "Basic", `Basic ${token}`],
    [401, "Token", `Token ${token}`],
    [401, "JWT", `JWT ${token}`],
    [401, "DPoP", `DPoP ${token}`],
    [401, "BearerX", `BearerX ${token}`],
    [401, "XBearer", `XBearer ${token}`],
    [401, "no scheme", token],
    [400, "nothing behind Bearer", "Bearer"],
    [400, "a tab behind Bearer", `Bearer\t${token}`],
    [400, "two tokens", `Bearer ${token} ${token}`],
    [400, "something behind the token", `Bearer ${token} x`],
    [400, "two schemes in one line", `Basic x, Bearer ${token}`],
    [400, "two tokens in one line", `Bearer ${token}, Bearer ${token}`],
    [400, "the token in quotes", `Bearer "${token}"`],
    [401, "a colon behind Bearer", `Bearer: ${token}`],
    [401, "an equals sign behind Bearer", `Bearer=${token}`],
  ])("CVE-2026-47673, GHSA-f577-qrjj-4474: %i for %s", async (status, _, value) => {
    expect(await ask(`Authorization: bEARER   ${token}`)).toMatchObject({ status: 200 });
    const answer = await ask(`Authorization: ${value}`);
    expect(answer).toMatchObject({ status, fields: expect.arrayContaining([CHALLENGE]) });
  });

  test.each([
    ["Bearer, then Basic", [`Bearer ${token}`, "Basic x"]],
    ["Basic, then Bearer", ["Basic x", `Bearer ${token}`]],
    ["the same twice", [`Bearer ${token}`, `Bearer ${token}`]],
  ])("CVE-2026-47673, GHSA-f577-qrjj-4474: 400 for two lines: %s", async (_, values) => {
    expect(await ask(...values.map((value) => `Authorization: ${value}`))).toMatchObject({ status: 400 });
  });

  const HOSTS = ["api.test/other?", "api.test#", "a@b", "api.test:99999", "evil.example", "127.0.0.1", "[::1", "a b"];
  const bound = as.issue({ cnf: { jkt: "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I" } });

  // An advisory without an id of its own: a Host field that moves the path into the query made a proof for one URL fit
  // another. Proofs are not built; until they are, what is bound to a key is refused, and no answer depends on Host.
  test.each(HOSTS)("no id (DPoP htu taken from Host): Host %j changes nothing", async (host) => {
    const usual = await askAs(origin, { authorization: `Bearer ${token}` });
    expect(usual.status).toBe(200);
    const forwarded = { "x-forwarded-host": host, "x-forwarded-proto": "https", forwarded: `host="${host}"` };
    for (const fields of [{ host }, forwarded, { host, ...forwarded }]) {
      const good = await askAs(origin, { ...fields, authorization: `Bearer ${token}` });
      // A server may refuse such a request altogether; nothing else may come of it.
      expect([400, usual.status]).toContain(good.status);
      if (good.status === 200) expect(good.text).toBe(usual.text);
      const proof = { dpop: as.issueDpopProof({ htu: `https://${host}/orders` }) };
      for (const scheme of ["Bearer", "DPoP"]) {
        const refused = await askAs(origin, { ...fields, ...proof, authorization: `${scheme} ${bound}` });
        expect([400, 401]).toContain(refused.status);
        expect(refused.text).not.toContain("api.test");
        expect(refused.text).not.toContain("evil.example");
      }
    }
  });
});

/** A request with these fields, `Host` among them. */
function askAs(
  origin: string,
  headers: Readonly<Record<string, string>>,
): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const sent = send(`${origin}/orders`, { headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        const field = response.headers["www-authenticate"] ?? "";
        resolve({ status: response.statusCode ?? 0, text: `${field} ${Buffer.concat(chunks).toString()}` });
      });
    });
    sent.on("error", reject).end();
  });
}

const CHALLENGE: unknown = expect.stringMatching(/^www-authenticate: ?Bearer realm="api"/);
