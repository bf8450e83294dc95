import { attackerKey } from "../defects/attacker-key.js";
import type { Severity } from "../defects/defect.js";
import { presentToken } from "../defects/find-form.js";
import { createAsk } from "./ask.js";
import type { Asked } from "./ask.js";
import type { AuditSetting } from "./audit-options.js";
import type { AuditStep, AuditTools } from "./audit-step.js";
import type { Complaint, FindingCategory } from "./finding.js";
import { openTarget } from "./open-target.js";
import { describeError } from "./redact.js";

/** Outages of the issuer: a good token is not to be called bad, and a bad one not to be taken for good. */
export function planOutages(setting: AuditSetting, isOpaqueTaken: () => boolean): readonly AuditStep[] {
  const { as, opaque, issuesOpaque } = setting;
  const stop: Outage = { begin: () => as.stop(), end: () => as.start() };
  const fail = (name: "status_500" | "html"): Outage => ({ begin: () => as.fail(name), end: () => as.recover() });
  const introspection: Outage = {
    begin: () => as.fail("status_503", { at: "introspection" }),
    end: () => as.recover(),
  };
  return [
    step(
      "outage-with-known-keys",
      () => (issuesOpaque ? "the issuer's tokens are opaque" : undefined),
      (tools) => during(stop, () => askWithKnownKeys(tools)),
    ),
    step(
      "outage-of-introspection",
      () => (opaque && isOpaqueTaken() ? undefined : "the API takes no opaque tokens"),
      (tools) => during(introspection, () => askAboutOpaque(tools)),
    ),
    ...(
      [
        ["outage-at-start", stop],
        ["outage-with-status", fail("status_500")],
        ["outage-with-page", fail("html")],
      ] as const
    ).map(([id, outage]) =>
      step(
        id,
        () => (setting.restart === undefined ? "to see a cold start, give the option restart" : undefined),
        (tools) => during(outage, () => startCold(tools)),
      ),
    ),
  ];
}

interface Outage {
  readonly begin: () => void | Promise<void>;
  readonly end: () => void | Promise<void>;
}

function step(id: string, skipReason: AuditStep["skipReason"], run: AuditStep["run"]): AuditStep {
  return { id, skipReason, run };
}

async function during<Value>({ begin, end }: Outage, act: () => Promise<Value>): Promise<Value> {
  await begin();
  try {
    return await act();
  } finally {
    await end();
  }
}

async function askWithKnownKeys({ ask, setting }: AuditTools): Promise<readonly Complaint[]> {
  const asked = await ask(presentToken(setting.source.issue()));
  if (asked.isAccepted) return [];
  const complaints = judgeOutage(asked);
  return complaints.some(({ severity }) => severity === "high") ? complaints : [complain(asked, KEYS_NOT_KEPT)];
}

async function askAboutOpaque({ ask, setting }: AuditTools): Promise<readonly Complaint[]> {
  const asked = await ask(presentToken(setting.source.issueOpaque()));
  return asked.isAccepted ? [complain(asked, BELIEVED)] : judgeOutage(asked);
}

async function startCold({ setting }: AuditTools): Promise<readonly Complaint[]> {
  const { restart = () => "", source } = setting;
  let target;
  try {
    target = await openTarget(await restart());
  } catch (error) {
    return [{ ...NO_START, expected: "that it starts, and answers 503", got: describeError(error, []) }];
  }
  try {
    const ask = createAsk(target, setting);
    const good = await ask(presentToken(source.issue()));
    const forged = await ask(presentToken(source.issue({}, { key: attackerKey(source.signingKey.algorithm) })));
    const believed = forged.isAccepted ? [complain(forged, BELIEVED)] : [];
    // An API that has its keys from elsewhere needs nobody.
    return good.isAccepted ? believed : [...judgeOutage(good), ...believed];
  } finally {
    await target.close();
  }
}

/** An answer to a good token that cannot be judged. */
function judgeOutage(asked: Asked): readonly Complaint[] {
  const { response } = asked;
  if (response === undefined) return [complain(asked, NO_ANSWER)];
  if (response.status < 500) return [complain(asked, CALLED_BAD)];
  if (response.headers["www-authenticate"] !== undefined) return [complain(asked, CHALLENGED)];
  return response.status === 503 ? [] : [complain(asked, NOT_503)];
}

interface Fault {
  readonly category: FindingCategory;
  readonly severity: Severity;
  readonly says: string;
}

function complain({ got }: Asked, fault: Fault): Complaint {
  const expected =
    fault === KEYS_NOT_KEPT ? "that it is accepted, with the keys that are known" : "503, without a challenge";
  return { ...fault, expected, got };
}

const CALLED_BAD: Fault = {
  category: "outage_answer",
  severity: "high",
  says: "While the authorization server is away the API refuses good tokens as bad: clients throw them away, and all ask for new ones.",
};
const CHALLENGED: Fault = {
  category: "outage_answer",
  severity: "low",
  says: "An outage of the authorization server is answered with a challenge, as if the token were to blame.",
};
const NOT_503: Fault = {
  category: "outage_answer",
  severity: "low",
  says: "An outage of the authorization server is answered like a fault of the API: clients do not learn that it passes.",
};
const NO_ANSWER: Fault = {
  category: "outage_answer",
  severity: "medium",
  says: "While the authorization server is away the API does not answer in time: requests pile up.",
};
const KEYS_NOT_KEPT: Fault = {
  category: "outage_answer",
  severity: "medium",
  says: "The API needs the authorization server for every token: an outage of the one is an outage of the other.",
};
const BELIEVED: Fault = {
  category: "accepted_bad",
  severity: "critical",
  says: "While the authorization server is away the API accepts what it cannot judge.",
};
const NO_START = {
  category: "outage_answer",
  severity: "medium",
  says: "The API does not start while the authorization server is away: who restarts it then has none.",
} as const;
