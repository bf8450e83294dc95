import type { Fetch, Verifier } from "@ostiary/core";

/** Lets requests to an authorization server through when so many have come to the verifier as were to come together. */
export interface Turnstile {
  /** Between the verifier and the network. */
  readonly fetch: Fetch;
  /** The verifier, with every request counted that comes to it. */
  readonly watch: (verifier: Verifier) => Verifier;
  /** Holds back what the verifier sends, from now on until so many more have come to it. */
  readonly holdFor: (requests: number) => void;
}

export function createTurnstile(): Turnstile {
  let missing = 0;
  let open: () => void = () => {};
  let opened: Promise<void> = Promise.resolve();

  return {
    fetch: async (url, init) => {
      await opened;
      return fetch(url, init);
    },
    watch: (verifier) => ({
      ...verifier,
      authenticate: (...parameters) => {
        const outcome = verifier.authenticate(...parameters);
        missing -= 1;
        if (missing === 0) open();
        return outcome;
      },
    }),
    holdFor: (requests) => {
      missing = requests;
      opened = new Promise((resolve) => (open = resolve));
    },
  };
}
