import { AssertionError } from "node:assert";
import { inspect, isDeepStrictEqual } from "node:util";
import type { ContractAnswer, ContractCase } from "./contract-case.js";
import type { ContractSetting } from "./contract-setting.js";
import { credentialsCases } from "./credentials-cases.js";
import { routeCases } from "./route-cases.js";
import { tokenCases } from "./token-cases.js";

/** A request of the contract. */
export interface ContractRequest {
  readonly method: "GET";
  readonly path: string;
  /** One entry for each `Authorization` field line, to be sent as it is; characters up to U+00FF are one byte each. */
  readonly authorization: readonly string[];
}

/** What came back. */
export interface ContractResponse {
  readonly status: number;
  /** All field lines by name in lower case. */
  readonly headers: Readonly<Record<string, readonly string[] | undefined>>;
  readonly body: string;
}

/** An application under test, with the routes of `ContractRoute`. */
export interface ContractTarget {
  request(request: ContractRequest): Promise<ContractResponse>;
}

/** One test, for any test runner. */
export interface ContractTest {
  readonly name: string;
  /** Rejects with an `AssertionError` if the target breaks the contract. Not to be run at the same time as another one. */
  readonly run: (target: ContractTarget) => Promise<void>;
}

/** What every adapter must answer, request by request and byte by byte. */
export const contractCases: readonly ContractCase[] = [...credentialsCases, ...tokenCases, ...routeCases];

/**
 * The contract as tests.
 *
 * @param setting - Made for the application under test, whose verifier has `setting.verifierOptions`.
 */
export function adapterContract(setting: ContractSetting): readonly ContractTest[] {
  return contractCases.map((contractCase) => ({
    name: contractCase.name,
    run: (target) => runContractCase(contractCase, setting, target),
  }));
}

/**
 * Sends the request of one case and compares the answer, and what the verifier told meanwhile.
 *
 * @throws AssertionError - the target broke the contract.
 */
export async function runContractCase(
  contractCase: ContractCase,
  setting: ContractSetting,
  target: ContractTarget,
): Promise<void> {
  const { name, route, expected, reason } = contractCase;
  setting.events.length = 0;
  const authorization = contractCase.authorization(setting);
  const response = await target.request({ method: "GET", path: route, authorization });
  assertSame(name, toComparable(response, expected), toExpected(expected));
  assertSame(`${name}: reasons told to the operator`, readReasons(setting), reason === undefined ? [] : [reason]);
  const accepted = setting.events.filter(({ type }) => type === "token.accepted").length;
  assertSame(`${name}: verified no more than once`, accepted <= 1, true);
}

function readReasons({ events }: ContractSetting): readonly string[] {
  return events.flatMap((event) => {
    if (event.type === "token.denied") return [event.reason];
    return event.type === "token.unavailable" ? ["unavailable"] : [];
  });
}

type FieldLines = readonly [name: string, lines: readonly string[]];

interface Comparable {
  readonly status: number;
  readonly challenges: readonly string[];
  readonly body: string;
  readonly headers: Readonly<Record<string, readonly string[]>>;
}

function toExpected({ status, challenge, body, headers }: ContractAnswer): Comparable {
  const fields = Object.entries(headers).map(([name, value]): FieldLines => [name, value === undefined ? [] : [value]]);
  return { status, challenges: challenge === undefined ? [] : [challenge], body, headers: Object.fromEntries(fields) };
}

function toComparable({ status, headers, body }: ContractResponse, expected: ContractAnswer): Comparable {
  const fields = Object.keys(expected.headers).map((name): FieldLines => [name, headers[name] ?? []]);
  return { status, challenges: headers["www-authenticate"] ?? [], body, headers: Object.fromEntries(fields) };
}

function assertSame(name: string, actual: unknown, expected: unknown): void {
  if (isDeepStrictEqual(actual, expected)) return;
  const message = `${name}\nexpected: ${show(expected)}\ngot:      ${show(actual)}`;
  throw new AssertionError({ message, actual, expected, operator: "adapterContract" });
}

function show(value: unknown): string {
  return inspect(value, { depth: 4, breakLength: 100 });
}
