import assert from "node:assert/strict";
import { type Found, releaseFaults, tagOf, versionOf } from "../../../scripts/release/checks.ts";

const today = "2026-07-01";
const fine: Found = {
  branch: "main",
  changes: "",
  tags: ["v0.1.0", ""],
  denoJson: '{"version":"0.2.0"}',
  versionSource: 'export const version = "0.2.0";\n',
  changelog: `# Changelog

## [0.2.0] - 2026-07-01

### Added

- Something.

## [0.1.0] - 2026-05-01
`,
};

const faultsOf = (change: Partial<Found>) => releaseFaults({ ...fine, ...change }, today);

Deno.test("releaseFaults() has nothing against a clean tree on main whose versions agree", () => {
  assert.deepEqual(faultsOf({}), []);
});

Deno.test("releaseFaults() names what is not as it must be, and the remedy", () => {
  const wrong: [Partial<Found>, string][] = [
    [{ branch: "next" }, 'Looking at the branch: it is "next"; check out main'],
    [{ branch: "" }, 'Looking at the branch: it is ""; check out main'],
    [
      { changes: " M mod.ts\n?? new.ts\n" },
      'Looking at the tree: 2 changed, first "mod.ts"; commit or remove what is there',
    ],
    [
      { tags: ["v0.2.0"] },
      "Looking at the tags: v0.2.0 is there already; raise the version in deno.json",
    ],
    [
      { versionSource: 'export const version = "0.1.0";' },
      'Comparing versions: src/protocol/version.ts has "0.1.0", deno.json "0.2.0"; write the same into both',
    ],
    [
      { versionSource: "" },
      'Comparing versions: src/protocol/version.ts has "none", deno.json "0.2.0"; write the same into both',
    ],
    [
      { changelog: "# Changelog\n" },
      'Reading CHANGELOG.md: it has no version; begin with "## [0.2.0] - 2026-07-01"',
    ],
    [
      { changelog: fine.changelog.replace("## [0.2.0] - 2026-07-01", "## [0.1.1] - 2026-07-01") },
      'Reading CHANGELOG.md: its newest version is 0.1.1; begin with "## [0.2.0] - 2026-07-01"',
    ],
    [
      { changelog: fine.changelog.replace("2026-07-01", "Unreleased") },
      'Reading CHANGELOG.md: 0.2.0 has no day; write "## [0.2.0] - 2026-07-01"',
    ],
    [
      { changelog: fine.changelog.replace("- Something.\n", "") },
      'Reading CHANGELOG.md: 0.2.0 says nothing; list what is new under "### Added", "### Changed" or "### Fixed"',
    ],
    [
      { changelog: fine.changelog.replace("### Added", "### News") },
      'Reading CHANGELOG.md: 0.2.0 says nothing; list what is new under "### Added", "### Changed" or "### Fixed"',
    ],
  ];
  for (const [change, fault] of wrong) assert.deepEqual(faultsOf(change), [fault]);
});

Deno.test("releaseFaults() looks at the newest version alone, and tells all that is wrong", () => {
  const changelog = "## [0.2.0]\n\n## [0.1.0] - 2026-05-01\n\n### Added\n\n- Everything.\n";
  assert.equal(faultsOf({ changelog, branch: "next" }).length, 3);
});

Deno.test("releaseFaults() wants a version that is one", () => {
  assert.match(faultsOf({ denoJson: '{"version":"next"}' })[0] ?? "", /"next" is no version/);
});

Deno.test("releaseFaults() reads the project's own files", async () => {
  const denoJson = await Deno.readTextFile("deno.json");
  const version = versionOf(denoJson);
  const changelog = (await Deno.readTextFile("CHANGELOG.md")).replace("Unreleased", today);
  const versionSource = await Deno.readTextFile("src/protocol/version.ts");
  assert.deepEqual(faultsOf({ denoJson, changelog, versionSource, tags: [] }), []);
  assert.equal(tagOf(version), `v${version}`);
});
