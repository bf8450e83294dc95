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
  return RecordedRequest.recordOf(request) ?? unmarkable.get(request);
}

/** What is known of a request, to be added to. */
export function openRecord(request: object): RequestRecord {
  const known = findRecord(request);
  if (known !== undefined) return known;
  const record: RequestRecord = { visits: [], latest: undefined };
  // That a private member may be added to what is frozen could end one day.
  if (Object.isExtensible(request)) RecordedRequest.mark(request, record);
  else unmarkable.set(request, record);
  return record;
}

/** Makes a constructor initialise an object that is there already. */
// oxlint-disable-next-line typescript/no-extraneous-class -- to extend it is the only way
class Existing {
  constructor(object: object) {
    return object;
  }
}

/**
 * Adds a private member to an object that is not ours: many times as quick as a `WeakMap`, on every request. Like there, only the
 * object itself has it; nothing that was made of it, by a copy, a prototype or a proxy, has been judged.
 */
class RecordedRequest extends Existing {
  readonly #record: RequestRecord;

  constructor(request: object, record: RequestRecord) {
    super(request);
    this.#record = record;
  }

  static mark(request: object, record: RequestRecord): void {
    // oxlint-disable-next-line no-new -- what is made is the request itself
    new RecordedRequest(request, record);
  }

  static recordOf(request: object): RequestRecord | undefined {
    return #record in request ? request.#record : undefined;
  }
}

const unmarkable = new WeakMap<object, RequestRecord>();
