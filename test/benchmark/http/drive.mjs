// Two ways to press requests on a server: as many as it answers, and as many a second as it is told.

/**
 * A connection whose latencies are counted. `onIdle` is called when an answer is there.
 *
 * @typedef {object} MeasuredConnection
 * @property {(request: Buffer, since: number) => void} send Counts the latency from `since`.
 * @property {() => void} close
 * @property {() => void} onIdle
 */

/**
 * @typedef {(connections: MeasuredConnection[], nextRequest: () => Buffer | undefined, until: number) => Promise<unknown>} Drive
 * Ends when there are no more requests or it is `until`, a moment of `performance.now()`, and all answers are there.
 */

/**
 * Every connection sends its next request when the answer to the last is there.
 *
 * @type {Drive}
 */
export const driveFreely = (connections, nextRequest, until) =>
  Promise.all(
    connections.map(
      (connection) =>
        new Promise((resolve) => {
          connection.onIdle = () => {
            const now = performance.now();
            const request = now < until ? nextRequest() : undefined;
            if (request === undefined) resolve(undefined);
            else connection.send(request, now);
          };
          connection.onIdle();
        }),
    ),
  );

/**
 * Requests fall due at even distances, whatever the server does: one that makes others late shows in their latency. For
 * rates that the server can bear.
 *
 * @param {number} perSecond
 * @returns {Drive}
 */
export function createPacedDrive(perSecond) {
  const distance = 1000 / perSecond;
  return async (connections, nextRequest, until) => {
    const idle = [...connections];
    let dueAt = performance.now();
    const sendDue = () => {
      const end = Math.min(performance.now(), until);
      for (; dueAt < end; dueAt += distance) {
        const request = idle.length === 0 ? undefined : nextRequest();
        if (request === undefined) return;
        idle.pop()?.send(request, dueAt);
      }
    };
    for (const connection of connections) {
      connection.onIdle = () => {
        idle.push(connection);
        sendDue();
      };
    }
    while (performance.now() < until || idle.length < connections.length) {
      sendDue();
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
}
