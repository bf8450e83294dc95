import { isDeepStrictEqual } from "node:util";
import {
  type AccessToken,
  type Answer,
  createVerifier,
  DeniedError,
  type DenialReason,
  type Fetch,
  type OstiaryEvent,
  type Requirement,
  UnavailableError,
  type Verifier,
  type VerifierOptions,
} from "@ostiary/core";
import { denialTable, parseChallenges } from "@ostiary/testing";

/** By which method of a verifier a token is judged. */
export type Door = "authenticate" | "verify" | "explain";

/** What a verifier said. */
export type Verdict =
  | { readonly kind: "accepted"; readonly token: AccessToken | undefined }
  | { readonly kind: "denied"; readonly reason: DenialReason }
  | { readonly kind: "unavailable" };

/** The reason of a denial, or what else it is. */
export function wordFor(verdict: Verdict): string {
  return verdict.kind === "denied" ? verdict.reason : verdict.kind;
}

/** What is asked of a verifier. */
export interface Question {
  /** Default: `authenticate`. */
  readonly door?: Door;
  readonly requirement?: Requirement;
  /** Texts that nothing which is told or answered may hold, besides the parts of the token. */
  readonly secrets?: readonly string[];
}

/** A verifier whose every word is checked: whatever is asked, it says what it may say, and in the form it must have. */
export interface WatchedVerifier {
  readonly verifier: Verifier;
  /** How often each URL was asked for. */
  readonly asked: ReadonlyMap<string, number>;
  /** What was told since the last question. */
  readonly events: readonly OstiaryEvent[];
  /** Judges a token. Rejects if the verifier breaks a rule that holds for every token. */
  judge(token: string, question?: Question): Promise<Verdict>;
  /** The same for whole `Authorization` lines. */
  judgeLines(lines: readonly string[], question?: Omit<Question, "door">): Promise<Verdict>;
}

export function watchVerifier(options: VerifierOptions & { readonly fetch: Fetch }): WatchedVerifier {
  const asked = new Map<string, number>();
  const events: OstiaryEvent[] = [];
  const verifier = createVerifier({
    ...options,
    fetch: (url, init) => {
      asked.set(url, (asked.get(url) ?? 0) + 1);
      return options.fetch(url, init);
    },
    onEvent: (event) => {
      events.push(event);
    },
  });

  async function judgeLines(lines: readonly string[], question: Omit<Question, "door"> = {}): Promise<Verdict> {
    events.length = 0;
    const outcome = await verifier.authenticate({ authorization: lines }, question.requirement);
    const secrets = [...lines.flatMap(partsOf), ...(question.secrets ?? [])];
    checkEvents(events, outcome, secrets);
    if (outcome.kind === "accepted") return { kind: "accepted", token: outcome.token };
    const answer = verifier.challenge(outcome);
    if (outcome.kind === "unavailable") {
      checkUnavailable(answer, secrets);
      return { kind: "unavailable" };
    }
    checkDenied(answer, outcome, secrets);
    return { kind: "denied", reason: outcome.reason };
  }

  async function judge(token: string, question: Question = {}): Promise<Verdict> {
    const { door = "authenticate" } = question;
    if (door === "authenticate") return judgeLines([`Bearer ${token}`], question);
    events.length = 0;
    const secrets = [...partsOf(token), ...(question.secrets ?? [])];
    return door === "verify" ? verifyAlone(token, question, secrets) : explain(token, question, secrets);
  }

  async function verifyAlone(token: string, question: Question, secrets: readonly string[]): Promise<Verdict> {
    try {
      const accepted = await verifier.verify(token, question.requirement);
      checkEvents(events, { kind: "accepted" }, secrets);
      return { kind: "accepted", token: accepted };
    } catch (error) {
      if (error instanceof UnavailableError) {
        checkEvents(events, { kind: "unavailable" }, secrets);
        rule(error.status === 503, "an outage is 503");
        return { kind: "unavailable" };
      }
      if (!(error instanceof DeniedError)) throw error;
      const { reason } = error;
      checkEvents(events, { kind: "denied", reason }, secrets);
      checkDenied(error, { reason, requiredScopes: readScopes(error) }, secrets);
      checkSilence(`${error.message} ${error.stack}`, secrets, "an error");
      return { kind: "denied", reason };
    }
  }

  async function explain(token: string, question: Question, secrets: readonly string[]): Promise<Verdict> {
    const explanation = await verifier.explain(token, question.requirement);
    rule(
      events.every(({ type }) => !type.startsWith("token.")),
      "an explanation tells no token event",
    );
    for (const event of events) checkSilence(describe(event), secrets, "an event");
    const { outcome: kind, reason } = explanation;
    checkSilence(
      `${explanation.toString()} ${explanation.toMarkdown()} ${JSON.stringify(explanation)}`,
      secrets,
      "an explanation",
    );
    if (kind === "accepted") return { kind, token: undefined };
    if (kind === "unavailable") return { kind };
    if (reason === undefined) throw new Violation("a denial is explained by its reason");
    return { kind, reason };
  }

  return { verifier, asked, events, judge, judgeLines };
}

