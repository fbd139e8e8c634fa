/**
 * What git says of the folders of sessions, for all of them.
 *
 * @module
 */
import { GitProbe } from "../git/git_probe.ts";
import type { Clock } from "../lib/clock.ts";
import { errorStack } from "../lib/error_text.ts";
import type { Logger } from "../lib/logger.ts";
import type { Pending } from "../lib/pending.ts";
import type { Session } from "../session/session.ts";
import type { WorkspaceAccess } from "../workspace/workspace_access.ts";
import { CheckpointDesk } from "./checkpoint_desk.ts";
import type { GitOptions } from "./git_options.ts";
import { ProjectDesk } from "./project_desk.ts";
import type { Settings } from "./settings.ts";

/** What a desk works with. */
export interface GitDeskOptions {
  git: GitOptions | undefined;
  workspace: WorkspaceAccess;
  /** Says whether checkpoints are to be made. */
  settings: Pick<Settings, "get">;
  clock: Clock;
  logger: Logger;
}

/** See the module. */
export class GitDesk {
  /** `undefined`: this gateway runs no git. */
  readonly probe: GitProbe | undefined;
  readonly projects: ProjectDesk;
  readonly checkpoints: CheckpointDesk;
  readonly #options: GitDeskOptions;
  readonly #closings: Pending;

  /** @param closings takes what goes on by itself. A shutdown waits for it */
  constructor(options: GitDeskOptions, closings: Pending) {
    this.#options = options;
    this.#closings = closings;
    const { git, workspace: access, clock } = options;
    const isOn = () => options.settings.get("checkpoints") === "on";
    this.checkpoints = new CheckpointDesk({ ...options, isOn, closings });
    this.projects = new ProjectDesk(git?.projects, options);
    this.probe = git && new GitProbe({ spawn: git.spawn, access, clock });
  }

  /** The branch of a folder; empty where there is none, or nobody can tell. */
  async branch(cwd: string): Promise<string> {
    return await this.probe?.branch(cwd) ?? "";
  }

  /**
   * Looks which branch a session is on by now. It has what is known at once; what is not is told by a
   * `session.info` when it is known, and only where it is news.
   */
  refresh(session: Session): void {
    this.checkpoints.warm(session);
    const { probe } = this;
    const { cwd } = session;
    if (probe === undefined || cwd === "" || session.closed) return;
    session.branch = probe.known(cwd) ?? "";
    const told = this.#told(session, probe.branch(cwd)).catch((error) => {
      const fields = { session: session.id, error: errorStack(error) };
      this.#options.logger.warn("cannot look for the branch of a session", fields);
    });
    this.#closings.add(told);
  }

  async #told(session: Session, asked: Promise<string>): Promise<void> {
    const { cwd } = session;
    const branch = await asked;
    if (session.closed || session.cwd !== cwd) return;
    if (session.branch !== branch) {
      session.branch = branch;
      // While an agent is built nobody has to be told: that is, once it is there.
      const { state } = session.agents;
      if (state !== "unbuilt" && state !== "building") session.tellInfo();
    }
    await this.#remember(session, branch);
  }

  /** For the tree of projects, which tells branches of a folder apart. Only of what is kept itself. */
  async #remember({ cwd, chosen, keeper, storedId }: Session, branch: string): Promise<void> {
    if (!keeper.kept || branch === "" || chosen.cwd !== cwd) return;
    const root = (await this.probe?.place(cwd))?.repoRoot ?? "";
    await this.projects.remember(storedId, { branch, root });
  }
}
