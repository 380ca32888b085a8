// Holds words that were replaced by the field's own terms out of code, comments and documents, so that one thing keeps one name.
// Released migrations, the changelog, generated documents and what is on the wire are exempt.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** Names of types, functions and modules, with what they are called now. Whole words, in Rust only. */
const names = {
  AskDisconnect: "DisconnectSession",
  AskPairing: "StartPairing",
  AskReset: "ResetSession",
  Begun: "CallStart",
  BoardNews: "BoardUpdate",
  Chore: "SerialTask",
  CoolDown: "RetryNotBefore",
  ClientBirth: "ClientArgs",
  CredentialBirth: "CredentialArgs",
  CredentialDoor: "LinkCredentials",
  DeathBell: "PanicSignal",
  Denial: "PrecheckError",
  Departure: "ExitRequest",
  Desk: "CredentialsHandle",
  Door: "FencedCredentials",
  Doubt: "CommitState",
  Early: "PairingCache",
  Examination: "TokenExamination",
  Farewell: "SocketCloseReason",
  GiveUpPairing: "CancelPairing",
  Inquiry: "AccessChecks",
  KnownBy: "ApiServices",
  Ledger: "NumberUsage or OpenSockets",
  News: "AlertPolicy, SessionUpdate or BoardUpdate",
  NumberDeed: "CodeUsageEvent",
  NumberLedger: "NumberUsage",
  NumberPolicy: "CodeRateLimit",
  Parcel: "CompanyMessage",
  Pen: "JournalWriter",
  Pieces: "FrameAssembler",
  Pulse: "Liveness",
  Question: "Precheck",
  RequestPairing: "StartPairing",
  SessionBirth: "SessionArgs",
  SessionNews: "SessionUpdate",
  Sheet: "BoardFrame",
  Spoken: "InboundFrame",
  Surroundings: "Environment",
  Trouble: "QueryError",
  Wired: "WebSocketActor",
  Wish: "ClientRequest",
  birth: "args",
  grown_up: "pairing_is_over",
  keep_house: "run_maintenance",
  ledger: "number_usage",
};

/** Turns of phrase, in comments and documents, with what to write. */
const phrases = [
  [/\bstop(s|ped)? to (?!the\b|its\b|a\b|an\b)\w+/i, "\"stops doing\" or \"expires\": \"stops to do\" is a pause in order to do"],
];

const exempt = [/^migrations\/.*\.sql$/, /\/upgrades\//, /^CHANGELOG\.md$/, /^docs\/.*\.json$/, /^\.ci\/words\.mjs$/, /package-lock\.json$/, /\.lock$/];
const files = execFileSync("git", ["ls-files"], { encoding: "utf8" }).split("\n");
const wanted = files.filter((file) => /\.(rs|ts|mjs|md)$/.test(file) && !exempt.some((rule) => rule.test(file)));
const name = new RegExp(`(?<![\\w"-])(${Object.keys(names).join("|")})(?![\\w"-])`, "g");
const remark = /^\s*(\/\/|\*|\/\*)|\s\/\/ /;

const complaints = [];
for (const file of wanted) {
  const lines = readFileSync(file, "utf8").split("\n");
  const isDocument = file.endsWith(".md");
  for (const [index, line] of lines.entries()) {
    const place = `${file}:${index + 1}`;
    const isProse = isDocument || remark.test(line);
    if (file.endsWith(".rs") || isDocument) {
      // In prose only what stands in backticks is a name: a word may begin a sentence.
      const text = isProse ? (line.match(/`[^`]*`/g) ?? []).join(" ") : line;
      for (const [found] of text.matchAll(name)) complaints.push(`${place}: ${found} is called ${names[found]} here`);
    }
    if (isProse) {
      for (const [rule, instead] of phrases) {
        const found = line.match(rule);
        if (found) complaints.push(`${place}: "${found[0]}": write ${instead}`);
      }
    }
  }
}
if (complaints.length > 0) {
  console.error(complaints.join("\n"));
  process.exit(1);
}
console.log(`words: ${wanted.length} files speak as the glossary does`);
