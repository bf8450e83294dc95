import type { IntrospectionClient, IntrospectionResponse } from "@ostiary/core";
import type { Expectations } from "./contract-test.js";

/** What a case does with clients. */
export interface IntrospectionClientBench extends Expectations {
  /** The client of a server that answers so. */
  readonly clientOf: (answers: ReadonlyMap<string, unknown>) => Promise<IntrospectionClient>;
  /** A client whose server cannot be reached; `undefined` if the setting has none. */
  readonly failing: () => Promise<IntrospectionClient | undefined>;
  /** What the client says; that it fails, or says it in another form, breaks the contract. */
  readonly ask: (client: IntrospectionClient, token: string) => Promise<IntrospectionResponse>;
  /** What the client says, or that it rejected. Anything but a promise breaks the contract. */
  readonly outcomeOf: (client: IntrospectionClient, token: string) => Promise<ClientOutcome>;
}

/** What became of a question. */
export type ClientOutcome = { readonly response: unknown } | { readonly failure: unknown };

/** One case of the contract. */
export interface IntrospectionClientCase {
  readonly name: string;
  readonly check: (bench: IntrospectionClientBench) => Promise<void>;
  /** Whether it takes a client whose server cannot be reached. */
  readonly needsFailing?: true;
}

/** What an introspection client must do, case by case. */
export const introspectionClientCases: readonly IntrospectionClientCase[] = [
  {
    name: "says of an active token what the server says, without the member active (RFC 7662 §2.2)",
    check: async ({ clientOf, ask, expectSame }) => {
      const client = await clientOf(
        new Map<string, unknown>([
          ["token-1", { active: true, ...CLAIMS }],
          ["token-2", { active: true }],
        ]),
      );
      expectSame("a token with members", toPlain(await ask(client, "token-1")), { active: true, claims: CLAIMS });
      expectSame("a token without", toPlain(await ask(client, "token-2")), { active: true, claims: {} });
    },
  },
  {
    name: "says of an inactive token that it is so (RFC 7662 §2.2)",
    check: async ({ clientOf, ask, expectSame }) => {
      const client = await clientOf(new Map([["revoked", { active: false, ...CLAIMS }]]));
      for (const token of ["unknown", "revoked"]) expectSame(token, (await ask(client, token)).active, false);
    },
  },
  {
    name: "takes nothing but true for active (RFC 7662 §2.2)",
    check: async (bench) => {
      const values = ["true", "false", "1", 1, "yes", [true], { valueOf: "true" }, null];
      await findsNoneActive(bench, [...values.map((active) => ({ active, ...CLAIMS })), CLAIMS, {}]);
    },
  },
  {
    name: "takes nothing but an object for an answer (RFC 7662 §2.2)",
    check: async (bench) => {
      await findsNoneActive(bench, [
        null,
        true,
        "active",
        1,
        [],
        [{ active: true, ...CLAIMS }],
        { token: { active: true } },
      ]);
    },
  },
  {
    name: "asks about exactly the token, whatever characters it has (RFC 7662 §2.1)",
    check: async ({ clientOf, ask, expectSame }) => {
      const token = "aB+c/d~e.f_g-h==";
      const long = `${"x".repeat(8000)}1`;
      const client = await clientOf(new Map([token, long].map((key) => [key, { active: true, ...CLAIMS }])));
      for (const good of [token, long]) expectSame(good.slice(0, 20), (await ask(client, good)).active, true);
      const others = [
        token.toLowerCase(),
        token.replace("+", " "),
        token.replace("+", "%2B"),
        token.replace("==", ""),
        token.replaceAll("-", "_"),
        `${token}x`,
        token.slice(0, -3),
        long.slice(0, -1),
        `${long.slice(0, -1)}2`,
        "__proto__",
        "constructor",
      ];
      for (const other of others) expectSame(other.slice(0, 20), (await ask(client, other)).active, false);
    },
  },
  {
    name: "lets no token add to the question (RFC 7662 §2.1)",
    check: async ({ clientOf, ask, expectSame }) => {
      const client = await clientOf(new Map([["good", { active: true, ...CLAIMS }]]));
      expectSame("good", (await ask(client, "good")).active, true);
      for (const token of [
        "bad&token=good",
        "good&client_id=other",
        "good#",
        "good?token=good",
        "../good",
        "%67ood",
        '","token":"good',
      ]) {
        expectSame(token, (await ask(client, token)).active, false);
      }
    },
  },
  {
    name: "remembers nothing: what the server says now counts (RFC 7662 §4)",
    check: async ({ clientOf, ask, expectSame }) => {
      const answers = new Map([["token", { active: true, ...CLAIMS }]]);
      const client = await clientOf(answers);
      expectSame("a good token", (await ask(client, "token")).active, true);
      answers.set("token", { active: true, ...CLAIMS, scope: "less" });
      expectSame("with less scope", toPlain(await ask(client, "token")), {
        active: true,
        claims: { ...CLAIMS, scope: "less" },
      });
      answers.delete("token");
      expectSame("after it was revoked", (await ask(client, "token")).active, false);
      answers.set("token", { active: true, ...CLAIMS });
      expectSame("and back", (await ask(client, "token")).active, true);
    },
  },
  {
    name: "tells many questions at once apart (RFC 7662 §2.2)",
    check: async ({ clientOf, ask, expectSame }) => {
      const tokens = Array.from({ length: 50 }, (_, index) => `token-${index}`);
      const answers = tokens.map((token, index) => [token, { active: index % 3 > 0, sub: token }] as const);
      const client = await clientOf(new Map(answers));
      const said = await Promise.all(tokens.map(async (token) => toPlain(await ask(client, token))));
      const subjects = said.map((response) => (response.active ? response.claims["sub"] : undefined));
      expectSame(
        "whom they are of",
        subjects,
        tokens.map((token, index) => (index % 3 > 0 ? token : undefined)),
      );
    },
  },
  {
    name: "takes names that mean something to a program for names, or the answer for none (RFC 8259 §4)",
    check: async ({ clientOf, outcomeOf, fail }) => {
      const answer: unknown = JSON.parse(
        '{"active":true,"sub":"user-1","__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}}}',
      );
      const outcome = await outcomeOf(await clientOf(new Map([["token", answer]])), "token");
      const claims = "response" in outcome ? member(outcome.response, "claims") : {};
      if ([claims, {}].some((object) => member(object, "admin") !== undefined)) fail("a prototype was changed", claims);
    },
  },
  {
    name: "says that it cannot tell, and not that a token is inactive, while the server cannot be reached (RFC 7662 §2.2)",
    needsFailing: true,
    check: async ({ failing, outcomeOf, fail }) => {
      const client = await failing();
      if (client === undefined) return;
      const outcome = await outcomeOf(client, "token");
      if ("response" in outcome) fail("it answered nevertheless", outcome.response);
    },
  },
];

