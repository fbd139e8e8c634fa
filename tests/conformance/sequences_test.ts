/** The calls of real front ends in their order, over both transports, against the real command. */
import { desktopSequences } from "./cases/sequence_desktop.ts";
import { administrationCases } from "./cases/administration.ts";
import { familyCases } from "./cases/families.ts";
import { terminalSequences } from "./cases/sequence_terminal.ts";
import { tidegateWithChildren, whyNoStateFile } from "./program.ts";
import { StdioTarget } from "./stdio_target.ts";
import { registerSuite } from "./suite.ts";
import { WebSocketTarget } from "./websocket_target.ts";

// Some of them run a line of shell, which is not everywhere.
const whyNot = Deno.build.os === "windows" ? "there is no shell here" : await whyNoStateFile();
if (whyNot === undefined) register();
else Deno.test({ name: `conformance (front ends): ${whyNot}`, ignore: true, fn() {} });

function register(): void {
  const program = tidegateWithChildren("--allow-write");
  for (const target of [WebSocketTarget.apart(program), new StdioTarget(program)]) {
    registerSuite(target, target.transport, [
      ...familyCases,
      ...administrationCases,
      ...terminalSequences,
      ...desktopSequences,
    ]);
  }
}
