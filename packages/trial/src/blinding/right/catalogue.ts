// Every right, by area. A new command or view gets its roles in the file of its area; a new area stands here too.
import type { CommandName } from '../../command/catalogue.js';
import type { StandardRoleId } from '../standard-role.js';
import { accessNames, accessRights } from './access.js';
import { amendmentNames, amendmentRights } from './amendment.js';
import { captureNames, captureRights } from './capture.js';
import type { Right, RightsOfRoles } from './contract.js';
import { enrolmentNames, enrolmentRights } from './enrolment.js';
import { exchangeNames, exchangeRights } from './exchange.js';
import { identityNames, identityRights } from './identity.js';
import { openingNames, openingRights } from './opening.js';
import { productNames, productRights } from './product.js';
import { reviewNames, reviewRights } from './review.js';
import { safetyNames, safetyRights } from './safety.js';
import { trialNames, trialRights } from './trial.js';

/** What a role may look at without learning a treatment. */
export const blindedViews = [
  ...trialNames.blindedViews,
  ...amendmentNames.blindedViews,
  ...accessNames.blindedViews,
  ...enrolmentNames.blindedViews,
  ...openingNames.blindedViews,
  ...productNames.blindedViews,
  ...captureNames.blindedViews,
  ...reviewNames.blindedViews,
  ...safetyNames.blindedViews,
  ...exchangeNames.blindedViews,
] as const;

/** What shows treatments: no blinded role has one of these. */
export const unblindedViews = [
  ...trialNames.unblindedViews,
  ...amendmentNames.unblindedViews,
  ...accessNames.unblindedViews,
  ...enrolmentNames.unblindedViews,
  ...openingNames.unblindedViews,
  ...productNames.unblindedViews,
  ...captureNames.unblindedViews,
  ...reviewNames.unblindedViews,
  ...safetyNames.unblindedViews,
  ...exchangeNames.unblindedViews,
] as const;

/** Commands of which treatments follow for who sends them: no blinded role has one of these. */
export const unblindedCommands: readonly CommandName[] = [
  ...trialNames.unblindedCommands,
  ...amendmentNames.unblindedCommands,
  ...accessNames.unblindedCommands,
  ...enrolmentNames.unblindedCommands,
  ...openingNames.unblindedCommands,
  ...productNames.unblindedCommands,
  ...captureNames.unblindedCommands,
  ...reviewNames.unblindedCommands,
  ...safetyNames.unblindedCommands,
  ...exchangeNames.unblindedCommands,
];

/** Rights that are neither a command nor a view. */
export const deeds = [...identityNames.deeds, ...reviewNames.deeds] as const;

export type Deed = (typeof deeds)[number];
export type ViewName = (typeof blindedViews)[number] | (typeof unblindedViews)[number];

const areas: readonly RightsOfRoles[] = [
  trialRights,
  amendmentRights,
  accessRights,
  enrolmentRights,
  identityRights,
  openingRights,
  productRights,
  captureRights,
  reviewRights,
  safetyRights,
  exchangeRights,
];

/** The rights of a standard role, area by area. */
export function standardRights(role: StandardRoleId): readonly Right[] {
  return areas.flatMap((rights) => rights[role] ?? []);
}
