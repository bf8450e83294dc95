import { join } from "node:path";
import type { DenialReason, TokenKind } from "@ostiary/core";
import * as presets from "@ostiary/core/presets";
import { format } from "oxfmt";
import { describe, expect, test } from "vitest";
import { readRows, readText, ROOT } from "../docs/markdown.js";
import { expectAtLeast, expectAtMost, expectExactly } from "../outages/support/figures.js";
import { countDistinct } from "./support/distinct-forms.js";
import { writeIssuersPage } from "./support/issuers-page.js";
import type { SetUp, Verdict } from "./support/judge.js";
import { NEED_THE_HEADER, NEEDED_CLAIMS } from "./support/needed-claims.js";
import { noteTable } from "./support/note-table.js";
import {
  tabulateAccessTokens,
  tabulateNeeds,
  tabulateOtherTokens,
  tabulateRefused,
  tabulateTaken,
} from "./support/reports.js";
import { HEADER_TYPE, isForKind, tryBareIdTokens, tryRemovals } from "./support/robustness.js";
import { isAccessToken, isOfOtherKind, isRefusedAccessToken, runCorpus } from "./support/run-corpus.js";

const corpus = await runCorpus();
const bareIdTokens = await tryBareIdTokens(corpus);
const removals = await tryRemovals(corpus);

const page = await formatPage(writeIssuersPage({ corpus, bareIdTokens, removals }));

const judged = corpus.flatMap(({ dialect, shapes }) => shapes.map((entry) => ({ ...entry, dialect })));
type Entry = (typeof judged)[number];
const accessTokens = judged.filter(({ shape }) => isAccessToken(shape));
const refusedAccessTokens = judged.filter(({ shape }) => isRefusedAccessToken(shape));
const others = judged.filter(({ shape }) => isOfOtherKind(shape));

const nameOf = ({ dialect, shape }: Pick<Entry, "dialect" | "shape">): string => `${dialect.server}: ${shape.token}`;
const isDex = ({ dialect }: Pick<Entry, "dialect">): boolean => dialect.product === "Dex";
const hasGap = ({ shape }: Pick<Entry, "shape">): boolean => shape.gap !== undefined;
const isOpaque = ({ shape }: Pick<Entry, "shape">): boolean => shape.format === "opaque";
const isTaken =
  (setUp: SetUp) =>
  ({ verdicts }: Entry): boolean =>
    verdicts[setUp].accepted;
const productsOf = (entries: readonly Pick<Entry, "dialect">[]): number =>
  new Set(entries.map(({ dialect }) => dialect.product)).size;

test("docs/issuers.md is what `npm run dialects -- --update` writes", async () => {
  await expect(page).toMatchFileSnapshot(join(ROOT, "docs/issuers.md"));
});

describe("the corpus", () => {
  test("has at least 150 forms of tokens of at least 30 products", (context) => {
    noteTable(context, "Access tokens taken", tabulateAccessTokens(corpus));
    noteTable(context, "Other tokens taken", tabulateOtherTokens(corpus));
    expectAtLeast(context, { name: "forms of tokens", limit: 150, measured: judged.length });
    expectAtLeast(context, {
      name: "forms that differ in more than values (product, kind, typ, names of claims)",
      limit: 150,
      measured: countDistinct(corpus),
    });
    expectAtLeast(context, { name: "products", limit: 30, measured: productsOf(judged) });
  });

  test("names no token of a server twice", () => {
    const names = judged.map(nameOf);
    expect(names).toEqual([...new Set(names)]);
  });

  const servers = corpus.map(({ dialect }) => dialect);

  test.each(servers.filter(({ preset }) => preset !== "google"))("has an access token of $server", ({ shapes }) => {
    expect(shapes.some(isAccessToken)).toBe(true);
  });

  test("has a dialect for every preset, and none for another", () => {
    const used = new Set(corpus.map(({ dialect }) => dialect.preset));
    expect([...used].toSorted()).toEqual(Object.keys(presets).toSorted());
  });

  test("names a gap where the preset leaves one, and nowhere else", () => {
    const isWrong = (entry: Entry): boolean => isTaken("preset")(entry) !== isAccessToken(entry.shape);
    expect(judged.filter(hasGap).map(nameOf)).toEqual(judged.filter(isWrong).map(nameOf));
  });
});

