import type { DenialReason } from "@ostiary/core";
import type { Defect, DefectGroup, ExpectedDenial, Given, RequestParts } from "../defects/defect.js";
import { defects } from "../defects/defects.js";
import { presentToken } from "../defects/find-form.js";
import { opaqueDefects } from "../defects/opaque-defects.js";
import type { TokenSource } from "../defects/token-source.js";
import { denialTable } from "../denial-table.js";
import { findBearerChallenge } from "../observation.js";
import { ANONYMOUS_IDS, toAnonymousId } from "./anonymous-ids.js";
import type { Asked } from "./ask.js";
import { ATTACKER_IDS, auditDefects } from "./audit-defects.js";
import type { AuditSetting } from "./audit-options.js";
import type { AuditStep, AuditTools } from "./audit-step.js";
import type { AuditResponse } from "./audit-target.js";
import { findEchoes, findLeaks, readTokens } from "./find-leaks.js";
import type { Leak } from "./find-leaks.js";
import type { Complaint } from "./finding.js";
import { describeExpected, judgeRefusal } from "./judge-refusal.js";

/** All defects of the catalogue that concern the API, in its order, and those of the audit. */
export function planDefects(setting: AuditSetting, isOpaqueTaken: () => boolean): readonly AuditStep[] {
  return [...defects, ...auditDefects, ...(setting.opaque ? opaqueDefects : [])].map((defect) => ({
    id: defect.id,
    level: defect.level,
    skipReason: () => findSkipReason(defect, setting, isOpaqueTaken),
    run: (tools) => (ATTACKER_IDS.includes(defect.id) ? sendFromAttacker(defect, tools) : sendDefect(defect, tools)),
  }));
}

/** Bad tokens on a route that lets requests without a token through: they are not to pass for none. */
export function planAnonymousRoute({ anonymousPath, source }: AuditSetting): readonly AuditStep[] {
  if (anonymousPath === undefined) return [];
  return ANONYMOUS_IDS.flatMap((id) => defects.find((defect) => defect.id === id) ?? []).map((defect) => ({
    id: toAnonymousId(defect.id, anonymousPath),
    level: defect.level,
    skipReason: () => undefined,
    run: async ({ ask, setting }) => {
      const made = makeParts(defect, source, {});
      if (typeof made === "string") return made;
      return judgeDefect(
        await ask(made, anonymousPath),
        { ...defect, severity: "high", risk: TAKEN_FOR_NONE },
        setting,
      );
    },
  }));
}

function findSkipReason(defect: Defect, setting: AuditSetting, isOpaqueTaken: () => boolean): string | undefined {
  if (defect.expected.reason === "scope_insufficient" && setting.noScopeReason !== undefined) {
    return setting.noScopeReason;
  }
  if (ATTACKER_IDS.includes(defect.id)) {
    return typeof setting.attackerPlace === "string" ? setting.attackerPlace : undefined;
  }
  if (setting.issuesOpaque && OF_CLAIMS.includes(defect.group)) return "the issuer's tokens are opaque";
  if (defect.group === "opaque" && !isOpaqueTaken()) return "no opaque token is accepted, so none proves anything";
  return defect.id === TOKEN_IN_FORM && BODILESS.includes(setting.method)
    ? `a request with the method ${setting.method} has no body`
    : undefined;
}

/** Once for each way to get to his place: some go there over TLS only, and are seen to knock. */
async function sendFromAttacker(defect: Defect, tools: AuditTools): Promise<readonly Complaint[] | string> {
  const complaints: Complaint[] = [];
  for (const origin of tools.attacker?.origins ?? []) {
    const sent = await sendDefect(defect, tools, { attackerJwksUri: `${origin}/jwks` });
    if (typeof sent === "string") return sent;
    complaints.push(...sent);
  }
  return complaints;
}

