import { countDistinct } from "./distinct-forms.js";
import { POLICIES } from "./judge.js";
import { countTaken, groupBy, tabulateNeeds, tabulateRefused, tabulateTaken } from "./reports.js";
import { HEADER_TYPE, type Trial } from "./robustness.js";
import { isAccessToken, isOfOtherKind, type JudgedDialect } from "./run-corpus.js";
import { toAnchor, writeServer } from "./server-section.js";
import { type Table, toMarkdown } from "./tables.js";
import { describeOrigin, FROM_DOCUMENTS } from "./verified-servers.js";

/** What the page is written from. */
export interface Measured {
  readonly corpus: readonly JudgedDialect[];
  readonly bareIdTokens: readonly Trial<"balanced" | "preset" | "preset without audience">[];
  readonly removals: readonly Trial[];
}

/** Writes `docs/issuers.md`, all of it. */
export function writeIssuersPage(measured: Measured): string {
  const { corpus, bareIdTokens, removals } = measured;
  const needs = tabulateNeeds(removals);
  const isOfHeader = ([, needed]: readonly string[]): boolean => needed === HEADER_TYPE;
  const needsOfClaims = { ...needs, rows: needs.rows.filter((row) => !isOfHeader(row)) };
  const ofHeader = new Set(needs.rows.filter(isOfHeader).map(([server = ""]) => server));
  return `${[
    "# Issuers",
    INTRODUCTION,
    writeOrigin(corpus),
    REAL_SERVERS,
    CONTENTS,
    "## How to choose",
    CHOICE,
    "## Which tokens are taken",
    TAKEN,
    "### Access tokens",
    ACCESS_TOKENS,
    toMarkdown(tabulateAccess(corpus)),
    "### Access tokens that are refused",
    REFUSED,
    toMarkdown(withMarks(tabulateRefused(corpus), ["with the preset"])),
    "### Other tokens",
    OTHER_TOKENS,
    toMarkdown(tabulateOthers(corpus)),
    "## Claims that must stay",
    CLAIMS,
    `With their presets these need the **header** \`typ\`, because their policy is \`rfc9068\` or their tokens show nothing else (rule \`R1\`): ${[...ofHeader].map(toLink).join(", ")}.`,
    "And these need **claims**:",
    toMarkdown(withMarks(needsOfClaims, ["needed", "without a preset", "with the preset"])),
    "### In tokens of other kinds",
    OF_OTHER_KINDS,
    toMarkdown(withMarks(tabulateTaken(removals, ["preset"]), ["taken out"])),
    "### In ID tokens without `nonce` and hashes",
    BARE,
    toMarkdown(withMarks(tabulateBare(bareIdTokens), ["with the preset"])),
    "## Servers without a preset",
    WITHOUT_PRESET,
    "## Servers",
    SECTIONS,
    ...corpus.map((judged) => writeServer(judged, removals)),
  ].join("\n\n")}\n`;
}

function writeOrigin(corpus: readonly JudgedDialect[]): string {
  const products = new Set(corpus.map(({ dialect }) => dialect.product));
  const forms = corpus.flatMap(({ shapes }) => shapes).length;
  return `This page is generated from \`packages/testing/src/dialects\`: ${forms} forms of tokens of ${products.size} products (${countDistinct(corpus)} of them differ in more than their values: variants of a server share many), written down from their sources and documentation with values made up, signed with test keys, and run through the whole verifier. So it says what becomes of tokens of these forms. Whether the tokens of your server are of these forms, a look at one of each kind tells; what we do not know for certain stands in the section of the server.`;
}

/** The columns of policies, then the preset's; only the numbers, since how many there are stands before them. Last, the origin. */
function tabulateAccess(corpus: readonly JudgedDialect[]): Table {
  const rows = corpus.flatMap(({ dialect, shapes }) => {
    const accessTokens = shapes.filter(({ shape }) => isAccessToken(shape));
    const counts = [...POLICIES, "preset" as const].map((setUp) => `${countTaken(accessTokens, setUp)}`);
    const cells = [toLink(dialect.server), `\`${dialect.preset}\``, `${accessTokens.length}`, ...counts];
    return accessTokens.length === 0 ? [] : [[...cells, describeOrigin(dialect)]];
  });
  const policies = POLICIES.map((policy) => `\`${policy}\``);
  return { head: ["server", "preset", "forms", ...policies, "preset", "real server"], rows };
}

