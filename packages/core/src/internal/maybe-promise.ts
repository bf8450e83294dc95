/** An answer that is there already, or one that will come. What is there is not waited for: a promise costs a turn. */
export type MaybePromise<T> = T | Promise<T>;

/**
 * Whether an answer is still to come.
 *
 * Never asked by `instanceof`: an asynchronous function gives a promise of the platform's, and tools that follow requests around,
 * or old libraries, put another class into the place of `Promise`. Then a promise would be taken for the answer.
 */
export function isPending<T>(answer: MaybePromise<T>): answer is Promise<T> {
  // Read and not asked for with `in`, which is many times as slow where objects of many shapes come by.
  return typeof answer === "object" && typeof (answer as { readonly then?: unknown } | null)?.then === "function";
}

/** Goes on with an answer at once if it is there, else when it comes. */
export function whenThere<T, U>(answer: MaybePromise<T>, goOn: (answer: T) => MaybePromise<U>): MaybePromise<U> {
  return isPending(answer) ? answer.then(goOn) : goOn(answer);
}
