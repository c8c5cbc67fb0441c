// What each command's `run` is given: the command line, parsed.
import type { NewTrialAnswers } from '@equipoise/trial';

/** Common to all commands that use the database. */
export interface DataOptions {
  /** Absolute path of the folder that holds the embedded database and files. */
  readonly dataDir: string;
}

/** A trial as it was named: a folder under trials/, a path to a protocol file, or the id of a trial in the database. */
export interface TrialOptions extends DataOptions {
  readonly trial: string;
}

export interface StartOptions extends DataOptions {
  readonly port: number;
  readonly rehearsesNothing: boolean;
  /** The trial that is rehearsed on the first start; absent: that of trials/default.json. */
  readonly rehearse?: string;
  /** Name of its scenario, or a path to a YAML file; absent: that of trials/default.json, of a named trial "default". */
  readonly scenario?: string;
}

export interface ServeOptions extends DataOptions {
  /** The address to listen on. */
  readonly host: string;
  readonly port: number;
  /** Where people reach the installation: https://trial.example.org */
  readonly publicUrl?: string;
  /** Absolute paths of a certificate and its key, in PEM: the server speaks TLS itself. */
  readonly tls?: { readonly certificate: string; readonly key: string };
  /** Further names, without port, under which requests are answered. */
  readonly allowedHosts: readonly string[];
  /** Addresses or networks of reverse proxies whose X-Forwarded headers are believed. */
  readonly trustedProxies: readonly string[];
  /** For /metrics from elsewhere than this computer. */
  readonly metricsToken?: string;
  readonly requestsPerMinute: { readonly perAddress: number; readonly perAccount: number };
  readonly logLevel: string;
}

export interface RehearseOptions extends TrialOptions {
  /** Name of a scenario beside the protocol, or a path to a YAML file. */
  readonly scenario?: string;
  readonly participants?: number;
  readonly seed?: number;
}

export interface ImportOptions extends TrialOptions {
  /** Absolute path; without it the data that the trial's folder carries. */
  readonly file?: string;
}

export interface AnalyseOptions extends TrialOptions {
  readonly cut?: string;
  /** Absolute path of the JSON file to write. */
  readonly json?: string;
  /** Absolute path of the HTML file to write. */
  readonly report?: string;
}

export interface ExportOptions extends TrialOptions {
  readonly cut?: string;
  /** Absolute path of the folder for the analysed records. */
  readonly analysisData?: string;
  /** Absolute path of the JSON file for the randomisation of an unblinded trial. */
  readonly randomisation?: string;
}

export interface AssessOptions {
  readonly trial: string;
  /** Other designs, in words or as YAML between braces. */
  readonly compare: readonly string[];
  readonly participants?: number;
  readonly strata?: number;
  readonly runs?: number;
  readonly seed: number;
  /** Absolute path of the JSON file to write. */
  readonly json?: string;
  /** Absolute path of the SVG file to write. */
  readonly plot?: string;
}

export interface VerifyRevealOptions {
  /** Absolute path of a file that `export --randomisation` wrote. */
  readonly file: string;
}

export interface CheckOptions {
  readonly trial: string;
  /** Print the issues as JSON, for editors. */
  readonly json: boolean;
}

export interface DiffOptions {
  /** The earlier and the later protocol, each as a TRIAL that is a file. */
  readonly before: string;
  readonly after: string;
  /** Print JSON. */
  readonly json: boolean;
}

export interface DrawOptions {
  readonly trial: string;
  /** Absolute path, ending in .html or .svg; without it ID-design.html in the current folder. */
  readonly output?: string;
}

export interface DesignOptions {
  readonly trial: string;
  /** Print power and sample size. */
  readonly power: boolean;
  /** Trials to simulate of each scenario; absent: none. */
  readonly simulate?: number;
  /** Parts of the ids of the scenarios to simulate; absent: all. */
  readonly only?: readonly string[];
  /** Threads; absent: one for each core. */
  readonly workers?: number;
  readonly seed: number;
  /** In place of the planned number. */
  readonly participants?: number;
  /** Absolute path of the JSON file to write. */
  readonly json?: string;
}

export interface NewOptions {
  /** The folder to write; absent: named after the acronym, in the current folder. */
  readonly dir?: string;
  /** Take the usual answer for all that the other options leave open, and ask nothing. */
  readonly yes: boolean;
  readonly title?: string;
  readonly acronym?: string;
  readonly design?: NewTrialAnswers['design'];
  /** With commas between them. */
  readonly treatments?: string;
  readonly endpoint?: NewTrialAnswers['endpoint'];
  readonly sites?: number;
  readonly participants?: number;
  readonly randomisation?: NewTrialAnswers['method'];
  readonly openLabel?: boolean;
}

export interface SchemaOptions {
  /** Absolute path; without it the schema goes to standard output. */
  readonly output?: string;
}

export interface VerifyOptions extends DataOptions {
  /** Only this trial; without it all. */
  readonly trial?: string;
  /** Absolute path of a checkpoint file. */
  readonly checkpoint?: string;
}

export interface CheckpointOptions extends DataOptions {
  /** Only this trial; without it all. */
  readonly trial?: string;
  /** Absolute path of the file to write; without it beside the data. */
  readonly file?: string;
}

export interface BackupOptions extends DataOptions {
  /** Absolute path of the file to write; without it in backups/ beside the data. */
  readonly file?: string;
  /** Further age recipients who can open it. */
  readonly recipients: readonly string[];
}

export interface RestoreOptions extends DataOptions {
  /** Absolute path of the backup. */
  readonly file: string;
}

export interface DictionaryOptions extends DataOptions {
  /** A folder of MedDRA ASCII files, or a CSV file. */
  readonly from: string;
  readonly name: string;
  readonly version: string;
}

export interface RebuildOptions extends DataOptions {
  /** Compare only, change nothing. */
  readonly check: boolean;
}

export interface KeyEscrowOptions extends DataOptions {
  readonly shares: number;
  readonly threshold: number;
  /** Absolute path of the folder for the shares. */
  readonly output: string;
  /** Who gets each share, in order; absent: numbers. */
  readonly holders?: readonly string[];
}

export interface KeyRotateOptions extends DataOptions {
  /** The environment variable that holds the next master key. */
  readonly environment?: string;
  /** The key of a key management service that wraps the next master key. */
  readonly kms?: string;
  readonly endpoint?: string;
  readonly region?: string;
}

export interface KeyRecoverOptions extends DataOptions {
  /** Absolute paths of the share files. */
  readonly shares: readonly string[];
}

export interface SubmitOptions extends TrialOptions {
  /** Absolute path of a JSON file with one command; "-" is standard input. */
  readonly file: string;
}

export interface TrialsOptions extends DataOptions {
  /** Print JSON. */
  readonly json: boolean;
}

/** What a command answers: its exit code; undefined is 0. */
export type ExitCode = number | undefined;

/** 0 done · 1 refused, or a problem was found · 2 wrong command line · 3 can't start. */
export const exitCodes = { done: 0, problem: 1, usage: 2, cannotStart: 3 } as const;

/** A command can't do what was asked, for a reason that its message says in one sentence; the exit code is 1. */
export class CommandProblem extends Error {
  override readonly name = 'CommandProblem';
}
