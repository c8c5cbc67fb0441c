// The checks of two people at the bedside, and the codes that no plan can know because the trial draws them.
import { deterministicId, type SubmittedCommand } from '@equipoise/trial';
import { instantOf } from './calendar.js';
import type { Staging } from './participant-script.js';

/** What stands in a plan for a code that the trial draws; `withDrawnCodes` puts it in. */
export const unknownIdentityCode = 'IDENTITY-CODE';
const unknownLabelCode = 'LABEL-CODE';

/** The codes of a participant and of a bag as the trial drew them. */
export interface DrawnCodes {
  readonly identityCode?: string | undefined;
  readonly labelCode?: string | undefined;
}

/** The material whose codes a planned command waits for; undefined where it has all it needs. */
export function waitsForCodes({ command }: SubmittedCommand): { participantId: string; bagCode: string } | undefined {
  if (command.name === 'checkBedside') {
    const { participantId, bagCode, identityCode, labelCode } = command.body;
    return identityCode === unknownIdentityCode || labelCode === unknownLabelCode
      ? { participantId, bagCode }
      : undefined;
  }
  if (command.name !== 'recordHandover' || command.body.identityCode !== unknownIdentityCode) return undefined;
  const { participantId, material } = command.body;
  return { participantId, bagCode: 'bagCode' in material ? material.bagCode : '' };
}

/** The command with the codes scanned in that the plan could not know; any other command as it is. */
export function withDrawnCodes(submitted: SubmittedCommand, codes: DrawnCodes): SubmittedCommand {
  if (waitsForCodes(submitted) === undefined) return submitted;
  const { command } = submitted;
  const { identityCode = unknownIdentityCode, labelCode } = codes;
  if (command.name === 'recordHandover') {
    return { ...submitted, command: { name: 'recordHandover', body: { ...command.body, identityCode } } };
  }
  if (command.name !== 'checkBedside') return submitted;
  const { labelCode: _, ...scan } = command.body;
  const body = { ...scan, identityCode, ...(labelCode === undefined ? {} : { labelCode }) };
  return { ...submitted, command: { name: 'checkBedside', body } };
}

/** The time that the checks of two people and the clearance take before the start of an infusion, in minutes. */
const bedsideMinutes = 10;

/** Two people scan and one asks whether it may start, where the protocol asks for it. */
export function scriptBedside(
  { protocol, cast, script }: Staging,
  about: {
    readonly participantId: string;
    readonly administration: string;
    readonly siteId: string;
    readonly bagCode: string;
    /** Milliseconds since 1970. */
    readonly startedAt: number;
  },
): void {
  const { participantId, administration, siteId, bagCode, startedAt } = about;
  const bedside = protocol.product?.bedside;
  if (bedside === undefined) return;
  const first = cast.senderOf('checkBedside', siteId);
  const second = cast.senderOf('checkBedside', siteId, 'coordinator');
  const before = (share: number) =>
    startedAt - Math.round(share * Math.min(bedsideMinutes, bedside.validMinutes) * 60_000);
  [first, second].forEach((actorId, i) => {
    const moment = before(0.6 - 0.2 * i);
    script.add({
      moment,
      actorId,
      name: 'checkBedside',
      body: {
        participantId,
        checkId: deterministicId(participantId, 'bedside check', `${administration}/${i + 1}`),
        administration,
        identityCode: unknownIdentityCode,
        bagCode,
        labelCode: unknownLabelCode,
        happenedAt: { at: instantOf(moment), zone: 'UTC' },
      },
    });
  });
  if (first === second) return;
  script.add({
    moment: before(0.2),
    actorId: first,
    name: 'clearInfusion',
    body: { participantId, administration, bagCode },
  });
}
