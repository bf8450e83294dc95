import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AuditReport, auditApi, createTestIssuer, manualClock } from "@ostiary/testing";
import { expect, test } from "vitest";
import { answerMistakes } from "./support/answer-mistakes.js";
import { claimMistakes } from "./support/claim-mistakes.js";
import { createHomeMadeApi, type Mistake } from "./support/home-made-api.js";
import { requestMistakes } from "./support/request-mistakes.js";
import { signatureMistakes } from "./support/signature-mistakes.js";

const mistakes = [...claimMistakes, ...signatureMistakes, ...requestMistakes, ...answerMistakes];

const createIssuer = () => createTestIssuer({ scope: "orders:read", clock: manualClock() });

const audit = async (make?: Mistake): Promise<AuditReport> => {
  const as = await createIssuer();
  return auditApi(createHomeMadeApi(as, make), { issuer: as, strict: true, attackerPlace: true });
};

/** The ids of what was found, by category. */
const idsOf = ({ findings }: AuditReport) => {
  const ids: Record<string, string[]> = {};
  for (const { category, defect, also } of findings) {
    ids[category] = [...new Set([...(ids[category] ?? []), defect, ...also])].sort();
  }
  return ids;
};

test("an API that makes no mistake has no finding", async () => {
  const { findings, passed } = await audit();
  expect(findings).toEqual([]);
  expect(passed.length).toBeGreaterThan(150);
});

test.each(mistakes.map(({ name, ...row }) => [name, row] as const))(
  "an API that %s is found out by that, and by nothing else",
  { timeout: 60_000 },
  async (_, { make, finds }) => {
    const expected = Object.entries(finds).map(([category, ids]) => [category, [...ids].sort()]);
    expect(idsOf(await audit(make))).toEqual(Object.fromEntries(expected));
  },
);

test(
  "an API on Node that looks at the first of two lines is found out by that (RFC 9110 §5.3)",
  { timeout: 60_000 },
  async () => {
    const as = await createIssuer();
    const judge = createHomeMadeApi(as);
    // `headers` of Node holds the first line only.
    const listener = async ({ headers }: IncomingMessage, response: ServerResponse): Promise<void> => {
      const { authorization } = headers;
      const init = authorization === undefined ? {} : { headers: { authorization } };
      const answer = await judge(new Request("http://localhost/", init));
      response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
    };
    const found = { accepted_bad: ["two-lines-good-first", "two-lines-with-other-scheme"] };
    expect(idsOf(await auditApi(listener, { issuer: as }))).toEqual(found);
    expect(
      idsOf(
        await auditApi(
          createServer((...exchange) => void listener(...exchange)),
          { issuer: as },
        ),
      ),
    ).toEqual(found);
  },
);

test("an API that refuses with 200 is found out where its bodies tell (RFC 9110 §15.3)", async () => {
  const as = await createIssuer();
  const api = createHomeMadeApi(as, () => ({ refuse: () => Response.json({ error: "refused" }) }));
  const report = await auditApi(api, { issuer: as, isAccepted: ({ body }) => !body.includes("error") });
  expect(report.findings).toMatchObject([{ category: "wrong_status", severity: "high" }]);
});

test("so many mistakes are found out", () => {
  const names = mistakes.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThanOrEqual(20);
  console.log(`${names.length + 2} ways to get an API wrong, each with the findings that it must have and no other`);
});
