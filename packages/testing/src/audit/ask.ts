import type { RequestParts } from "../defects/defect.js";
import type { AuditSetting } from "./audit-options.js";
import type { AuditRequest, AuditResponse } from "./audit-target.js";
import { describeResponse } from "./judge-refusal.js";
import type { OpenTarget } from "./open-target.js";

/** What came of a request. */
export interface Asked {
  readonly request: AuditRequest;
  /** `undefined` if nothing came in time, or the target broke off. */
  readonly response: AuditResponse | undefined;
  readonly isAccepted: boolean;
  /** In a few words. */
  readonly got: string;
}

/** Sends one request, and waits for the answer as long as it may take. */
export type Ask = (parts: RequestParts, path?: string) => Promise<Asked>;

/** @throws TypeError - the target cannot send such a request at all. */
export function createAsk(target: OpenTarget, setting: AuditSetting): Ask {
  return async (parts, path = setting.path) => {
    const request = toRequest(parts, setting, path);
    const answer = await waitFor((signal) => target.send(request, signal), setting.timeoutSeconds);
    if (typeof answer === "string") return { request, response: undefined, isAccepted: false, got: answer };
    return { request, response: answer, isAccepted: setting.isAccepted(answer), got: describeResponse(answer) };
  };
}

function toRequest({ headers, query, body }: RequestParts, setting: AuditSetting, path: string): AuditRequest {
  const isNamed = (name: string): boolean => headers.some(([other]) => other.toLowerCase() === name.toLowerCase());
  return {
    method: setting.method,
    path: query === "" || !path.includes("?") ? path + query : `${path}&${query.slice(1)}`,
    headers: [...setting.headers.filter(([name]) => !isNamed(name)), ...headers],
    body: body ?? setting.body,
  };
}

/** An answer, or why there is none. */
async function waitFor(
  send: (signal: AbortSignal) => Promise<AuditResponse>,
  timeoutSeconds: number,
): Promise<AuditResponse | string> {
  const end = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => {
      resolve(`no answer within ${timeoutSeconds} s`);
      end.abort();
    }, timeoutSeconds * 1000);
  });
  try {
    return await Promise.race([send(end.signal), late]);
  } catch (error) {
    return `no answer: ${error instanceof Error ? error.message : String(error)}`;
  } finally {
    clearTimeout(timer);
  }
}
