import type { Refusal } from "./home-made-api.js";
import { allOf, allThat, type KnownMistake, mistake } from "./mistake.js";

const refuseWith = (status: number, challenge: string, body = "Refused"): Response =>
  new Response(body, { status, headers: { "WWW-Authenticate": challenge } });

/** Tells something in the body of some refusals. */
const tell = (name: string, tellOf: (refusal: Refusal) => string | undefined, leaks: readonly string[]): KnownMistake =>
  mistake(
    name,
    (_, { refuse }) => ({
      refuse: (refusal) => {
        const { status, headers } = refuse(refusal);
        return new Response(tellOf(refusal) ?? "Refused", { status, headers });
      },
    }),
    { leak: leaks },
  );

const all = allThat(() => true);
const badTokens = allThat(({ kind, expected }) => kind === "token" && expected.status === 401);
const withoutCredentials = allThat(({ expected }) => expected.reason === "no_credentials");

/** Mistakes with the answer to what is refused. */
export const answerMistakes: readonly KnownMistake[] = [
  mistake("answers 200 to what it refuses", () => ({ refuse: () => Response.json({ error: "refused" }) }), {
    accepted_bad: ["no-credentials"],
  }),
  mistake(
    "lets everybody in who has no credentials",
    (_, { refuse }) => ({
      refuse: (refusal) => (refusal.error === undefined ? Response.json({ orders: [] }) : refuse(refusal)),
    }),
    {
      accepted_bad: [
        ...["no-credentials", "other-scheme", "token-under-other-scheme", "scheme-without-space"],
        ...["token-under-dpop-scheme", "bound-token-under-dpop-scheme"],
        ...["token-in-query", "token-in-cookie", "token-in-other-field"],
      ],
    },
  ),
  mistake(
    "fails, with a stack, where a token is bad",
    (_, { refuse }) => ({
      refuse: (refusal) =>
        refusal.why === undefined ? refuse(refusal) : new Response(new TypeError(refusal.why).stack, { status: 500 }),
    }),
    { wrong_status: badTokens, leak: badTokens },
  ),
  mistake("sends no challenge", () => ({ refuse: ({ status }) => new Response("Refused", { status }) }), {
    missing_challenge: all,
  }),
  mistake(
    "sends a challenge that nobody can read",
    () => ({ refuse: ({ status }) => refuseWith(status, "Bearer realm=home error=invalid_token") }),
    { malformed_challenge: all },
  ),
  mistake(
    "names the scheme alone where there are no credentials",
    (_, { refuse }) => ({
      refuse: (refusal) => (refusal.error === undefined ? refuseWith(refusal.status, "Bearer") : refuse(refusal)),
    }),
    { malformed_challenge: withoutCredentials },
  ),
  mistake("asks for a password", () => ({ refuse: ({ status }) => refuseWith(status, `Basic realm="home"`) }), {
    malformed_challenge: all,
  }),
  mistake(
    "calls a lack of credentials an error",
    (_, { refuse }) => ({ refuse: (refusal) => refuse({ error: "invalid_token", ...refusal }) }),
    { malformed_challenge: withoutCredentials },
  ),
  mistake(
    "answers 403 to every bad token",
    (_, { refuse }) => ({
      refuse: (refusal) => refuse(refusal.why === undefined ? refusal : { ...refusal, status: 403 }),
    }),
    { wrong_status: badTokens },
  ),
  mistake(
    "sends everybody without credentials to a page to sign in",
    (_, { refuse }) => ({
      refuse: (refusal) =>
        refusal.error === undefined
          ? new Response(null, { status: 302, headers: { Location: "/sign-in" } })
          : refuse(refusal),
    }),
    { wrong_status: withoutCredentials },
  ),
  tell("sends back the token that it refuses", ({ token }) => token, [...badTokens, ...allOf("scope")]),
  tell("sends back the claims of the token that it refuses", ({ token }) => token?.split(".")[1], [
    ...badTokens.filter((id) => id !== "unknown-token" && id !== "empty-payload"),
    ...allOf("scope"),
  ]),
  tell(
    "tells which audience it expects",
    ({ why }) => (why === "the audience is wrong" ? `expected https://api.example.com` : undefined),
    [...allOf("audience"), "id-token"],
  ),
  tell(
    "names the exception",
    ({ why }) => (why === "the time is wrong" ? "TokenExpiredError" : undefined),
    allOf("time", "expiry-infinite"),
  ),
  tell("tells where it runs", ({ why }) => (why === "it is no JWT" ? "cannot read /srv/api/keys.json" : undefined), [
    ...allOf("structure", "claims-in-list"),
    ...["unsigned-two-parts", "claims-rewritten", "expiry-infinite"],
  ]),
];
