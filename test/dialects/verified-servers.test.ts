import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type DialectName, dialects } from "@ostiary/testing/dialects";
import { describe, expect, test } from "vitest";
import { readRows, readText, ROOT } from "../docs/markdown.js";
import { type Evidence, FROM_DOCUMENTS, readRecords, VERIFIED } from "./support/verified-servers.js";

const records = readRecords();
const claims = Object.entries(VERIFIED) as [DialectName, Evidence][];
const rows = readRows(
  readText("docs/issuers.md")
    .split(/^### Access tokens$/m)[1]
    ?.split(/^#/m)[0] ?? "",
);

describe("what is recorded of real servers", () => {
  test.each([...records])("%s has a version, a day, and a row of docs/issuers.md", (name, { version, date }) => {
    expect(version).toMatch(/^\d+(\.\d+)+/);
    expect(date).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    const shown = claims.filter(([, { record }]) => record === name).map(([dialect]) => originOf(dialect));
    expect(shown).toContain(`verified: ${version}, ${date}`);
  });

  test("is of servers that can be started", () => {
    const servers = readdirSync(join(ROOT, "test/interop/servers"));
    expect([...records.keys()].filter((name) => !servers.includes(name))).toEqual([]);
  });
});

describe("docs/issuers.md calls verified", () => {
  test("nothing else", () => {
    const verified = rows.filter(([server, ...cells]) => server !== undefined && cells.at(-1) !== FROM_DOCUMENTS);
    const claimed = dialects.filter(({ name }) => name in VERIFIED).map(({ server }) => server);
    expect(verified.map(([server = ""]) => toServer(server)).toSorted()).toEqual(claimed.toSorted());
  });

  test.each(claims)("%s, of the version that was recorded", (dialect, { record, only }) => {
    const { version, date } = records.get(record) ?? {};
    const said = originOf(dialect)?.replace(/^(verified:|its engine alone: [\w-]+) /, "");
    expect(said).toBe([version, date, ...(only === undefined ? [] : [only])].join(", "));
  });

  test.each(claims)("%s, of which the record has an access token", (_, { record, shown }) => {
    expect(shown).toMatch(/^(introspection of: )?access token\b/);
    const isSaid = shown.startsWith("introspection of: ");
    const expected = isSaid ? { status: 200, body: { active: true } } : { claims: { iss: expect.any(String) } };
    expect(records.get(record)?.[shown]).toMatchObject(expected);
  });

  test.each(claims)("%s, whose preset is run against that server", (name, { record }) => {
    const preset = dialects.find((dialect) => dialect.name === name)?.preset;
    const sources = readdirSync(join(ROOT, "test/interop/servers", record))
      .filter((file) => file.endsWith(".ts"))
      .map((file) => readText(`test/interop/servers/${record}/${file}`));
    expect(sources.join("\n")).toMatch(
      new RegExp(`import \\{[^}]*\\b${preset}\\b[^}]*\\} from "@ostiary/core/presets"`),
    );
  });

  test("the engine of Logto, and not Logto", () => {
    const { version, date } = records.get("oidc-provider") ?? {};
    expect(originOf("logto")).toBe(`its engine alone: oidc-provider ${version}, ${date}`);
    const engines = claims.filter(([name]) => originOf(name)?.startsWith("its engine"));
    expect(engines.map(([name]) => name)).toEqual(["logto"]);
  });
});

/** The last cell of the dialect's row. */
function originOf(name: DialectName): string | undefined {
  const server = dialects.find((dialect) => dialect.name === name)?.server;
  return rows.find(([cell = ""]) => toServer(cell) === server)?.at(-1);
}

/** Without its link. */
function toServer(cell: string): string {
  return /^\[(.+)\]\(/.exec(cell)?.[1] ?? cell;
}
