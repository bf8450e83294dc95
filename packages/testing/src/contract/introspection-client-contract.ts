import type { IntrospectionClient, IntrospectionResponse } from "@ostiary/core";
import { createExpectations, type SeamTest } from "./contract-test.js";
import {
  introspectionClientCases,
  type ClientOutcome,
  type IntrospectionClientBench,
} from "./introspection-client-cases.js";

/** How the contract gets clients to test. */
export interface IntrospectionClientSetting {
  /**
   * Makes a client of a server that answers a question about a token with the JSON value that `answers` holds for it at that
   * moment, and with `{ "active": false }` if it holds none. The values are not always such as a right server gives.
   */
  createClient(answers: ReadonlyMap<string, unknown>): IntrospectionClient | Promise<IntrospectionClient>;
  /** Makes a client whose server cannot be reached. */
  failing?(): IntrospectionClient | Promise<IntrospectionClient>;
}

/**
 * What every `IntrospectionClient` must do, as tests.
 *
 * @returns The tests; without `setting.failing` that of an outage is not among them.
 */
export function introspectionClientContract(setting: IntrospectionClientSetting): readonly SeamTest[] {
  const cases = introspectionClientCases.filter(
    ({ needsFailing }) => needsFailing !== true || setting.failing !== undefined,
  );
  return cases.map(({ name, check }) => ({ name, run: async () => check(createBench(name, setting)) }));
}

function createBench(name: string, setting: IntrospectionClientSetting): IntrospectionClientBench {
  const expectations = createExpectations(name, "introspectionClientContract");

  async function outcomeOf(client: IntrospectionClient, token: string): Promise<ClientOutcome> {
    let promise: Promise<unknown>;
    try {
      promise = client.introspect(token, { now: NOW });
    } catch (cause) {
      return expectations.fail("it threw, and did not reject", cause);
    }
    try {
      return { response: await promise };
    } catch (failure) {
      return { failure };
    }
  }

  async function ask(client: IntrospectionClient, token: string): Promise<IntrospectionResponse> {
    const what = `asked about ${token.slice(0, 20)} it`;
    const response = await expectations.expectDone(what, () => client.introspect(token, { now: NOW }));
    if (!isResponse(response)) expectations.fail(`${what} gave no IntrospectionResponse`, response);
    return response;
  }

  return {
    ...expectations,
    clientOf: async (answers) => setting.createClient(answers),
    failing: async () => setting.failing?.(),
    ask,
    outcomeOf,
  };
}

function isResponse(response: unknown): boolean {
  const { active, claims } = Object(response) as { readonly active?: unknown; readonly claims?: unknown };
  return active === false || (active === true && typeof claims === "object" && claims !== null);
}

const NOW = 1_800_000_000;
