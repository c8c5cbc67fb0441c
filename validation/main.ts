// Runs the case files that the command line names; exit code 1 when anything failed.
import { PROCEDURES } from './procedure.js';
import { validate } from './validate.js';

const { passed, failed } = validate(process.argv.slice(2), PROCEDURES, (line) => process.stdout.write(`${line}\n`));
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
