/** An answer that is there already, or one that will come. What is there is not waited for: a promise costs a turn. */
export type MaybePromise<T> = T | Promise<T>;

/** Goes on with an answer at once if it is there, else when it comes. Only for promises of our own making. */
export function whenThere<T, U>(answer: MaybePromise<T>, goOn: (answer: T) => MaybePromise<U>): MaybePromise<U> {
  return answer instanceof Promise ? answer.then(goOn) : goOn(answer);
}
