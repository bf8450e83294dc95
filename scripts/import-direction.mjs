// Imports point one way (docs/architecture.md). `npm run check:imports` holds it, types included.
// Why this tool and this parser: docs/decisions/0002-import-direction.md.
import { readFileSync, readdirSync } from "node:fs";

/** @import { IConfiguration, IForbiddenRuleType } from "dependency-cruiser" */

const CORE = "^packages/core/src/";
const ADAPTERS = ["express", "fastify", "hono"];

/**
 * The rooms of core, from the top down. A room imports itself and the rooms named in `below`, nothing else.
 *
 * `keys` stands above `metadata`, because the metadata of an issuer say where its keys are.
 */
const SOIL = ["seams", "internal"];
const WORDS = ["words", ...SOIL];
const ROOMS = [
  {
    room: "entries",
    path: "(index|adapter|presets)\\.ts$",
    below: ["adapter", "verifier", "issuers", "steps", "keys", "metadata", ...WORDS],
  },
  // Presets are options and nothing else: they know no part of the machinery that reads them.
  { room: "issuers", path: "issuers/", below: WORDS },
  { room: "adapter", path: "adapter/", below: ["verifier", ...WORDS] },
  {
    room: "verifier",
    path: "(((create-)?(verifier|trusted-issuer)|every-issuer|judge-[a-z]+|apply-policy|read-access-token|route-opaque-token|resolve-[a-z-]+)\\.ts$|(explain|describe)/)",
    below: ["steps", "policy", "keys", "metadata", ...WORDS],
  },
  { room: "steps", path: "(credentials|jwt|token-kind|introspection)/", below: ["keys", "metadata", ...WORDS] },
  // These two see an access token, not where it came from.
  { room: "policy", path: "(policy|binding)/", below: WORDS },
  { room: "keys", path: "keys/", below: ["metadata", ...WORDS] },
  { room: "metadata", path: "metadata/", below: WORDS },
  {
    room: "words",
    path: "((access-token|outcome|errors|options|requirement|challenge|events|danger)\\.ts$|options/)",
    below: SOIL,
  },
  { room: "seams", path: "seams/", below: ["internal"] },
  { room: "internal", path: "internal/", below: ["seams"] },
];

/** What a seam may name besides: a check judges an access token and answers with a denial. */
const SEAM_VOCABULARY = ["(access-token|outcome)\\.ts$"];

/** @param {string} name */
const pathOf = (name) => CORE + ROOMS.find(({ room }) => room === name)?.path;

/** @type {IForbiddenRuleType[]} */
const roomRules = ROOMS.map(({ room, path, below }) => ({
  name: `core-${room}`,
  comment: `Inside core, ${room} may import only itself and ${below.join(", ")}.`,
  severity: "error",
  from: { path: CORE + path },
  to: {
    path: CORE,
    pathNot: [
      CORE + path,
      ...below.map(pathOf),
      ...(room === "seams" ? SEAM_VOCABULARY.map((file) => CORE + file) : []),
    ],
  },
}));

/** @type {IForbiddenRuleType[]} */
const adapterRules = ADAPTERS.map((framework) => ({
  name: `adapter-${framework}`,
  comment: "An adapter imports nothing but @ostiary/core and its framework.",
  severity: "error",
  from: { path: `^packages/${framework}/src/` },
  to: {
    pathNot: [
      `^packages/${framework}/src/`,
      "^packages/core/src/(index|adapter)\\.ts$",
      `^node_modules/(@types/)?${framework}(-plugin)?/`,
    ],
  },
}));

/** The files that packages offer, as their `exports` say. */
const publicFiles = readdirSync("packages").flatMap((name) => {
  /** @type {{ exports: Record<string, Record<string, string>> }} */
  const { exports } = JSON.parse(readFileSync(`packages/${name}/package.json`, "utf8"));
  return Object.values(exports).map((entry) => `^packages/${name}/${entry["@ostiary/source"]?.slice(2)}$`);
});

/** @type {IConfiguration} */
const configuration = {
  forbidden: [
    ...roomRules,
    ...adapterRules,
    {
      name: "core-homeless",
      comment: "A file of core belongs to a room: add it to one, or the room to this list.",
      severity: "error",
      from: { path: CORE, pathNot: ROOMS.map(({ path }) => CORE + path) },
      to: {},
    },
    {
      name: "core-alone",
      comment: "Core knows jose and lru-cache, no other package; its tests do not know the testing kit.",
      severity: "error",
      from: { path: "^packages/core/" },
      to: { path: "^packages/", pathNot: "^packages/core/" },
    },
    {
      name: "core-dependencies",
      severity: "error",
      from: { path: CORE },
      to: {
        pathNot: [CORE, "^(packages/core/)?node_modules/(jose|lru-cache)/"],
        dependencyTypesNot: ["core", "unknown"],
      },
    },
    {
      name: "core-any-runtime",
      comment: "Core runs in every runtime; only the file behind the import condition `node` may use Node.",
      severity: "error",
      from: { path: CORE, pathNot: `${CORE}internal/signature/node\\.ts$` },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "testing-on-core",
      comment: "The testing kit knows core, no adapter.",
      severity: "error",
      from: { path: "^packages/testing/src/" },
      to: { path: "^packages/", pathNot: ["^packages/testing/src/", "^packages/core/src/"] },
    },
    {
      name: "adapters-apart",
      severity: "error",
      from: { path: `^packages/(${ADAPTERS.join("|")})/` },
      to: { path: `^packages/(${ADAPTERS.join("|")})/`, pathNot: "^packages/$1/" },
    },
    {
      name: "front-door",
      comment:
        "Other workspaces are used through their public names; but test/docs compares the documents with the source, test/vectors puts payloads that are no JWT to the signature check, and test/audit shares the keys of the kit's own tests.",
      severity: "error",
      from: { path: "^((?:packages|examples)/[^/]+|test)/", pathNot: "^test/(docs|vectors)/" },
      to: {
        path: "^packages/",
        pathNot: ["^$1/", ...publicFiles, "^packages/testing/test/dialects/signing-keys\\.ts$"],
      },
    },
    {
      name: "nothing-above",
      comment: "Nothing imports an example, and no package imports the common tests.",
      severity: "error",
      from: { path: "^((?:packages|examples)/[^/]+|test)/" },
      to: { path: "^(examples|test)/", pathNot: "^$1/" },
    },
    {
      name: "source-without-tests",
      severity: "error",
      from: { path: "^packages/[^/]+/src/" },
      to: { path: "/test/|\\.test\\.ts$", pathNot: "^node_modules/" },
    },
    { name: "no-circle", severity: "error", from: {}, to: { circular: true } },
    { name: "resolves", severity: "error", from: {}, to: { couldNotResolve: true } },
  ],
  required: [
    {
      name: "types-are-seen",
      comment: "verifier.ts imports outcome.ts for its types. Not to see that is to see no type import at all.",
      severity: "error",
      module: { path: `${CORE}verifier\\.ts$` },
      to: { path: `${CORE}outcome\\.ts$` },
    },
  ],
  options: {
    parser: "swc",
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    doNotFollow: { path: "^node_modules/" },
    exclude: { path: ["^(packages|examples)/[^/]+/dist/", "^test/mutation/"] },
    enhancedResolveOptions: {
      conditionNames: ["@ostiary/source", "import", "types", "node", "default"],
      exportsFields: ["exports"],
    },
  },
};

export default configuration;
