import { sendOverHttp } from "../send-over-http.js";
import type { ContractTarget } from "./adapter-contract.js";

/**
 * An application under test that listens on the loopback interface. Field lines are sent one by one, in the order given:
 * most clients would join or drop the second one.
 *
 * @param origin - Such as `http://127.0.0.1:3000`.
 */
export function createLoopbackTarget(origin: string): ContractTarget {
  return {
    request: ({ method, path, authorization }) =>
      sendOverHttp(origin, { method, path, headers: authorization.map((value) => ["Authorization", value]) }),
  };
}
