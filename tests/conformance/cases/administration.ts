/** Keys, the configuration and projects: PROTOCOL 3.6, 3.10, CONFORMANCE T. */
import assert from "node:assert/strict";
import type { Case } from "../case.ts";
import { FrontEnd } from "../front_end.ts";
import { inPlace } from "../front_end_place.ts";

const KEY = "sk-conformance-0f1e2d3c4b5a69788796a5b4c3d2e1f0";
const MODEL = ["--agent", "openai", "--base-url", "http://127.0.0.1:9/v1", "--model", "tide"];

interface Project {
  id: string;
  name: string;
  primary_path: string;
  folders: { path: string }[];
}

/** The project of an answer that has one. */
function projectOf(answer: Record<string, unknown>): Project {
  return answer.project as Project;
}

export const administrationCases: readonly Case[] = [
  {
    name: "a key is kept, told nobody in full, and forgotten",
    run: (stage) =>
      inPlace(stage, async ({ connect }) => {
        const ui = new FrontEnd(await connect(), "r");
        const saved = await ui.ask("model.save_key", { slug: "openai", api_key: KEY });
        assert.equal((saved.provider as { authenticated: boolean }).authenticated, true);
        const { sections } = await ui.ask("config.show");
        const titles = (sections as { title: string }[]).map(({ title }) => title);
        assert.deepEqual(titles, ["Model", "Agent", "Environment"]);
        assert.equal(typeof (await ui.ask("reload.env")).updated, "number");
        // Nobody answers there, which is told as a result.
        const check = await ui.ask("setup.runtime_check");
        assert.deepEqual([check.ok, typeof check.error], [false, "string"]);
        const gone = await ui.ask("model.disconnect", { slug: "openai" });
        assert.equal(gone.disconnected, true);
        await ui.refused("model.disconnect", { slug: "openai" }, 4005);
        const raw = ui.peer.log.map((frame) => frame.raw).join();
        assert.equal(raw.includes(KEY), false);
      }, MODEL),
  },
  {
    name: "a project is made, changed, put away and forgotten",
    run: (stage) =>
      inPlace(stage, async ({ connect, cwd }) => {
        const ui = new FrontEnd(await connect(), "r");
        const folders = [cwd];
        const made = projectOf(await ui.ask("projects.create", { name: "Tides", folders }));
        const { id } = made;
        assert.deepEqual([made.name, made.primary_path], ["Tides", cwd]);
        const read = projectOf(await ui.ask("projects.get", { id }));
        assert.equal(read.id, id);
        const named = projectOf(await ui.ask("projects.update", { id, name: "Ebb" }));
        assert.equal(named.name, "Ebb");
        const path = `${cwd}/data`;
        const grown = projectOf(await ui.ask("projects.add_folder", { id, path }));
        assert.deepEqual(grown.folders.map((folder) => folder.path), [cwd, path]);
        const chosen = projectOf(await ui.ask("projects.set_primary", { id, path }));
        assert.equal(chosen.primary_path, path);
        const less = projectOf(await ui.ask("projects.remove_folder", { id, path }));
        assert.deepEqual([less.folders.length, less.primary_path], [1, cwd]);
        assert.equal((await ui.ask("projects.set_active", { id })).active_id, id);
        const { projects } = await ui.ask("projects.tree");
        assert.deepEqual((projects as Project[]).map((each) => each.id), [id]);
        const one = await ui.ask("projects.project_sessions", { project_id: id });
        assert.equal(projectOf(one).id, id);
        await ui.ask("projects.archive", { id });
        await ui.ask("projects.delete", { id });
        assert.deepEqual((await ui.ask("projects.list")).projects, []);
        ui.assertSurvived([]);
      }),
  },
  {
    number: 268,
    name: "what looks for repositories runs in the background",
    run: (stage) =>
      inPlace(stage, async ({ connect }) => {
        const ui = new FrontEnd(await connect(), "r");
        const { methods } = await ui.ask("rpc.discover");
        const lanes = new Map(
          (methods as { name: string; "x-lane": string }[]).map((one) => [one.name, one["x-lane"]]),
        );
        for (const name of ["for_cwd", "discover_repos", "record_repos"]) {
          assert.equal(lanes.get(`projects.${name}`), "background", name);
        }
      }),
  },
  {
    number: 272,
    name: "a folder within that of a project belongs to the project",
    run: (stage) =>
      inPlace(stage, async ({ connect, cwd }) => {
        const ui = new FrontEnd(await connect(), "r");
        const params = { name: "Tides", folders: [cwd] };
        const { id } = projectOf(await ui.ask("projects.create", params));
        const inside = await ui.ask("projects.for_cwd", { cwd: `${cwd}/data` });
        assert.deepEqual([projectOf(inside).id, inside.cwd], [id, `${cwd}/data`]);
        assert.equal((await ui.ask("projects.for_cwd", { cwd: "/" })).project, null);
      }),
  },
  {
    number: 273,
    name: "a project that is not there is 5062",
    run: (stage) =>
      inPlace(stage, async ({ connect }) => {
        const ui = new FrontEnd(await connect(), "r");
        for (const method of ["projects.get", "projects.update", "projects.delete"]) {
          await ui.refused(method, { id: "p_00000000" }, 5062);
        }
      }),
  },
  {
    number: 274,
    name: "repositories that are recorded are listed without a conversation in them",
    run: (stage) =>
      inPlace(stage, async ({ connect, cwd }) => {
        const ui = new FrontEnd(await connect(), "r");
        const { repos } = await ui.ask("projects.record_repos", { repos: [cwd] });
        const [one, ...others] = repos as { root: string; sessions: number }[];
        assert.deepEqual([one?.root, one?.sessions, others.length], [cwd, 0, 0]);
        assert.deepEqual((await ui.ask("projects.discover_repos")).repos, repos);
      }),
  },
];
