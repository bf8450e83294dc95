import { expect, test } from "vitest";
import * as danger from "../../packages/core/src/danger.js";
import { ConfigurationError } from "../../packages/core/src/errors.js";
import { platformFetch, systemClock } from "../../packages/core/src/internal/platform.js";
import type { VerifierOptions } from "../../packages/core/src/options.js";
import { parseRequirement } from "../../packages/core/src/requirement.js";
import { resolveOptions } from "../../packages/core/src/resolve-options.js";
import { readRows, readText } from "./markdown.js";

const page = readText("docs/options.md");
const GIVEN = { issuer: "https://auth.example.com", audience: "https://api.example.com" };

const resolved = resolveOptions(GIVEN);
const issuer = resolved.issuers.get(GIVEN.issuer);
const CLIENT = { introspect: () => Promise.reject(new Error("nobody is asked")) };
const { introspection } = resolveOptions(introspecting({ client: CLIENT })).issuers.get(GIVEN.issuer) ?? {};

interface Row {
  readonly name: string;
  readonly initial: string;
  readonly bounds: string;
}

function rowsOf(heading: string): Row[] {
  const rows = readRows(page.split(`\n## ${heading}\n`)[1]?.split("\n## ")[0] ?? "");
  return rows.map(([name = "", , initial = "", bounds = ""]) => ({ name: name.replaceAll("`", ""), initial, bounds }));
}

/** The members that an interface declares itself. */
function membersOf(source: string, declaration: string): string[] {
  const body = source.split(`export ${declaration}`)[1]?.split(/\n\}|;\n\n/)[0] ?? "";
  return [...body.matchAll(/(?:^  |\| \{ )readonly (\w+)\??:/gm)].map(([, name = ""]) => name);
}

/** The options of a verifier whose issuer introspects. */
function introspecting(options: object): VerifierOptions {
  return { ...GIVEN, issuer: { issuer: GIVEN.issuer, introspection: options } };
}

