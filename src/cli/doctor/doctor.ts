/**
 * `tidegate doctor`: what would keep `tidegate serve` from working, and what to do about it. Starts nothing,
 * changes nothing.
 *
 * @module
 */
import process from "node:process";
import { crashLogPath } from "../../adapters/crash_log.ts";
import { readVariable } from "../../adapters/environment.ts";
import { KeyFile } from "../../adapters/key_file.ts";
import { userPath } from "../../adapters/user_path.ts";
import { withoutBrackets } from "../../http/address.ts";
import { type Clock, systemClock } from "../../lib/clock.ts";
import { keyPath, keyReader } from "../agent_keys.ts";
import { usualAgent } from "../agents.ts";
import type { AgentConfig } from "../config_schema.ts";
import type { Config } from "../config_document.ts";
import { doctorExitCodes, UsageError } from "../exit_codes.ts";
import type { DoctorFlags, ServeFlags } from "../flags.ts";
import type { Host } from "../host.ts";
import type { Settings } from "../knobs.ts";
import { checkAgent } from "./agent_check.ts";
import { checkConfig } from "./config_check.ts";
import { checkCrashLog } from "./crash_log_check.ts";
import { type Finding, guarded, problem } from "./finding.ts";
import { checkKnownAgents } from "./known_agents.ts";
import { checkOrigins } from "./origin_check.ts";
import { checkPermissions } from "./permission_check.ts";
import { checkPort } from "./port_check.ts";
import { jsonReport, tally, textReport } from "./report.ts";
import { checkRuntime } from "./runtime_check.ts";
import { checkSettings } from "./settings_check.ts";
import { checkState } from "./state_check.ts";
import { checkTokens } from "./token_check.ts";
import { checkToolServer } from "./tool_server_check.ts";

/**
 * Looks at everything, and tells.
 *
 * @param tell takes the whole report
 * @returns the exit code, one of {@linkcode doctorExitCodes}
 */
export async function runDoctor(
  flags: DoctorFlags,
  { host, tell }: { host: Host; tell(report: string): void },
): Promise<number> {
  const findings = await examine(flags, { host, clock: systemClock });
  tell(flags.json === true ? jsonReport(findings) : textReport(findings));
  const { healthy, problems } = doctorExitCodes;
  return tally(findings).problems === 0 ? healthy.code : problems.code;
}

/** Every finding, in the order they are told in. */
export async function examine(
  flags: ServeFlags,
  { host, clock }: { host: Pick<Host, "about" | "mayAll" | "mayListen">; clock: Clock },
): Promise<Finding[]> {
  const place = { os: process.platform, get: readVariable };
  const { settings, findings } = checkSettings(readVariable);
  const named = flags.config ?? settings.config;
  const configPath = named ?? userPath("config", "config.yaml", place);
  let config: Config | undefined;
  const configFinding = await guarded(about("configuration", configPath), async () => {
    const look = await checkConfig(named, place);
    config = look.config;
    return look.finding;
  });
  const access = await checkAccess(flags, { host, settings, clock });
  const state = await guarded(
    about("state file", flags.state),
    () => checkState({ named: flags.state ?? settings.state, place }),
  );
  const agents = config === undefined
    ? []
    : await checkAll(flags, { config, configPath, settings, clock });
  const crashLog = settings.crashLog ?? crashLogPath(place);
  return [
    checkRuntime({ host }),
    checkPermissions(host),
    ...findings,
    configFinding,
    ...access,
    state,
    ...agents,
    await guarded(about("crash log", crashLog), () => checkCrashLog(crashLog)),
  ];
}

/** Address, credentials and names. */
async function checkAccess(
  flags: ServeFlags,
  { host: { mayListen }, settings, clock }: {
    host: Pick<Host, "mayListen">;
    settings: Settings;
    clock: Clock;
  },
): Promise<Finding[]> {
  const hostname = flags.host ?? withoutBrackets(settings.host);
  const { publicOrigin: publicOrigins = [], allowHost: allowedHosts = [] } = flags;
  const port = await guarded(
    about("port", hostname),
    () => checkPort({ hostname, port: flags.port ?? settings.port, mayListen, clock }),
  );
  const tokens = await several(about("token", flags.tokenFile), () =>
    checkTokens({
      hostname,
      publicOrigins,
      controller: {
        flagFile: flags.tokenFile,
        token: settings.token,
        environmentFile: settings.tokenFile,
      },
      observer: {
        flagFile: flags.observerTokenFile,
        token: settings.observerToken,
        environmentFile: settings.observerTokenFile,
      },
    }));
  const isServing = port.kind === "note";
  const origins = await several(
    about("public origin", hostname),
    () => checkOrigins({ hostname, publicOrigins, allowedHosts, isServing, clock }),
  );
  return [port, ...tokens, ...origins];
}

/** Agents and tool servers, asked at the same time. */
async function checkAll(
  flags: ServeFlags,
  { config, configPath, settings, clock }: {
    config: Config;
    configPath: string | undefined;
    settings: Settings;
    clock: Clock;
  },
): Promise<Finding[]> {
  const served = agentsOf(flags, config, settings);
  if (served.kind === "fault") {
    return [problem(about("agent", flags.agent), served.why, "tidegate help serve")];
  }
  const { agents } = served;
  const kept = keyPath({ os: process.platform, get: readVariable });
  const readKey = keyReader(kept === undefined ? undefined : new KeyFile(kept));
  const known = () =>
    checkKnownAgents({
      agents: Object.values(agents),
      configPath,
      place: {
        os: process.platform,
        path: readVariable("PATH"),
        extensions: readVariable("PATHEXT"),
      },
    });
  const found = await Promise.all([
    ...Object.entries(agents).map(([name, agent]) =>
      guarded(about(`agent ${name}`, agent.type), () => checkAgent(name, agent, clock, readKey))
    ),
    ...config.mcpServers.map((server) =>
      guarded(about(`tool server ${server.name}`, undefined), () => checkToolServer(server, clock))
    ),
  ]);
  return [...found, ...await several(about("installed agents", undefined), known)];
}

function agentsOf(
  flags: ServeFlags,
  config: Config,
  settings: Settings,
): { kind: "agents"; agents: Record<string, AgentConfig> } | { kind: "fault"; why: string } {
  try {
    const { name, own } = usualAgent(flags, { config, settings });
    return { kind: "agents", agents: { [name]: own, ...omit(config.agents, name) } };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { kind: "fault", why: error.message };
  }
}

function omit<T>(record: Readonly<Record<string, T>>, name: string): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => key !== name));
}

/** As {@linkcode guarded}, for a check with several findings. */
async function several(
  subject: { check: string; looked: string },
  check: () => Finding[] | Promise<Finding[]>,
): Promise<Finding[]> {
  let findings: Finding[] = [];
  const fault = await guarded(subject, async () => {
    findings = await check();
    return { ...subject, kind: "ok", found: "" };
  });
  return fault.kind === "ok" ? findings : [fault];
}

function about(check: string, looked: string | undefined) {
  return { check, looked: looked ?? "the usual place" };
}
