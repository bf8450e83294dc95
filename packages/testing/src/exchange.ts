/** One HTTP request, however it was sent. */
export interface ServerRequest {
  /** Absolute. */
  readonly url: string;
  /** In capitals. */
  readonly method: string;
  readonly headers: Pick<Headers, "get">;
  /** Empty if there is none. */
  readonly body: string;
}

/** What comes of one HTTP request, however it was sent. */
export type Exchange = Answered | Unanswered;

/** A response. */
export interface Answered {
  readonly kind: "answered";
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Body;
  /** Aborts when the connection breaks. Never, if there is none. */
  readonly until?: AbortSignal;
}

/** No response: the connection is refused, or nothing comes for as long as it lasts. */
export interface Unanswered {
  readonly kind: "refused" | "silent";
  readonly until?: AbortSignal;
}

/**
 * Makes the bytes of a body while they are read, as they go over the wire.
 *
 * @param signal - Aborts when nobody wants any more of it; a body that waits must end then.
 */
export type Body = (signal: AbortSignal) => AsyncIterable<Uint8Array>;

/** A response whose whole body is at hand. */
export function answerWith(
  content: string | Uint8Array,
  contentType: string,
  { status = 200, headers = {} }: AnswerDetails = {},
): Answered {
  const bytes = typeof content === "string" ? toUtf8(content) : content;
  return { kind: "answered", status, headers: { "content-type": contentType, ...headers }, body: toBody(bytes) };
}

/** What differs from a plain 200. */
export interface AnswerDetails {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

export function toUtf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function toBody(bytes: Uint8Array): Body {
  return async function* sendAtOnce() {
    yield bytes;
  };
}