function problemsOf(options: object): readonly string[] {
  try {
    resolveOptions({ ...GIVEN, ...options });
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
}

/** A default as the page shows it. */
function show(value: unknown): string {
  if (value === systemClock) return "the system's clock";
  if (value === platformFetch) return "the platform's `fetch`";
  if (value === resolved.keys) return "[below](#keys)";
  if (value === undefined || value === resolved.onEvent) return "none";
  if (value instanceof Map && value.size === 0) return "none";
  if (!(value instanceof Set || Array.isArray(value))) return `\`${JSON.stringify(value)}\``;
  return [...value].map((entry) => `\`${JSON.stringify(entry)}\``).join(", ") || "none";
}

function showDefault(name: string, values: object | undefined): [string, string] {
  const isRequired = problemsOf({ [name]: undefined }).some((problem) => problem.includes(`${name} is required`));
  return [name, isRequired ? "required" : show(values?.[name as keyof typeof values])];
}

const OPTIONS = ["options", "options/introspection-options", "options/issuer-policy-options", "options/key-options"]
  .map((file) => readText(`packages/core/src/${file}.ts`))
  .join("\n");

test.each([
  ["The verifier", "interface VerifierOptions", resolved],
  ["One issuer", "interface IssuerOptions", issuer],
  ["Keys", "interface KeyOptions", resolved.keys],
])("%s: the page names every option of %s with its default, and no other", (heading, declaration, values) => {
  const names = membersOf(OPTIONS, declaration);
  expect(names.length).toBeGreaterThan(3);
  const expected = names.map((name) => showDefault(name, values));
  expect(rowsOf(heading).map(({ name, initial }) => [name, initial])).toEqual(expected);
});

test("the page names every option that holds for all issuers or for one with its default, and no other", () => {
  const rfc9068 = resolveOptions({ ...GIVEN, tokenKind: "rfc9068" }).issuers.get(GIVEN.issuer);
  const expected = membersOf(OPTIONS, "interface IssuerPolicyOptions").map((name) => {
    const [, initial] = showDefault(name, issuer);
    // What that policy requires of claims stands beside what the settings do.
    const other = show(rfc9068?.[name === "requiredClaims" ? "profileClaims" : (name as keyof typeof rfc9068)]);
    const changes = name !== "tokenKind" && initial !== "required" && other !== initial;
    return [name, changes ? `${initial}; with \`tokenKind: "rfc9068"\`: ${other}` : initial];
  });
  expect(expected).toHaveLength(15);
  expect(rowsOf("What tokens are held to").map(({ name, initial }) => [name, initial])).toEqual(expected);
});

test("the page names every member of a permission claim with its default, and no other", () => {
  const { permissionClaims: [path] = [] } =
    resolveOptions({ ...GIVEN, permissionClaims: ["roles"] }).issuers.get(GIVEN.issuer) ?? {};
  expect(path).toEqual({ path: ["roles"], prefix: "" });
  const names = membersOf(OPTIONS, "interface PermissionClaim");
  const expected = names.map((name) => [name, name === "path" ? "required" : "none"]);
  const rows = rowsOf("Permissions, roles and hierarchy");
  expect(rows.map(({ name, initial }) => [name, initial])).toEqual(expected);
});

/** Those that are no value of their own. */
const INTROSPECTION_DEFAULTS = new Map([
  ["authentication", "required"],
  ["tokenKind", "that of the issuer"],
]);

test("the page names every option of introspection with its default, and no other", () => {
  const names = membersOf(OPTIONS, "interface IntrospectionOptions");
  expect(names.length).toBeGreaterThan(3);
  const values: Readonly<Record<string, unknown>> = { ...introspection, ...introspection?.limits, client: undefined };
  const expected = names.map((name) => [name, INTROSPECTION_DEFAULTS.get(name) ?? show(values[name])]);
  expect(rowsOf("Introspection").map(({ name, initial }) => [name, initial])).toEqual(expected);
  expect(problemsOf(introspecting({}))).toEqual([expect.stringContaining("authentication must say who we are")]);
});

test("the page names every option that excludes a client of one's own", () => {
  const others = rowsOf("Introspection").filter(({ bounds }) => bounds.includes("excludes `client`"));
  const refused = membersOf(OPTIONS, "interface IntrospectionOptions").filter((name) =>
    problemsOf(introspecting({ client: CLIENT, [name]: {} })).some((problem) => problem.includes("exclude each other")),
  );
  expect(others.map(({ name }) => name)).toEqual(refused);
});

test("the page names every way to authenticate to an introspection endpoint, and no other", () => {
  const union = OPTIONS.split("export type ClientAuthentication =")[1]?.split(";\n\n")[0] ?? "";
  const methods = [...union.matchAll(/method\??: ([^;]+);/g)].flatMap(([, values = ""]) =>
    [...values.matchAll(/"(\w+)"/g)].map(([, name = ""]) => name),
  );
  expect(methods).toHaveLength(8);
  expect(
    rowsOf("Client authentication")
      .flatMap(({ name }) => name.split(", "))
      .toSorted(),
  ).toEqual(methods.toSorted());
});

test("the page names every tokenFormat, and no other", () => {
  const union = OPTIONS.split("export type TokenFormat =")[1]?.split(";")[0] ?? "";
  const formats = [...union.matchAll(/"([\w-]+)"/g)].map(([, name = ""]) => name);
  expect(formats).toHaveLength(4);
  expect(rowsOf("Which tokens are taken").map(({ name }) => name)).toEqual(formats);
});

test("the page names every option of adapters, and no other", () => {
  const all = membersOf(readText("packages/core/src/adapter/rendering.ts"), "interface AdapterOptions");
  const fastify = membersOf(readText("packages/fastify/src/index.ts"), "type OstiaryOptions");
  expect([all, fastify]).toEqual([["renderBody"], ["verifier"]]);
  expect(rowsOf("Adapters").map(({ name }) => name)).toEqual([...all, ...fastify]);
  expect(rowsOf("Adapters").map(({ initial }) => initial)).toEqual(["none", "none"]);
});

test("the page names every member of a requirement, and no other", () => {
  const names = membersOf(readText("packages/core/src/requirement.ts"), "interface Requirement");
  const parsed = parseRequirement({});
  expect(names).toHaveLength(2);
  expect(rowsOf("What a route asks").map(({ name, initial }) => [name, initial])).toEqual(
    names.map((name) => [name, show(parsed[name as keyof typeof parsed])]),
  );
});

test("the page names every switch that turns a protection off, and no other", () => {
  expect(rowsOf("Switches that turn a protection off").map(({ name }) => name)).toEqual(Object.keys(danger).toSorted());
});

const numbers = ["The verifier", "What tokens are held to", "Keys", "Introspection"].flatMap((heading) =>
  rowsOf(heading).flatMap(({ name, bounds }) => {
    const [, whole, least, most] = /^(a whole number )?from ([\d.]+) to (\d+)/.exec(bounds) ?? [];
    return least === undefined
      ? []
      : [{ heading, name, whole: whole !== undefined, least: +least, most: Number(most) }];
  }),
);

test("every option that is a number has its bounds on the page", () => {
  const ofOthers = ["clockToleranceSeconds", "maxTokenBytes", "maxLifetimeSeconds"];
  expect(numbers.map(({ name }) => name)).toEqual([
    ...ofOthers,
    ...Object.keys(resolved.keys),
    ...Object.keys(introspection?.limits ?? {}),
  ]);
});

test.each(numbers)("$name is taken from $least to $most and no further", ({ heading, name, whole, least, most }) => {
  const place = (value: number): object => {
    if (heading === "Introspection") return introspecting({ [name]: value });
    return heading === "Keys" ? { keys: { [name]: value } } : { [name]: value };
  };
  const isTaken = (value: number): boolean =>
    !problemsOf(place(value)).some((problem) => problem.includes(`${name} must be a`));
  const step = whole ? 1 : 0.001;
  expect([least, most, least - step, most + step].map(isTaken)).toEqual([true, true, false, false]);
  expect(isTaken(least + 0.5)).toBe(!whole);
});

const ordered = [...page.matchAll(/`(\w+)`[^|]*\|[^|]*\|[^|]*\|[^|]*; not above `(\w+)`/g)].map(
  ([, ...names]) => names,
);

test("every pair of options that must be in order is on the page", () => {
  const reversed = { minFreshSeconds: 2, maxFreshSeconds: 1, minBackoffSeconds: 2, maxBackoffSeconds: 1 };
  const metadata = { metadataPauseSeconds: 2, metadataFreshSeconds: 1 };
  const problems = problemsOf({ keys: { ...reversed, ...metadata, attemptTimeoutSeconds: 2, loadTimeoutSeconds: 1 } });
  expect(ordered).toHaveLength(problems.length);
});

test.each(ordered)("%s is not taken above %s", (lower = "", upper = "") => {
  const keys = resolved.keys as Readonly<Record<string, number>>;
  const refused = problemsOf({ keys: { [lower]: (keys[upper] ?? 0) + 1 } });
  expect(refused).toEqual([expect.stringContaining(`must not be above keys.${upper}`)]);
});