function tabulateOthers(corpus: readonly JudgedDialect[]): Table {
  const setUps = [...POLICIES, "preset"] as const;
  const rows = corpus.flatMap(({ dialect: { server }, shapes }) => {
    const others = shapes.filter(({ shape }) => isOfOtherKind(shape));
    const counts = setUps.map((setUp) => countTaken(others, setUp));
    return counts.every((count) => count === 0)
      ? []
      : [[toLink(server), `${others.length}`, ...counts.map((count) => `${count}`)]];
  });
  const policies = POLICIES.map((policy) => `\`${policy}\``);
  return { head: ["server", "forms", ...policies, "preset"], rows };
}

/** The server as a link; names of claims and rules as code. */
function withMarks({ head, rows }: Table, codeColumns: readonly string[]): Table {
  const toCode = (cell: string): string =>
    WORDS.has(cell)
      ? cell
      : cell
          .split(", ")
          .map((name) => `\`${name}\``)
          .join(", ");
  const mark = (cell: string, column: number): string => {
    if (column === 0) return toLink(cell);
    return codeColumns.includes(head[column] ?? "") ? toCode(cell) : cell;
  };
  return { head, rows: rows.map((row) => row.map(mark)) };
}

/** Of the bare ID tokens that are taken, all of a server in one row. */
function tabulateBare(bareIdTokens: Measured["bareIdTokens"]): Table {
  const { rows } = tabulateTaken(bareIdTokens, ["balanced", "preset without audience"]);
  const alike = groupBy(rows, ([server = "", , , , alone = ""]) => [server, alone]);
  return {
    head: ["server", "tokens", "with the preset"],
    rows: alike.map((group) => {
      const [[server = "", , , , alone = ""]] = group;
      return [server, group.map(([, token = ""]) => token).join("; "), alone];
    }),
  };
}

function toLink(server: string): string {
  return `[${server}](#${toAnchor(server)})`;
}

const INTRODUCTION = `For each of the authorization servers below, \`@ostiary/core/presets\` has a function. It takes what you have at hand, a tenant or a region and a pool, and gives the options of an issuer: how its \`iss\` is written, its algorithms, how much evidence of its [kind](token-kinds.md) a token must show, where the client and the scopes stand, which claims must be there, and what to know of its introspection. Whatever it says you can say otherwise: \`issuer: { ...okta({ domain }), maxLifetimeSeconds: 3600 }\`. What it requires and rejects is asked besides what you require and reject for all issuers.

Options whose names end in \`AsScopes\` count roles, groups or permissions as scopes, each with a prefix that you choose: [permissions.md](recipes/permissions.md).

Presets of servers that one can run oneself take \`http://localhost\` with a port for an address, too. For a stand-in of a server that runs in the cloud alone, override what names it: \`{ ...kinde({ domain }), issuer: "http://localhost:8080", jwksUri: "http://localhost:8080/jwks" }\`; or let [a test issuer](recipes/testing.md) play that server.`;

const REAL_SERVERS = `The column "real server" of [the first table](#access-tokens) says whose presets were verified against a server that nobody here wrote, of which version and on which day: \`npm run interop\` gets such servers, starts and configures them, takes their access tokens through Express, Fastify and Hono, and expects a refusal of every other token they issue. What they issued is recorded in \`test/interop/recorded\`, without signatures. "Its engine alone" is the software that the server is built on, with the server's preset, and not the server itself. All else is "${FROM_DOCUMENTS}", and so are tokens of other versions in a section whose server was verified.`;

const CONTENTS = `- [How to choose](#how-to-choose): \`tokenKind\` and \`audience\`
- [Which tokens are taken](#which-tokens-are-taken), by each policy and with each preset
- [Claims that must stay](#claims-that-must-stay) in your tokens
- [Servers without a preset](#servers-without-a-preset)
- [Servers](#servers), one by one`;