describe("balanced, without a preset", () => {
  test("takes no JWT of another kind", (context) => {
    const taken = others.filter((entry) => !isOpaque(entry) && isTaken("balanced")(entry));
    expect.soft(taken.map(nameOf)).toEqual([]);
    expectExactly(context, { name: "balanced: JWTs of other kinds taken", limit: 0, measured: taken.length });
  });

  test("takes opaque tokens of another kind only if they are refresh tokens, and their servers do not say so", (context) => {
    const taken = others.filter((entry) => isOpaque(entry) && isTaken("balanced")(entry));
    expect(taken.filter(({ shape }) => shape.kind !== "refresh_token")).toEqual([]);
    const products = new Set(taken.map(({ dialect }) => dialect.product));
    expect([...products].toSorted()).toEqual(SILENT_ABOUT_REFRESH_TOKENS);
    expectAtMost(context, {
      name: "balanced: products whose opaque refresh tokens are taken",
      limit: SILENT_ABOUT_REFRESH_TOKENS.length,
      measured: products.size,
    });
  });

  test("takes all access tokens but those of Dex, which are ID tokens by their form", (context) => {
    const refused = accessTokens.filter((entry) => !isTaken("balanced")(entry));
    expect.soft(refused.filter((entry) => !isDex(entry)).map(nameOf)).toEqual([]);
    expect(refused.filter(isDex).length).toBeGreaterThan(0);
    const measured = productsOf(refused);
    expectExactly(context, { name: "balanced: products whose access tokens are refused (Dex)", limit: 1, measured });
  });
});

describe("with its preset", () => {
  test("a server has no token of another kind taken, gaps aside", (context) => {
    const taken = others.filter((entry) => !hasGap(entry) && isTaken("preset")(entry));
    expect.soft(taken.map(nameOf)).toEqual([]);
    expectExactly(context, {
      name: "preset: tokens of other kinds taken, gaps aside",
      limit: 0,
      measured: taken.length,
    });
  });

  test("the same holds whatever the audience is: nothing hangs on that alone", (context) => {
    const taken = others.filter((entry) => !hasGap(entry) && isTaken("preset without audience")(entry));
    expect.soft(taken.map(nameOf)).toEqual([]);
    const measured = taken.length;
    expectExactly(context, { name: "preset, for any audience: the same", limit: 0, measured });
  });

  test("a server has all of its access tokens taken", (context) => {
    const refused = accessTokens.filter((entry) => !hasGap(entry) && !isTaken("preset")(entry));
    expect.soft(refused.map(nameOf)).toEqual([]);
    expectExactly(context, { name: "preset: access tokens refused", limit: 0, measured: refused.length });
  });
});

describe("an access token that is not to be taken", () => {
  test("is refused for its audience, its issuer, its binding or its end, and not for its kind", (context) => {
    noteTable(context, "Access tokens refused on purpose", tabulateRefused(corpus));
    const other = refusedAccessTokens.filter(
      ({ shape, verdicts: { preset } }) => reasonOf(preset) !== shape.refused?.reason,
    );
    expect.soft(other.map((entry) => `${nameOf(entry)}: ${reasonOf(entry.verdicts.preset)}`)).toEqual([]);
    const reasons = new Set(refusedAccessTokens.map(({ shape }) => shape.refused?.reason));
    expect([...reasons].toSorted()).toEqual([
      "audience_mismatch",
      "binding_required",
      "token_inactive",
      "unknown_issuer",
    ]);
    for (const reason of reasons) {
      const measured = refusedAccessTokens.filter(({ shape }) => shape.refused?.reason === reason).length;
      expectAtLeast(context, { name: `preset: access tokens refused on purpose, ${reason}`, limit: 1, measured });
    }
  });

  test("would be taken if the audience were the only thing wrong, and it were left aside", () => {
    const forAudience = refusedAccessTokens.filter(({ shape }) => shape.refused?.reason === "audience_mismatch");
    for (const setUp of ["balanced", "preset without audience"] as const) {
      expect.soft(forAudience.filter((entry) => !isTaken(setUp)(entry)).map(nameOf)).toEqual([]);
    }
  });

  test("is bound for every verifier", () => {
    const bound = refusedAccessTokens.filter(({ shape }) => shape.refused?.reason === "binding_required");
    const taken = bound.filter(({ verdicts }) => Object.values(verdicts).some(({ accepted }) => accepted));
    expect(taken.map(nameOf)).toEqual([]);
  });
});

