import type { AccessToken } from "../access-token.js";
import type { MaybePromise } from "../internal/maybe-promise.js";
import type { Outcome } from "../outcome.js";

/** What the gates know of one request. */
export interface RequestRecord {
  /** What each gate that was asked says of its token. */
  readonly visits: Visit[];
  /** The token that was accepted last, whichever gate it was. */
  latest: AccessToken<unknown> | undefined;
}

/** A gate's verdict over the token of a request. */
export interface Visit {
  readonly gate: object;
  readonly outcome: MaybePromise<Outcome>;
  /** The token, once a guard has let the request through. */
  accepted: AccessToken<unknown> | undefined;
}

/** What is known of a request; `undefined` if no gate has been asked. */
export function findRecord(request: object): RequestRecord | undefined {
  const record = (request as Marked)[RECORD] ?? unmarkable.get(request);
  // Applications make requests out of others, by a copy or a prototype: those have not been judged.
  return record?.owner === request ? record : undefined;
}

/** What is known of a request, to be added to. */
export function openRecord(request: object): RequestRecord {
  const known = findRecord(request);
  if (known !== undefined) return known;
  const record: OwnedRecord = { owner: request, visits: [], latest: undefined };
  // Several times as quick as a WeakMap, on every request.
  if (Object.isExtensible(request)) (request as Marked)[RECORD] = record;
  else unmarkable.set(request, record);
  return record;
}

interface OwnedRecord extends RequestRecord {
  readonly owner: object;
}

interface Marked {
  [RECORD]?: OwnedRecord;
}

const RECORD: unique symbol = Symbol("ostiary");
const unmarkable = new WeakMap<object, OwnedRecord>();