const CHOICE = `**With a preset** there is one thing to choose, the audience. The preset has chosen \`tokenKind\`.

**Without a preset**, look at the header of an access token. If it has \`"typ": "at+jwt"\`, choose \`tokenKind: "rfc9068"\`: it is the one policy that no claim can mislead. Else leave \`balanced\`, which takes what shows nothing either way, or, if all of your access tokens have scopes or a client that is not in \`aud\`, choose \`strict\`. Choose \`lenient\` only where \`aud\` of access tokens is no client's id.

**The audience** is what the kind cannot replace: an access token for another API is an access token. Give every API an identifier of its own at the server and put that into \`audience\`. Some servers cannot do this:

- They put the **client's id** into \`aud\`. Then \`audience\` is a list of clients whose tokens are taken; it does not keep their ID tokens out, which are for the same clients, and the kind is all that does.
- They put **no \`aud\`** into access tokens. Then nothing says whom a token is for. \`dangerouslyAcceptMissingAudience\` takes them, and \`allowedClients\` says of whom; presets that need this ask you for the clients.
- They put in **the same for every API**, such as \`authenticated\`. Then every token of the issuer opens your API.`;

const TAKEN = `The columns from \`rfc9068\` to \`lenient\` are verifiers without a preset, one for each \`tokenKind\`, which take tokens for any audience, so that the kind alone decides. The last one is the sample of the server's section, as it stands there.`;

const ACCESS_TOKENS = `All of them are to be taken. "Forms" says how many there are.`;

const REFUSED = `These are access tokens, and are refused all the same, not for their kind: they name no API or another one, are of an issuer that the preset does not give, are bound to a key, or are not active any more. They are not counted above.`;

const OTHER_TOKENS = `None of these is to be taken: ID tokens, refresh tokens, logout tokens and whatever else the server signs, or calls active when it is asked. Servers of which no verifier takes any are left out. What \`balanced\` takes are opaque refresh tokens, of which the server says that they are active and no more than that, or that they are "Bearer" tokens: the preset knows what to ask for, such as [\`requireTokenType\`](options.md#introspection). With a preset nothing hangs on the audience alone: when that is left aside, no more of these tokens are taken.`;

const CLAIMS = `Most servers let administrators add claims and leave claims out. Leaving out can make an access token look like something else. So every claim, and the header \`typ\`, was taken out of every access token, one at a time. Beside those that change what the token is taken for stands the rule that then refuses it, without a preset (\`balanced\`) and with it; [token-kinds.md](token-kinds.md) explains the rules. What presets require besides, whatever the kind, stands in the section of the server.`;

const OF_OTHER_KINDS = `And the other way round: every claim was taken out of every token that is no access token. With the preset these are then taken, and no others. The servers always write these claims.`;

const BARE = `An ID token need not have \`nonce\` or a hash such as \`at_hash\`, though most have. When all of them are taken out of every ID token, these are taken for access tokens by \`balanced\`. Beside them stands why the preset refuses them, even when the audience is left aside.`;

/** Words of ours among names of the wire. */
const WORDS: ReadonlySet<string> = new Set(["taken", "never taken"]);

const SECTIONS = `Each with a configuration to start from. The tables say what becomes of a token without a preset, by \`balanced\` and for any audience, and with the configuration above: \`R1\` and so on are [rules](token-kinds.md#the-rules), \`I1\` to \`I3\` those for [introspected tokens](token-kinds.md#introspected-tokens), all others [reasons of a denial](errors.md#reasons-of-a-denial).`;

const WITHOUT_PRESET = `- **Google** and **Apple** sign ID tokens and nothing else; access tokens of Google are opaque and for Google's own APIs. \`google()\` is there to say so: it throws, with what to do instead. To let users in with such an account, let an authorization server of yours take the ID token and issue an access token for your API.
- **IBM Verify**: we do not know for certain how its JWTs look. Take one of its access tokens and one of its ID tokens, and see [how to choose](#how-to-choose).
- **Okta's org server** (\`https://acme.okta.com\` without \`/oauth2/...\`): its access tokens are for Okta's own API, and its keys are not meant for anybody else.
- **Auth0 and Entra ID without an API of yours**: what a client gets that asks for no API is opaque, or for \`/userinfo\` or Microsoft Graph. Nobody else can verify it.
- **A server of your own**: let it write \`at+jwt\` into the header and the claims of RFC 9068 §2.2 into the token, and choose \`tokenKind: "rfc9068"\`.`;
