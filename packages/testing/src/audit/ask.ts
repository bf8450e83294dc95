import type { RequestParts } from "../defects/defect.js";
import type { AuditSetting } from "./audit-options.js";
import type { AuditRequest, AuditResponse } from "./audit-target.js";
import { readTokens } from "./find-leaks.js";
import { describeResponse } from "./judge-refusal.js";
import { WrongTarget } from "./open-listener.js";
import type { OpenTarget } from "./open-target.js";
import { describeError } from "./redact.js";

/** What came of a request. */
export interface Asked {
  readonly request: AuditRequest;
  /** `undefined` if nothing came in time, or the target broke off. */
  readonly response: AuditResponse | undefined;
  readonly isAccepted: boolean;
  /** In a few words, with no token in them. */
  readonly got: string;
}

/** Sends one request, and waits for the answer as long as it may take. */
export type Ask = (parts: RequestParts, path?: string) => Promise<Asked>;

/** @throws WrongTarget - the target is not what it was taken for. */
export function createAsk(target: OpenTarget, setting: AuditSetting): Ask {
  return async (parts, path = setting.path) => {
    const request = toRequest(parts, setting, path);
    const sent = readTokens(request);
    try {
      const response = await waitFor((signal) => target.send(request, signal), setting.timeoutSeconds);
      if (typeof response === "string") return { request, response: undefined, isAccepted: false, got: response };
      return { request, response, isAccepted: setting.isAccepted(response), got: describeResponse(response, sent) };
    } catch (error) {
      if (error instanceof WrongTarget) throw error;
      return { request, response: undefined, isAccepted: false, got: `no answer: ${describeError(error, sent)}` };
    }
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

/** An answer, or what to say if there is none in time. */
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
  } finally {
    clearTimeout(timer);
  }
}