describe("a denial that names a kind", () => {
  const denials = others.flatMap((entry) =>
    Object.values(entry.verdicts)
      .filter(isForKind)
      .map((verdict) => ({ ...entry, named: kindOf(verdict) })),
  );

  test("names the kind that the token is of", (context) => {
    const wrong = denials.filter(({ shape, named }) => named !== undefined && named !== shape.kind);
    expect.soft(wrong.map((entry) => `${nameOf(entry)}: ${entry.named}`)).toEqual([]);
    const named = denials.filter((entry) => entry.named !== undefined);
    expectExactly(context, { name: "denials that name a wrong kind", limit: 0, measured: wrong.length });
    const share = (100 * named.length) / denials.length;
    expectAtLeast(context, {
      name: "denials that name a kind, of all for the kind",
      limit: 80,
      unit: "%",
      measured: share,
    });
    noteTable(context, "Denials of other tokens for their kind", {
      head: ["that name the kind", "that do not"],
      rows: [[`${named.length}`, `${denials.length - named.length}`]],
    });
  });
});

describe("without nonce and hashes", () => {
  test("ID tokens of at most two products are taken by balanced, and none with the preset, gaps aside", (context) => {
    noteTable(
      context,
      "ID tokens without nonce and hashes that are taken",
      tabulateTaken(bareIdTokens, ["balanced", "preset", "preset without audience"]),
    );
    const taken = bareIdTokens.filter(({ after }) => after.balanced.accepted);
    const withPreset = bareIdTokens.filter(
      (trial) => trial.after["preset without audience"].accepted && !hasGap(trial) && !isDex(trial),
    );
    expect.soft(withPreset.map(nameOf)).toEqual([]);
    expectExactly(context, { name: "preset: bare ID tokens taken, gaps aside", limit: 0, measured: withPreset.length });
    const measured = productsOf(taken);
    expectAtMost(context, { name: "balanced: products whose bare ID tokens are taken", limit: 2, measured });
  });
});

describe("without any one claim", () => {
  test("a token of another kind is taken with the preset only where docs/issuers.md says so", (context) => {
    noteTable(
      context,
      "Other tokens taken once something is taken out",
      tabulateTaken(removals, ["balanced", "preset"]),
    );
    const taken = tabulateTaken(removals, ["preset"]).rows.map((row) => row.slice(0, 3));
    expect(readTable("In tokens of other kinds").map((row) => row.slice(0, 3))).toEqual(taken);
    expect(taken.map(([server, , removed]) => [server, removed])).toEqual(TAKEN_WITHOUT);
    const measured = taken.length;
    expectAtMost(context, { name: "preset: tokens of other kinds taken for want of a claim", limit: 1, measured });
  });

  test("an access token stays one, unless docs/issuers.md names what it needs", (context) => {
    const { head, rows } = tabulateNeeds(removals);
    noteTable(context, "What access tokens need to be taken for such", { head, rows });
    expect(rows.filter(([, needed]) => needed !== HEADER_TYPE)).toEqual(NEEDED_CLAIMS);
    expect(readTable("Claims that must stay")).toEqual(NEEDED_CLAIMS);
    const ofHeader = rows.filter(([, needed]) => needed === HEADER_TYPE).map(([server]) => server);
    expect([...new Set(ofHeader)]).toEqual(NEED_THE_HEADER);
    const named = readSection("Claims that must stay");
    expect(NEED_THE_HEADER.filter((server) => !named.includes(`[${server}]`))).toEqual([]);
  });
});

/** As it is formatted when it is in the repository. */
async function formatPage(text: string): Promise<string> {
  const { code, errors } = await format("issuers.md", text, JSON.parse(readText(".oxfmtrc.json")));
  if (errors.length > 0) throw new Error(`the page cannot be formatted: ${errors[0]?.message}`);
  return code;
}

/** The tables of a section of the page as it is in the repository, links and back-quotes left out. */
function readTable(heading: string): readonly (readonly string[])[] {
  return readRows(readSection(heading)).map((row) =>
    row.map((cell) => /^\[(.+)\]\(/.exec(cell)?.[1] ?? cell.replaceAll("`", "")),
  );
}

function readSection(heading: string): string {
  return (
    readText("docs/issuers.md")
      .split(new RegExp(`^#+ ${heading}$`, "m"))[1]
      ?.split(/^#/m)[0] ?? ""
  );
}

function reasonOf(verdict: Verdict): DenialReason | "taken" {
  return verdict.accepted ? "taken" : verdict.reason;
}

function kindOf(verdict: Verdict): TokenKind | undefined {
  return verdict.accepted ? undefined : verdict.tokenKind;
}

/** What they answer of a refresh token is what they could answer of an access token. */
const SILENT_ABOUT_REFRESH_TOKENS = [
  "Authelia",
  "Better Auth",
  "Logto",
  "Spring Authorization Server",
  "oidc-provider",
];
/** Claims that the server always writes, and by which alone the token can be told. */
const TAKEN_WITHOUT = [["Dex", "c_hash"]];
