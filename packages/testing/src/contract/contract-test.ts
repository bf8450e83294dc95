import { AssertionError } from "node:assert";
import { inspect, isDeepStrictEqual } from "node:util";

/** One test of an implementation of a seam, for any test runner. */
export interface SeamTest {
  /** A sentence about behaviour, with the section; unique. */
  readonly name: string;
  /** Rejects with an `AssertionError` if the implementation breaks the contract. */
  readonly run: () => Promise<void>;
}

/** How a case says what it finds wrong: by an `AssertionError` that begins with its name. */
export interface Expectations {
  readonly expectSame: (what: string, actual: unknown, expected: unknown) => void;
  /** What `work` comes to; that it fails breaks the contract. */
  readonly expectDone: <Result>(what: string, work: () => Result | Promise<Result>) => Promise<Result>;
  readonly fail: (what: string, actual?: unknown) => never;
}

/** @param contract - The function that the case is from. */
export function createExpectations(name: string, contract: string): Expectations {
  function broken(what: string, { actual, expected }: { actual: unknown; expected: unknown }): AssertionError {
    return new AssertionError({ message: `${name}: ${what}`, actual, expected, operator: contract });
  }

  return {
    expectSame(what, actual, expected) {
      if (isDeepStrictEqual(actual, expected)) return;
      throw broken(`${what}\nexpected: ${show(expected)}\ngot:      ${show(actual)}`, { actual, expected });
    },
    async expectDone(what, work) {
      try {
        return await work();
      } catch (cause) {
        throw broken(`${what} failed: ${show(cause)}`, { actual: cause, expected: undefined });
      }
    },
    fail(what, actual) {
      throw broken(what, { actual, expected: undefined });
    },
  };
}

function show(value: unknown): string {
  return inspect(value, { depth: 6, breakLength: 100 });
}
