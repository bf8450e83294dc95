import { STATUS_CODES } from "node:http";
import type { DenialReason } from "@ostiary/core";
import { denialTable } from "@ostiary/testing";
import { matchers } from "@ostiary/testing/vitest";
import { expect } from "vitest";
import { type Arena, isOf } from "./arena.js";
import { expectBoundedCost } from "./cost.js";
import { recordPrinted } from "./printed.js";
import { expectSilenceAbout, secretsOf } from "./secrets.js";
import { type AttackRequest, type AttackTarget, isFieldValue, scopesOf } from "./targets.js";
import type { TargetAnswer } from "./wire.js";

expect.extend(matchers);

/**
 * One attack: a row's id (a letter for the group and a number, which stay when the row moves), what is tried, the token, and
 * why it is refused.
 */
export type Attack = readonly [id: string, what: string, token: string, reason: DenialReason];

/** The token is refused for this reason. */
export async function expectRefused(arena: Arena, token: string, reason: DenialReason): Promise<void> {
  await expectRefusedRequest(arena, { authorization: [`Bearer ${token}`] }, reason);
}

/** The same for whole `Authorization` lines. */
export async function expectRefusedLines(arena: Arena, lines: readonly string[], reason: DenialReason): Promise<void> {
  await expectRefusedRequest(arena, { authorization: lines }, reason);
}

/**
 * Core and every adapter refuse the request for this reason, each with the same answer to the byte, and a good token is
 * accepted before and after. What else is asserted of every attack:
 * the handler is not called; the answer is the literal one of the reason, so that nothing of the request can be in it; nobody
 * but the two issuers is asked anything, and for a document of theirs once at most, where the token names a key that may be
 * new; it costs no more CPU time than reading takes; it leaves nothing behind in what the verifier remembers of keys (what a
 * flood leaves in memory is counted in `exhaustion.heavy.test.ts`); what the operator is told holds no part of the token;
 * nothing is printed; no prototype has changed.
 */
export async function expectRefusedRequest(arena: Arena, request: AttackRequest, reason: DenialReason): Promise<void> {
  await betweenGoodOnes(arena, async () => {
    const expected = refusalOf(reason, request.path);
    for (const { target, answer, told } of await askAll(arena, request, costOf(reason))) {
      if (isRefusedByServer(target, request)) {
        expect(answer.status, target.name).toBe(400);
        continue;
      }
      expect(answer, target.name).toEqual(expected);
      expect(told.at(-1), target.name).toMatchObject({
        type: "token.denied",
        reason,
        detail: expect.stringMatching(/^[ -~§]+$/),
      });
    }
  });
}

/** The token is accepted: a guard against refusing too much. */
export async function expectAccepted(arena: Arena, token: string): Promise<void> {
  await expectAcceptedRequest(arena, { authorization: [`Bearer ${token}`] });
}

/** The same of what an attack is only compared with: that it is accepted does not count as a try. */
export async function expectGood(arena: Arena, token: string): Promise<void> {
  await expectLetIn(arena, { authorization: [`Bearer ${token}`] }, "askAside");
}

/** Core and every adapter accept the request and call the handler, once, which sees the same token everywhere. */
export async function expectAcceptedRequest(arena: Arena, request: AttackRequest): Promise<void> {
  await expectLetIn(arena, request, "ask");
}

async function expectLetIn({ targets }: Arena, request: AttackRequest, how: "ask" | "askAside"): Promise<void> {
  const answers = await Promise.all(
    targets.map(async (target) => {
      const callsBefore = target.calls();
      const answer = await target[how](request);
      expect(answer, target.name).toBeAccepted();
      expect(target.calls() - callsBefore, `${target.name} calls the handler`).toBe(1);
      return answer.body;
    }),
  );
  expect(new Set(answers).size, "all targets see the same token").toBe(1);
}