async function sendDefect(
  defect: Defect,
  { ask, setting, attacker }: AuditTools,
  given: Given = {},
): Promise<readonly Complaint[] | string> {
  const askedBefore = attacker?.asked() ?? 0;
  const accepted = defect.followsAccepted ? setting.source.issue() : undefined;
  if (accepted !== undefined) await ask(presentToken(accepted));
  const made = makeParts(defect, setting.source, { ...given, accepted });
  if (typeof made === "string") return made;
  const asked = await ask(made);
  const complaints = judgeDefect(asked, defect, setting);
  return (attacker?.asked() ?? 0) > askedBefore ? [...complaints, FETCHED] : complaints;
}

/** As much of a defect as the answer is judged by. */
export type Judged = Pick<Defect, "id" | "title" | "risk" | "severity" | "expected">;

/** How something is to be refused for a reason. */
export function toExpected(reason: DenialReason): ExpectedDenial {
  const { status, error } = denialTable[reason];
  return { status, error, reason };
}

export function judgeDefect(asked: Asked, defect: Judged, { source }: AuditSetting): readonly Complaint[] {
  const { request, response, isAccepted, got } = asked;
  const expected = describeExpected(defect.expected);
  if (response === undefined) return [{ ...NO_ANSWER, expected, got }];
  if (isAccepted) {
    const says = `The API accepts ${defect.title}. ${defect.risk}`;
    const complaint: Complaint = { category: "accepted_bad", severity: defect.severity, says, expected, got };
    return [complaint, ...findEchoes(request, response).map((leak) => toComplaint(leak, got))];
  }
  const leaks = findLeaks(request, response, source.audience).map((leak) => toComplaint(leak, got));
  if (isTakenForToken(response, defect)) return [{ ...toTaken(defect), expected, got }, ...leaks];
  // An API need not read forms (RFC 9110 §15.5.16).
  if (defect.id === TOKEN_IN_FORM && response.status === 415) return leaks;
  return [...judgeRefusal(response, defect.expected, readTokens(request)), ...leaks];
}

/** Scopes are looked at last: who is told that his are not enough has passed all the rest. */
function isTakenForToken({ status, headers }: AuditResponse, { expected }: Judged): boolean {
  const challenge = findBearerChallenge(headers["www-authenticate"]?.join(", "));
  return expected.status === 401 && status === 403 && challenge?.parameters.get("error") === "insufficient_scope";
}

function toTaken({ title, risk, severity }: Judged): Omit<Complaint, "expected" | "got"> {
  const says = `The API takes ${title} for an access token that merely lacks a scope: a route that asks for none lets it in. ${risk}`;
  return { category: "accepted_bad", severity: severity === "critical" ? "high" : severity, says };
}

/** What was found is not quoted: it is what was not to be told. */
function toComplaint({ says, severity, where }: Leak, got: string): Complaint {
  return { category: "leak", severity, says, expected: "nothing of that", got: `it in ${where}, with ${got}` };
}

/** A text if the issuer has no token to make it of, as one that encrypts them. */
function makeParts(defect: Defect, source: TokenSource, given: Given): RequestParts | string {
  try {
    const made = defect.make(source, given);
    return typeof made === "string" ? presentToken(made) : made;
  } catch (error) {
    if (error instanceof TypeError) return error.message;
    throw error;
  }
}

const NO_ANSWER = {
  category: "wrong_status",
  severity: "medium",
  says: "The API does not answer: whoever sends it can keep it busy, or stop it.",
} as const;

const FETCHED: Complaint = {
  category: "accepted_bad",
  severity: "high",
  says: "The API asks a place that the token names: anybody can have it send requests, also to where only it can.",
  expected: "that keys are fetched from the issuer alone",
  got: "a request to the attacker's place",
};

/** What these change in a token stands in the answer about it, if it is opaque: the group `opaque` is for that. */
const OF_CLAIMS: readonly DefectGroup[] = ["issuer", "audience", "time", "scope", "binding"];
const TAKEN_FOR_NONE = "On a route for everybody a bad token passes for none, or for a good one.";
const TOKEN_IN_FORM = "token-in-form";
const BODILESS: readonly string[] = ["GET", "HEAD"];
