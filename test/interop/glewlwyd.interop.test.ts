import { server } from "./servers/glewlwyd/server.js";
import { checkServer } from "./support/check-server.js";

checkServer(server);
