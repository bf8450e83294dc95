import { presentToken } from "../defects/find-form.js";
import { createAsk } from "./ask.js";
import type { Asked } from "./ask.js";
import { openAttackerPlace } from "./attacker-place.js";
import type { AttackerPlace } from "./attacker-place.js";
import { parseAuditOptions } from "./audit-options.js";
import type { AuditOptions, AuditSetting } from "./audit-options.js";
import type { AuditStep, AuditTools } from "./audit-step.js";
import type { AuditTarget } from "./audit-target.js";
import { checkAuditOptions } from "./check-options.js";
import { planAnonymousRoute, planDefects } from "./defect-steps.js";
import { planExpiry } from "./expiry-steps.js";
import type { Complaint } from "./finding.js";
import { planGoodForms, planGoodOpaque } from "./good-steps.js";
import { createNotes } from "./notes.js";
import type { AuditNotes } from "./notes.js";
import { openTarget } from "./open-target.js";
import { planOutages } from "./outage-steps.js";
import type { AuditReport } from "./report.js";
import { planRotation } from "./rotation-steps.js";
import type { Rotation } from "./rotation-steps.js";

/**
 * Sends the whole catalogue of defects to an API that trusts a test issuer, whatever it is built with, and says what it does wrong:
 * what it accepts and must not, what it refuses and must not, and what is wrong with its answers.
 *
 * One request at a time, in a fixed order. A good token is sent first, after every few defects, and last: an API that refuses
 * everything passes nothing. The issuer is stopped and made to fail meanwhile, publishes another key, and is well again at the end; its
 * clock, if it is a manual one, has moved on by then.
 *
 * Does NOT show that an API is safe: only that it does none of what the catalogue holds, on one route.
 *
 * @throws TypeError - the options or the target are not as they must be.
 */
export async function auditApi(target: AuditTarget, options: AuditOptions): Promise<AuditReport> {
  checkAuditOptions(options);
  const setting = parseAuditOptions(target, options);
  const notes = createNotes();
  const api = await openTarget(target);
  const rotation = planRotation(setting);
  let attacker;
  try {
    attacker = await openPlace(setting);
    await audit({ setting, attacker, ask: createAsk(api, setting) }, rotation, notes);
  } finally {
    rotation.end();
    await Promise.all([api.close(), attacker?.close()]);
  }
  return notes.toReport(`${setting.method} ${setting.path}`);
}

async function openPlace({ attackerPlace, as }: AuditSetting): Promise<AttackerPlace | undefined> {
  return typeof attackerPlace === "string" ? undefined : openAttackerPlace(as.signingKey.algorithm, attackerPlace);
}

async function audit(tools: AuditTools, rotation: Rotation, notes: AuditNotes): Promise<void> {
  const first = await askGood(tools);
  notes.add("good-token", first.isAccepted ? [] : [cannotBegin(first)]);
  if (!first.isAccepted) return;
  notes.confirm();
  if (await acceptsEverything(tools)) {
    notes.add("no-credentials", [EVERYTHING]);
    return;
  }
  const steps = planSteps(tools, rotation);
  for (const [index, step] of steps.entries()) {
    tools.setting.onProgress({ id: step.id, done: index, total: steps.length });
    await take(step, tools, notes);
    if ((index + 1) % STEPS_BETWEEN !== 0 && index + 1 < steps.length) continue;
    const again = await askGood(tools);
    if (!again.isAccepted) return breakOff(again, steps.slice(index + 1), notes);
    notes.confirm();
  }
}

function planSteps({ setting }: AuditTools, rotation: Rotation): readonly AuditStep[] {
  let isOpaqueTaken = false;
  const goodOpaque = planGoodOpaque(setting, () => {
    isOpaqueTaken = true;
  });
  return [
    ...planGoodForms(setting),
    ...(setting.opaque ? [goodOpaque] : []),
    ...rotation.steps,
    ...planExpiry(setting, () => isOpaqueTaken),
    ...planDefects(setting, () => isOpaqueTaken),
    ...planAnonymousRoute(setting),
    ...planOutages(setting, () => isOpaqueTaken),
  ];
}

