import type { OstiaryEvent } from "@ostiary/core";
import type { Api } from "./apis.js";
import type { Expectation } from "./expectations.js";
import type { Scene } from "./scene.js";

/** What became of a scene: one answer from each API. */
export interface PlayedScene {
  readonly request: string;
  readonly note: string | undefined;
  readonly expected: Expectation;
  readonly answers: readonly Answer[];
}

/** What the client saw, what the operator saw, and what of it was not expected. */
export interface Answer {
  readonly api: Api["name"];
  readonly status: number;
  /** The `WWW-Authenticate` field. */
  readonly challenge: string | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly body: Readonly<Record<string, unknown>>;
  readonly judgement: string;
  /** For the operator: why. */
  readonly detail: string | undefined;
  readonly keyFetches: number;
  readonly introspections: number;
  /** The names of the members above that are not as expected. */
  readonly unexpected: readonly Exclude<keyof Answer, "unexpected">[];
}

/** Sends the request to all APIs of the scene at once, and compares each answer with the expected one. */
export async function play({ before, apis, request, note, expected, ...message }: Scene): Promise<PlayedScene> {
  await before?.();
  const answers = await Promise.all(
    apis.map(async (api): Promise<Answer> => {
      const answer = await ask(api, message);
      return { ...answer, unexpected: findUnexpected(answer, expected) };
    }),
  );
  return { request, note: typeof note === "function" ? note() : note, expected, answers };
}

async function ask(
  { name, origin, events, introspections }: Api,
  { route = "GET /orders", authorization = [] }: Pick<Scene, "route" | "authorization">,
): Promise<Omit<Answer, "unexpected">> {
  events.length = 0;
  introspections.length = 0;
  const headers = new Headers();
  for (const line of authorization) headers.append("authorization", line);
  const [method = "", path = ""] = route.split(" ");
  const response = await fetch(new URL(path, origin), { method, headers, signal: AbortSignal.timeout(15_000) });
  const retryAfter = response.headers.get("retry-after");
  return {
    api: name,
    status: response.status,
    challenge: response.headers.get("www-authenticate") ?? undefined,
    retryAfterSeconds: retryAfter === null ? undefined : Number(retryAfter),
    body: (await response.json()) as Answer["body"],
    ...readEvents(events),
    introspections: introspections.length,
  };
}

/** What a log of the operator says about the request: the last word of the verifier, and the work it had. */
function readEvents(events: readonly OstiaryEvent[]): Pick<Answer, "judgement" | "detail" | "keyFetches"> {
  const keyFetches = events.filter(({ type }) => type === "keys.refreshed").length;
  const last = events.findLast(({ type }) => type.startsWith("token."));
  switch (last?.type) {
    case "token.accepted":
      return { judgement: "accepted", detail: undefined, keyFetches };
    case "token.denied":
      return { judgement: last.reason, detail: last.detail, keyFetches };
    case "token.unavailable": {
      const refusal = events.find((event) => event.type === "introspection.refused");
      if (refusal === undefined) return { judgement: "unavailable", detail: last.detail, keyFetches };
      return { judgement: refusal.type, detail: `${refusal.status} ${refusal.error ?? ""}`, keyFetches };
    }
    default:
      return { judgement: "not judged", detail: undefined, keyFetches };
  }
}

function findUnexpected(answer: Omit<Answer, "unexpected">, expected: Expectation): Answer["unexpected"] {
  const isRetryTime = Number.isInteger(answer.retryAfterSeconds) && Number(answer.retryAfterSeconds) > 0;
  const rules: readonly [Answer["unexpected"][number], boolean][] = [
    ["status", answer.status === expected.status],
    ["challenge", answer.challenge === expected.challenge],
    ["retryAfterSeconds", expected.status === 503 ? isRetryTime : answer.retryAfterSeconds === undefined],
    ["body", answer.body["subject"] === expected.subject],
    ["judgement", answer.judgement === expected.judgement],
    ["keyFetches", answer.keyFetches === expected.keyFetches],
    ["introspections", answer.introspections === expected.introspections],
  ];
  return rules.filter(([, asExpected]) => !asExpected).map(([name]) => name);
}