/** Something that must never be was. Its message quotes no token. */
class Violation extends Error {
  override readonly name = "Violation";
}

/** Throws a `Violation` unless it holds. */
export function rule(holds: boolean, sentence: string): asserts holds {
  if (!holds) throw new Violation(`Not so: ${sentence}`);
}

interface Judged {
  readonly kind: Verdict["kind"];
  readonly reason?: DenialReason;
}

/** One event tells of the request, the right one; and none holds a secret or breaks the line of a log. */
function checkEvents(events: readonly OstiaryEvent[], judged: Judged, secrets: readonly string[]): void {
  for (const event of events) {
    if ("detail" in event) rule(ONE_LINE.test(event.detail), `the detail of ${event.type} is one printable line`);
    checkSilence(describe(event), secrets, "an event");
  }
  const told = events.filter(({ type }) => type.startsWith("token."));
  // What is denied for its scopes was accepted first.
  const last = told.at(-1);
  rule(last?.type === `token.${judged.kind}`, `${judged.kind} is told as such`);
  rule(told.length === (judged.reason === "scope_insufficient" ? 2 : 1), "each request is told once");
  if (last.type === "token.denied") rule(last.reason === judged.reason, "the reason told is the reason");
}

/** Status, challenge and body are those of the table, in the grammar of RFC 9110, and say nothing else. */
function checkDenied(
  { status, headers, body }: Answer,
  { reason, requiredScopes }: { readonly reason: DenialReason; readonly requiredScopes: readonly string[] },
  secrets: readonly string[],
): void {
  const row = denialTable[reason];
  rule(status === row.status, `${reason} is ${row.status}`);
  const challenges = parseChallenges(headers["WWW-Authenticate"] ?? "");
  const parameters = {
    realm: "api",
    ...(row.error !== undefined && { error: row.error, error_description: row.description }),
    ...(requiredScopes.length > 0 && { scope: requiredScopes.join(" ") }),
  };
  const said = challenges.map(({ scheme, parameters: given }) => ({ scheme, ...Object.fromEntries(given) }));
  rule(isDeepStrictEqual(said, [{ scheme: "Bearer", ...parameters }]), `the challenge is that of ${reason}`);
  rule(requiredScopes.length > 0 === (reason === "scope_insufficient"), "scopes are told when they are missing");
  const { error, error_description: description } = JSON.parse(body) as Record<string, unknown>;
  rule(error === row.error && description === row.description, `the body is that of ${reason}`);
  rule(headers["Cache-Control"] === "no-store", "no refusal is cached");
  checkSilence(`${JSON.stringify(headers)} ${body}`, secrets, "an answer");
}

function checkUnavailable({ status, headers, body }: Answer, secrets: readonly string[]): void {
  rule(status === 503 && headers["WWW-Authenticate"] === undefined, "an outage is 503, without a challenge");
  const seconds = Number(headers["Retry-After"]);
  rule(Number.isInteger(seconds) && seconds >= 1 && seconds <= 86_400, "Retry-After is a number of seconds");
  rule(headers["Cache-Control"] === "no-store", "no refusal is cached");
  checkSilence(`${JSON.stringify(headers)} ${body}`, secrets, "an answer");
}

function checkSilence(text: string, secrets: readonly string[], where: string): void {
  for (const secret of secrets) rule(!text.includes(secret), `${where} holds no part of a token and no secret`);
}

/** The parts of a token, or of a line with one, that are long enough to be told from chance. */
function partsOf(text: string): readonly string[] {
  return text.split(/[ .]/).filter((part) => part.length >= 24);
}

function readScopes({ headers }: Answer): readonly string[] {
  const [challenge] = parseChallenges(headers["WWW-Authenticate"] ?? "");
  return challenge?.parameters.get("scope")?.split(" ") ?? [];
}

/** Everything that a log could print of an event, its causes included. */
function describe(event: OstiaryEvent): string {
  return JSON.stringify(event, (_, value: unknown) =>
    value instanceof Error ? Object.assign({ message: value.message, cause: value.cause }, value) : value,
  );
}

const ONE_LINE = /^[ -~§]*$/;
