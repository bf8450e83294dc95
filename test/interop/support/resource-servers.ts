import type { IssuerOptions, OstiaryEvent } from "@ostiary/core";
import { denialTable } from "@ostiary/testing";
import { expect } from "vitest";
import { type AttackTarget, createTargets } from "../../attacks/support/targets.js";
import type { TargetAnswer } from "../../attacks/support/wire.js";
import type { Recorder } from "./record.js";
import type { IssuedToken, OtherToken } from "./server.js";

/** Core alone and the three adapters, each a resource server of its own with a verifier of its own. */
export interface ResourceServers {
  readonly targets: readonly AttackTarget[];
  /** What all of them told. */
  readonly events: () => readonly OstiaryEvent[];
  /** What each answers to this token, on a route that asks for `api:read`. */
  ask(token: string, path?: string): Promise<readonly NamedAnswer[]>;
}

/** Who answered what. */
export interface NamedAnswer extends TargetAnswer {
  readonly name: string;
  /** What its verifier told of the request. */
  readonly told: readonly OstiaryEvent[];
}

/**
 * @param audience - Who they are, if the issuer does not say it.
 * @param recorder - Sees what the server answers.
 */
export async function createResourceServers(
  issuer: IssuerOptions,
  audience: string,
  recorder?: Recorder,
): Promise<ResourceServers> {
  const targets = await createTargets((urls, events) => ({
    issuer,
    // An issuer that has its own makes this one useless, which is refused.
    ...(issuer.audience === undefined ? { audience } : {}),
    onEvent: (event) => void events.push(event),
    fetch: async (url, init) => {
      urls.push(url);
      const response = await fetch(url, init);
      await recorder?.noteAnswer(url, response.clone());
      return response;
    },
  }));
  const ask: ResourceServers["ask"] = (token, path = "/orders") =>
    Promise.all(
      targets.map(async (target) => {
        const before = target.events.length;
        const answer = await target.ask({ authorization: [`Bearer ${token}`], path });
        return { ...answer, name: target.name, told: target.events.slice(before) };
      }),
    );
  return { targets, ask, events: () => targets.flatMap(({ events }) => events) };
}

/** All accept it, call the handler, and read the same from it. */
export async function expectAccepted(servers: ResourceServers, issued: IssuedToken): Promise<void> {
  const { token, subject, clientId, scopes } = issued;
  const answers = await servers.ask(token);
  for (const { name, status, told } of answers) {
    expect({ name, status, told }).toMatchObject({ name, status: 200 });
  }
  expect(new Set(answers.map(({ body }) => body)).size, "all see the same token").toBe(1);
  for (const { name, verifier } of servers.targets) {
    const seen = await verifier.verify(token);
    expect({ name, subject: seen.subject, clientId: seen.clientId }).toEqual({ name, subject, clientId });
    expect([...seen.scopes].sort(), name).toEqual([...scopes].sort());
  }
}

/** All refuse it for this reason, and tell their operator what it is instead. */
export async function expectRefused(
  servers: ResourceServers,
  token: string,
  { reason, kind }: Pick<OtherToken, "reason" | "kind">,
  path?: string,
): Promise<void> {
  const { status, error } = denialTable[reason];
  for (const { name, status: seen, headers, told } of await servers.ask(token, path)) {
    const denied = told.find(({ type }) => type === "token.denied");
    expect({ name, denied, status: seen }).toMatchObject({ name, denied: { reason }, status });
    expect(denied, name).toHaveProperty("detail", expect.stringMatching(/./));
    expect((denied as { tokenKind?: unknown }).tokenKind, `${name}: the kind`).toBe(kind);
    expect(headers["www-authenticate"], name).toContain(`error="${error ?? ""}"`);
  }
}

/** All say that they cannot tell, and when to come again. */
export function expectUnavailable(answers: readonly NamedAnswer[]): void {
  for (const { name, status, headers } of answers) {
    expect({ name, status, retryAfter: headers["retry-after"] }).toEqual({
      name,
      status: 503,
      retryAfter: expect.stringMatching(/^[1-9]\d*$/),
    });
  }
}
