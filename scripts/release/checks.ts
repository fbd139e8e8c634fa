/**
 * What must be true before anything is built for a release.
 *
 * @module
 */

/** The project as it is found. */
export interface Found {
  /** The branch that is checked out; empty when none is. */
  readonly branch: string;
  /** What `git status --porcelain` says. */
  readonly changes: string;
  /** The tags there are. */
  readonly tags: readonly string[];
  /** Texts of the files that name the version. */
  readonly denoJson: string;
  readonly versionSource: string;
  readonly changelog: string;
}

/** A heading of the changelog: a version, and the day it came out or `Unreleased`. */
const HEADING = /^## \[([^\]]+)\](?: - (.+))?$/m;
const SECTION = /^### (?:Added|Changed|Deprecated|Removed|Fixed|Security)$/m;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const SEMVER = /^\d+\.\d+\.\d+(?:-[\w.]+)?$/;

/** The version of the project, as deno.json has it. */
export function versionOf(denoJson: string): string {
  return (JSON.parse(denoJson) as { version: string }).version;
}

/** The tag of a version. */
export function tagOf(version: string): string {
  return `v${version}`;
}

/**
 * Everything that keeps this from being released, each with its remedy.
 *
 * @param today `YYYY-MM-DD`, for the remedy
 */
export function releaseFaults(found: Found, today: string): string[] {
  const version = versionOf(found.denoJson);
  return [
    ...treeFaults(found, tagOf(version)),
    ...versionFaults(found, version),
    ...changelogFaults(found.changelog, { version, today }),
  ];
}

function treeFaults({ branch, changes, tags }: Found, tag: string): string[] {
  const faults: string[] = [];
  if (branch !== "main") {
    faults.push(`Looking at the branch: it is "${branch}"; check out main`);
  }
  const changed = changes.split("\n").filter((line) => line !== "");
  if (changed.length > 0) {
    faults.push(
      `Looking at the tree: ${changed.length} changed, first "${
        changed[0]?.slice(3)
      }"; commit or ` +
        "remove what is there",
    );
  }
  if (tags.includes(tag)) {
    faults.push(`Looking at the tags: ${tag} is there already; raise the version in deno.json`);
  }
  return faults;
}

function versionFaults({ versionSource }: Found, version: string): string[] {
  if (!SEMVER.test(version)) {
    return [`Reading deno.json: "${version}" is no version; write one such as 0.2.0`];
  }
  const stated = /\bversion\b[^=\n]*= "([^"]*)"/.exec(versionSource)?.[1];
  if (stated === version) return [];
  return [
    `Comparing versions: src/protocol/version.ts has "${
      stated ?? "none"
    }", deno.json "${version}"; ` +
    "write the same into both",
  ];
}

function changelogFaults(
  changelog: string,
  { version, today }: { version: string; today: string },
): string[] {
  const [heading, named, day] = HEADING.exec(changelog) ?? [];
  const wanted = `## [${version}] - ${today}`;
  if (heading === undefined) {
    return [`Reading CHANGELOG.md: it has no version; begin with "${wanted}"`];
  }
  if (named !== version) {
    return [`Reading CHANGELOG.md: its newest version is ${named}; begin with "${wanted}"`];
  }
  const faults: string[] = [];
  if (!DAY.test(day ?? "")) {
    faults.push(`Reading CHANGELOG.md: ${version} has no day; write "${wanted}"`);
  }
  const rest = changelog.slice(changelog.indexOf(heading) + heading.length);
  const text = rest.slice(0, HEADING.exec(rest)?.index);
  if (!SECTION.test(text) || !/^- /m.test(text)) {
    faults.push(
      `Reading CHANGELOG.md: ${version} says nothing; list what is new under "### Added", ` +
        '"### Changed" or "### Fixed"',
    );
  }
  return faults;
}
