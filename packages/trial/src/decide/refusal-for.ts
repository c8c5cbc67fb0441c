// Whether a command would be refused, from open events only: shared by the server's decision and by a screen.
import type { Command, CommandName } from '../command/catalogue.js';
import type { States } from '../evolve/blind-state.js';
import type { Refusal } from '../refusal.js';
import { accessPermissions } from './permission/access.js';
import { allocationPermissions } from './permission/allocation.js';
import { amendmentPermissions } from './permission/amendment.js';
import { capturePermissions } from './permission/capture.js';
import { codingPermissions } from './permission/coding.js';
import { enrolmentPermissions } from './permission/enrolment.js';
import { exchangePermissions } from './permission/exchange.js';
import { futureRefusal } from './permission/future.js';
import { generalRefusal } from './permission/general.js';
import { identityPermissions } from './permission/identity.js';
import { lockedRefusal, lockPermissions } from './permission/lock.js';
import { placePermissions } from './permission/place.js';
import { productPermissions } from './permission/product.js';
import { queryPermissions } from './permission/query.js';
import { safetyPermissions } from './permission/safety.js';
import { safetyCasePermissions } from './permission/safety-case.js';
import { signaturePermissions } from './permission/signature.js';
import { siteDataPermissions } from './permission/site-data.js';
import { trialPermissions } from './permission/trial.js';
import { verificationPermissions } from './permission/verification.js';
import { type Asking, type Permission, type Permissions, type Situation, situationOf } from './situation.js';

const permissions: Permissions<CommandName> = {
  ...trialPermissions,
  ...amendmentPermissions,
  ...accessPermissions,
  ...allocationPermissions,
  ...enrolmentPermissions,
  ...identityPermissions,
  ...productPermissions,
  ...capturePermissions,
  ...placePermissions,
  ...siteDataPermissions,
  ...queryPermissions,
  ...verificationPermissions,
  ...signaturePermissions,
  ...lockPermissions,
  ...codingPermissions,
  ...safetyPermissions,
  ...safetyCasePermissions,
  ...exchangePermissions,
};

/**
 * The refusal that a command would meet, or undefined where the blind states do not forbid it. Needs no key and draws
 * nothing. What only the server knows (custody of the key, an uploaded list's lines) is left to `decide`.
 */
export function refusalFor(states: States, command: Command, asking: Asking): Refusal | undefined {
  const situation = situationOf(states, asking);
  return (
    generalRefusal(command, situation) ??
    futureRefusal(command, situation) ??
    lockedRefusal(command, situation) ??
    specificRefusal(command, situation)
  );
}

function specificRefusal<N extends CommandName>(
  { name, body }: Extract<Command, { name: N }>,
  situation: Situation,
): Refusal | undefined {
  // The table holds for each name the permission of that name's body, which the compiler cannot correlate.
  const permission = permissions[name] as Permission<N>;
  return permission(body as Parameters<Permission<N>>[0], situation);
}
