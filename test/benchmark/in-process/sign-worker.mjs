// Signs tokens for `signPool`.
import { parentPort, workerData } from "node:worker_threads";
import { readPrivateKey, signToken } from "./tokens.mjs";

const { privatePem, count, change, ...rest } = workerData;
const keys = { ...rest, privateKey: readPrivateKey(privatePem) };
parentPort?.postMessage(
  Array.from({ length: count }, () => signToken(keys, change)),
  [],
);
