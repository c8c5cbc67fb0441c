// `equipoise schema`: the JSON Schema of protocol files, for editors.
import { writeFileSync } from 'node:fs';
import { protocolJsonSchema } from '@equipoise/trial';
import { explainFileError } from '../embedded/startup-problem.js';
import type { ExitCode, SchemaOptions } from './options.js';

/** Writes the JSON Schema (2020-12) to a file or to standard output. */
export async function run(options: SchemaOptions): Promise<ExitCode> {
  const text = protocolJsonSchema();
  if (options.output === undefined) {
    process.stdout.write(text);
    return undefined;
  }
  try {
    writeFileSync(options.output, text);
  } catch (error) {
    throw explainFileError(error, options.output);
  }
  return undefined;
}
