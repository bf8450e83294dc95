import { server } from "./servers/spring/server.js";
import { checkServer } from "./support/check-server.js";

checkServer(server);
