/**
 * A released agent, codex-acp, that asks a model server of this machine: both are installed by npm into
 * a temporary folder, so nothing of it is there unless it is asked for.
 */
import { ChildProcesses } from "../../../../src/adapters/child_processes.ts";
import { fileAccess } from "../../../../src/adapters/file_access.ts";
import { acpProvider } from "../../../../src/agent/acp/acp_agent.ts";
import type { Agent, AgentContext } from "../../../../src/agent/agent.ts";
import type { AgentFact } from "../../../../src/agent/agent_parts.ts";
import { systemClock } from "../../../../src/lib/clock.ts";
import { LogBook } from "../../../support/log_book.ts";
import { shell } from "../../../adapters/support/process_audit.ts";
import { agentContext } from "../../support/turn.ts";

const PACKAGES = "@zed-industries/codex-acp@0.16 @copilotkit/aimock@1";
const ESCALATED = { sandbox_permissions: "require_escalated", justification: "May I?" };
const PATCH =
  "apply_patch <<'EOF'\n*** Begin Patch\n*** Add File: new.txt\n+hello\n*** End Patch\nEOF";

/** What the model answers, by what the user said. */
const FIXTURES = [
  ...answering("make a file", "exec_command", { cmd: "echo hi > made.txt", ...ESCALATED }),
  ...answering("make a plan", "update_plan", {
    plan: [{ step: "Look", status: "completed" }, { step: "Leap", status: "in_progress" }],
  }),
  ...answering("patch", "exec_command", { cmd: PATCH }),
  {
    match: { userMessage: "tell me a story" },
    response: { content: "Once upon a time there was a tide. ".repeat(200) },
  },
  { match: { userMessage: "hello" }, response: { content: "Hi there, I am a mock." } },
];

/** A tool call, and what is said once it has been made. */
function answering(userMessage: string, name: string, args: Record<string, unknown>) {
  const toolCalls = [{ name, arguments: JSON.stringify(args) }];
  return [
    { match: { userMessage, hasToolResult: false }, response: { toolCalls } },
    { match: { userMessage, hasToolResult: true }, response: { content: "Done." } },
  ];
}

/** `await using codex = await CodexBench.open()` */
export class CodexBench implements AsyncDisposable {
  readonly log = new LogBook();
  readonly facts: AgentFact[] = [];
  readonly processes = new ChildProcesses({ clock: systemClock, logger: this.log });
  /** Of the agent that was started last. */
  pid = 0;
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async open(): Promise<CodexBench> {
    const codex = new CodexBench(await Deno.realPath(await Deno.makeTempDir()));
    try {
      await codex.#prepare();
      return codex;
    } catch (error) {
      await codex[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Where the agent works. */
  get cwd(): string {
    return `${this.#folder}/work`;
  }

  /**
   * Without a key it has nobody to ask. Commands are run by a login shell, whose profile is not to be
   * that of whoever runs the tests: one that takes its time is a command that goes on.
   */
  async agent(
    context: Partial<AgentContext> = {},
    home: "mock" | "empty" = "mock",
  ): Promise<Agent> {
    const keyless = { HOME: this.#folder, CODEX_HOME: `${this.#folder}/${home}` };
    const env = { ...keyless, OPENAI_API_KEY: "sk-of-nobody" };
    const provider = acpProvider({
      name: "codex",
      command: "sh",
      args: ["-c", 'exec "$0"', `${this.#folder}/node_modules/.bin/codex-acp`],
      env: home === "mock" ? env : keyless,
    }, {
      files: fileAccess,
      spawn: async (command) => {
        const process = await this.processes.spawn(command);
        this.pid = process.pid;
        return process;
      },
    });
    return await provider.create(
      agentContext({
        cwd: this.cwd,
        tell: (fact) => this.facts.push(fact),
        clock: systemClock,
        logger: this.log,
        ...context,
      }),
      new AbortController().signal,
    );
  }

  /** Ends everything; answers what runs on, one line a process. */
  async left(): Promise<string> {
    await this.processes.close();
    return await shell(`ps -eo pid=,args= | grep -F '${this.#folder}' | grep -v 'grep -F' || true`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.processes.close();
    await Deno.remove(this.#folder, { recursive: true });
  }

  async #prepare(): Promise<void> {
    const folder = this.#folder;
    for (const name of ["work", "mock", "empty", "fixtures"]) await Deno.mkdir(`${folder}/${name}`);
    await Deno.writeTextFile(`${folder}/package.json`, '{"private":true}');
    await shell(`cd '${folder}' && npm install --no-audit --no-fund ${PACKAGES} 2>&1`);
    const fixtures = JSON.stringify({ fixtures: FIXTURES });
    await Deno.writeTextFile(`${folder}/fixtures/all.json`, fixtures);
    const url = await this.#serveModel();
    await Deno.writeTextFile(
      `${folder}/mock/config.toml`,
      [
        'model = "mock-model"',
        'model_provider = "mock"',
        "[model_providers.mock]",
        'name = "mock"',
        `base_url = "${url}/v1"`,
        'env_key = "OPENAI_API_KEY"',
        'wire_api = "responses"',
      ].join("\n"),
    );
  }

  /** Starts the model server and answers its URL. */
  async #serveModel(): Promise<string> {
    const server = await this.processes.spawn({
      command: "sh",
      args: [
        "-c",
        "exec node_modules/.bin/llmock -p 0 -f fixtures --latency 20 --log-level info",
      ],
      cwd: this.#folder,
    });
    let said = "";
    for await (const text of server.stdout.pipeThrough(new TextDecoderStream())) {
      said += text;
      const [url] = said.match(/http:\/\/127\.0\.0\.1:\d+/) ?? [];
      if (url !== undefined) return url;
    }
    throw new Error(`the model server did not start: ${said}`);
  }
}
