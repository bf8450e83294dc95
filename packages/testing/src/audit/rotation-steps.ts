import { randomUUID } from "node:crypto";
import type { SignatureAlgorithm } from "@ostiary/core";
import { presentToken } from "../defects/find-form.js";
import { createSigningKey } from "../signing-key.js";
import type { SigningKey } from "../signing-key.js";
import type { Asked } from "./ask.js";
import type { AuditSetting } from "./audit-options.js";
import type { AuditStep, AuditTools } from "./audit-step.js";
import { judgeDefect, toExpected } from "./defect-steps.js";
import type { Judged } from "./defect-steps.js";
import type { Complaint } from "./finding.js";
import { CLOCK_NOT_SHARED, CLOCK_STANDS, passTime, waitSeconds as wait } from "./pass-time.js";

/** What an audit does with the keys of the issuer. */
export interface Rotation {
  readonly steps: readonly AuditStep[];
  /** Takes the new key out of the JWK Set again. */
  readonly end: () => void;
}

/**
 * The issuer publishes a second key, and withdraws it again. The key that it signs with otherwise stays the same, so that an API that
 * takes no other can be audited all the same.
 */
export function planRotation(setting: AuditSetting): Rotation {
  const key = createSecondKey(setting.as.signingKey.algorithm);
  let isTaken = false;
  const skipReason = (): string | undefined => findSkipReason(setting);
  const end = (): void => setting.as.withdrawKey(key.kid);
  return {
    end,
    steps: [
      {
        id: "new-key",
        unseen: "whether the API learns of new keys",
        skipReason,
        run: async (tools) => {
          if (!setting.rotation) return FIXED;
          setting.as.publishKey(key.publicJwk);
          const tried = await tryNewKey(tools, key);
          isTaken = typeof tried !== "string" && tried.length === 0;
          return tried;
        },
      },
      {
        id: WITHDRAWN.id,
        unseen: "whether a key that was withdrawn is dead",
        skipReason: () => skipReason() ?? (isTaken || !setting.rotation ? undefined : NEVER_TAKEN),
        run: async (tools) => {
          if (!setting.rotation) return FIXED;
          if (setting.clock === undefined) return CLOCK_STANDS;
          if (!(await askWith(key, tools)).isAccepted) return "the API no longer takes tokens of the new key";
          end();
          return (await passTime(tools, DAY_SECONDS)) ? tryWithdrawnKey(tools, key) : CLOCK_NOT_SHARED;
        },
      },
    ],
  };
}

function findSkipReason({ issuesOpaque, except }: AuditSetting): string | undefined {
  if (issuesOpaque) return "the issuer's tokens are opaque";
  const isAskedAboutAll = Object.hasOwn(except, "outage-with-known-keys");
  return isAskedAboutAll ? "the server is asked about every token, so the API needs no keys" : undefined;
}

/** A text if the API may yet learn of the key. */
async function tryNewKey(tools: AuditTools, key: SigningKey): Promise<readonly Complaint[] | string> {
  const { clock, waitSeconds = 0 } = tools.setting;
  let asked = await askWith(key, tools);
  if (asked.isAccepted) return [];
  const isLater = clock !== undefined && (await passTime(tools, DAY_SECONDS));
  if (isLater) asked = await askWith(key, tools);
  for (let waited = 0; !asked.isAccepted && waited < waitSeconds; waited += 1) {
    await wait(Math.min(1, waitSeconds - waited));
    asked = await askWith(key, tools);
  }
  if (asked.isAccepted) return [];
  if (!isLater && waitSeconds < FAIR_WAIT_SECONDS) return NOT_YET;
  return [{ ...KEYS_FIXED, got: asked.got }];
}

async function tryWithdrawnKey(tools: AuditTools, key: SigningKey): Promise<readonly Complaint[]> {
  let asked = await askWith(key, tools);
  // Keys may be fetched beside a request, which then still goes by the old ones.
  for (let time = 0; asked.isAccepted && time < 3; time += 1) {
    await tools.ask(presentToken(tools.setting.source.issue()));
    await wait(0.02);
    asked = await askWith(key, tools);
  }
  return judgeDefect(asked, WITHDRAWN, tools.setting);
}

function askWith(key: SigningKey, { ask, setting }: AuditTools): Promise<Asked> {
  return ask(presentToken(setting.source.issue({}, { key })));
}

/** The same numbers under another name for each audit, for RSA keys take a moment to make. */
function createSecondKey(algorithm: SignatureAlgorithm): SigningKey {
  const made = keys.get(algorithm) ?? createSigningKey(algorithm);
  keys.set(algorithm, made);
  const kid = randomUUID();
  return { ...made, kid, publicJwk: { ...made.publicJwk, kid } };
}

const keys = new Map<SignatureAlgorithm, SigningKey>();

const KEYS_FIXED: Omit<Complaint, "got"> = {
  category: "refused_good",
  severity: "high",
  says: "The API refuses a token of a key that the issuer has published meanwhile: once the issuer changes its key, everybody is locked out, and a key that leaked stays good. If the issuer never does, say rotation: false; if the API asks for keys by another clock, say with waitSeconds how long that takes.",
  expected: "that it is accepted",
};

const WITHDRAWN: Judged = {
  id: "withdrawn-key",
  title: "a token of a key that the issuer withdrew a day ago (RFC 7517 §5)",
  risk: "Whoever stole a key can write tokens for as long as the API runs, unless it keeps keys by a clock of its own: then skip this.",
  severity: "high",
  expected: toExpected("no_matching_key"),
};

const FIXED = "the option rotation says that the issuer never changes its keys";
const NEVER_TAKEN = "the API takes no token of a new key, so there is none to be withdrawn";
const NOT_YET = `the API refuses a token of a key that was published just now, and may ask for keys later; give it the clock of the issuer, made with manualClock(), or wait: waitSeconds: 60`;
/** Nobody keeps keys for longer without asking, while the issuer can be reached. */
const DAY_SECONDS = 86_400;
/** Libraries ask for an unknown key at most every half minute. */
const FAIR_WAIT_SECONDS = 60;
