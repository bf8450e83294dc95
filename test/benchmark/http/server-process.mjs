import { answerParent } from "./child.mjs";
// One server with one contender. Its parent says which, and asks for its CPU time now and then.
import { UnsupportedError } from "./servers/verifiers.mjs";

/** Each process imports the framework it needs and no other. */
const STARTERS = {
  express: async () => (await import("./servers/express.mjs")).startExpress,
  fastify: async () => (await import("./servers/fastify.mjs")).startFastify,
  hono: async () => (await import("./servers/hono.mjs")).startHono,
  "node:http": async () => (await import("./servers/node-http.mjs")).startNodeHttp,
};

answerParent({
  /** @param {{ framework: keyof typeof STARTERS, contender: string, trust: import("./contenders.mjs").Trust }} order */
  start: async ({ framework, contender, trust }) => {
    try {
      const start = await STARTERS[framework]();
      return { port: await start(contender, trust) };
    } catch (error) {
      if (error instanceof UnsupportedError) return { unsupported: error.message };
      throw error;
    }
  },
  cpuMicroseconds: async () => {
    const { user, system } = process.cpuUsage();
    return user + system;
  },
});