async function take(
  { id, level, unseen, skipReason, run }: AuditStep,
  tools: AuditTools,
  notes: AuditNotes,
): Promise<void> {
  const { skip, allow, except, strict } = tools.setting;
  const reason = own(skip, id) ?? own(except, id) ?? skipReason();
  if (reason !== undefined) return notes.skip(id, reason);
  const complaints = await run(tools);
  if (typeof complaints === "string") {
    if (unseen !== undefined) notes.remark(id, [toNotTried(unseen, complaints)]);
    return notes.skip(id, complaints);
  }
  const purpose = own(allow, id);
  const isLetPass = purpose !== undefined || (level === "may" && !strict);
  const accepted = isLetPass ? complaints.filter(({ category }) => category === "accepted_bad") : [];
  if (accepted.length === 0) {
    if (purpose !== undefined) notes.remark(id, [NEEDLESS]);
    return notes.add(id, complaints);
  }
  if (purpose === undefined) notes.remark(id, accepted);
  else notes.allow(id, purpose);
  const others = complaints.filter((complaint) => !accepted.includes(complaint));
  if (others.length > 0) notes.add(id, others);
}

function own(reasons: Readonly<Record<string, string>>, id: string): string | undefined {
  return Object.hasOwn(reasons, id) ? reasons[id] : undefined;
}

function askGood({ ask, setting }: AuditTools): Promise<Asked> {
  return ask(presentToken(setting.source.issue()));
}

/** Looked at first: of an API without a guard there is one thing to say, not a hundred. */
async function acceptsEverything({ ask, setting }: AuditTools): Promise<boolean> {
  for (const parts of [{ headers: [], query: "", body: undefined }, presentToken("a-token-that-nobody-issued")]) {
    const { isAccepted } = await ask(parts);
    if (!isAccepted) return false;
  }
  return (await ask(presentToken(`${setting.source.issue().split(".").slice(0, 2).join(".")}.AA`))).isAccepted;
}

function breakOff(again: Asked, left: readonly AuditStep[], notes: AuditNotes): void {
  notes.doubt("a good token was refused afterwards, so that this was refused proves nothing");
  for (const { id } of left) notes.skip(id, "the audit was broken off");
  notes.add("good-token", [
    {
      category: "refused_good",
      severity: "critical",
      says: `The API refuses good tokens from then on, so the audit was broken off. ${LIMITED}`,
      expected: "that it is accepted, as it was before",
      got: again.got,
    },
  ]);
}

function cannotBegin({ got, response }: Asked): Complaint {
  return {
    category: "refused_good",
    severity: "critical",
    says: `The audit could not be done, for the API refuses a good token. ${HINTS.get(response?.status) ?? TRUST}`,
    expected: "that it is accepted",
    got,
  };
}

function toNotTried(unseen: string, reason: string): Complaint {
  const says = `It is not known ${unseen}: ${reason}.`;
  return { category: "not_tried", severity: "medium", says, expected: "that it can be tried", got: "nothing to tell" };
}

const NEEDLESS: Complaint = {
  category: "needless_allow",
  severity: "low",
  says: "The option allow names it, and the API does not accept it: take it out, or it hides that some day.",
  expected: "that it is accepted, as the option says",
  got: "a refusal",
};

const EVERYTHING: Complaint = {
  category: "accepted_bad",
  severity: "critical",
  says: "The API accepts everything, requests without a token included: the route is not protected, or what it refuses gets the status of success, which the option isAccepted can tell apart. Nothing else was tried.",
  expected: "401",
  got: "what a good token gets, without a token, with a made-up one and with one that nobody signed",
};

const LIMITED = "Does it limit how many requests it takes? Then lift the limit for the audit.";
const TRUST = "Does it trust this issuer, its audience and its clock?";
const HINTS: ReadonlyMap<number | undefined, string> = new Map([
  [403, "Does the route ask for the scope of the issuer? If not, set the option scope."],
  [404, "Is the option path the path of a route?"],
  [405, "Is the option method the method of the route?"],
  [429, LIMITED],
  [503, "Can it reach the issuer? In the same process it needs the fetch of as.verifierOptions()."],
]);

/** So many steps are taken on the word of one good token. */
const STEPS_BETWEEN = 10;