/** The answer to a request that was refused for this reason, whatever was in it. */
export function refusalOf(reason: DenialReason, path?: string): TargetAnswer {
  const { status, error, description } = denialTable[reason];
  const scopes = reason === "scope_insufficient" ? scopesOf(path) : [];
  const parameters = Object.entries({ realm: "api", error, error_description: description, scope: scopes.join(" ") });
  const challenge = [...parameters, ["reason", reason]]
    .filter(([, value]) => value !== undefined && value !== "")
    .map(([name, value]) => `${name}="${value}"`);
  return {
    status,
    headers: {
      "www-authenticate": `Bearer ${challenge.join(", ")}`,
      "cache-control": "no-store",
      "content-type": "application/problem+json",
    },
    body: JSON.stringify({ title: STATUS_CODES[status], status, error, error_description: description }),
  };
}

/** What came before is a good token, too, where another attack was made in the same arena. */
async function betweenGoodOnes(arena: Arena, judge: () => Promise<void>): Promise<void> {
  const good = arena.good();
  if (await warmUp(arena)) await expectGood(arena, good);
  const calls = arena.targets.map((target) => target.calls());
  await judge();
  await expectGood(arena, good);
  // A handler that was called late has been called by now.
  expect(arena.targets.map((target) => target.calls())).toEqual(calls.map((count) => count + 1));
}

/** Asks every target, and asserts what must be so whatever the answer is. */
async function askAll(arena: Arena, request: AttackRequest, documents: number) {
  const before = arena.targets.map((target) => memoryOf(target));
  const secrets = secretsOf(request.authorization);
  const { printed, result: answers } = await recordPrinted(() =>
    expectBoundedCost(arena.targets.length, () => Promise.all(arena.targets.map((target) => target.ask(request)))),
  );
  expect(printed).toEqual([]);
  expect(Object.keys(Object.prototype)).toEqual([]);
  return arena.targets.map((target, index) => {
    const [was, answer] = [before[index], answers[index]];
    if (was === undefined || answer === undefined) throw new Error("there is one for each target");
    const now = memoryOf(target);
    const asked = target.urls.slice(was.urls);
    expect(now.calls, `${target.name} calls no handler`).toBe(was.calls);
    expect(asked.filter((url) => !isOf(arena.a.issuer, url) && !isOf(arena.b.issuer, url))).toEqual([]);
    // Where time has passed keys are refreshed in the background, whoever comes.
    if (warmAt.get(target) === arena.clock.now()) {
      expect(asked.length, `${target.name} fetches ${asked.join(" and ")}`).toBeLessThanOrEqual(documents);
      if (asked.length === 0) expect(now.remembered, target.name).toBe(was.remembered);
    }
    const told = target.events.slice(was.events);
    expectSilenceAbout(secrets, told);
    return { target, answer, told };
  });
}

interface Memory {
  readonly urls: number;
  readonly events: number;
  readonly calls: number;
  readonly remembered: string;
}

/** What can be seen of a verifier from outside. */
function memoryOf({ urls, events, calls, verifier }: AttackTarget): Memory {
  const remembered = JSON.stringify([verifier.health(), verifier.exportSnapshot()]);
  return { urls: urls.length, events: events.length, calls: calls(), remembered };
}

/** How many documents of the issuers a refusal may cost: a key that is not known may be a new one. */
function costOf(reason: DenialReason): number {
  return reason === "no_matching_key" ? 1 : 0;
}

/** What no field of HTTP can hold does not come to the application. */
function isRefusedByServer({ name }: AttackTarget, { authorization }: AttackRequest): boolean {
  return name !== "core" && !authorization.every(isFieldValue);
}

/**
 * So that a token of the second issuer is not charged with the fetch of its keys.
 *
 * @returns Whether the arena was not warm yet.
 */
async function warmUp({ targets, clock }: Arena): Promise<boolean> {
  const cold = targets.filter((target) => !warmAt.has(target));
  for (const target of cold) warmAt.set(target, clock.now());
  await Promise.allSettled(cold.map(({ verifier }) => verifier.warmUp()));
  return cold.length > 0;
}

const warmAt = new WeakMap<AttackTarget, number>();