async function findsNoneActive(bench: IntrospectionClientBench, answers: readonly unknown[]): Promise<void> {
  const { clientOf, outcomeOf, ask, expectSame, fail } = bench;
  const good: [string, unknown] = ["good", { active: true, ...CLAIMS }];
  const client = await clientOf(
    new Map([good, ...answers.map((answer, index) => [`token-${index}`, answer] as const)]),
  );
  expectSame("an active token", (await ask(client, "good")).active, true);
  for (const [index, answer] of answers.entries()) {
    const outcome = await outcomeOf(client, `token-${index}`);
    if ("response" in outcome && member(outcome.response, "active") !== false) {
      fail(`the answer ${JSON.stringify(answer)} must not make a token active`, outcome.response);
    }
  }
}

/** A member of what may be no object; also one that it inherits. */
function member(value: unknown, name: string): unknown {
  return (Object(value) as Record<string, unknown>)[name];
}

/** Objects without a prototype are as good as others. */
function toPlain(response: IntrospectionResponse): IntrospectionResponse {
  return JSON.parse(JSON.stringify(response)) as IntrospectionResponse;
}

const CLAIMS = {
  iss: "https://as.example.com",
  sub: "clé-\u{1f511}",
  client_id: "client-1",
  aud: ["https://api.example.com"],
  scope: "read write",
  exp: 1_800_003_600,
  token_type: "Bearer",
  cnf: { jkt: "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I" },
  ext: { nothing: null, list: [1, 2.5, "x", false] },
};
