// Who may see which report: dummy arms by a right, real ones where the record holds their opening for this audience.
import { type Protocol, rolesOf, type TrialId } from '@equipoise/trial';
import { type ArmsShown, type LooksOfTrial, type RunAudience, readLooksOfTrial } from '../store/analysis.js';
import type { HeldRole } from '../store/membership.js';
import type { Pools } from '../store/pool.js';
import { readProtocolOf } from '../store/protocol.js';
import { HttpProblem } from './problem.js';

/** Rights that show one kind of report or another. */
export const reportRights = ['blindedReport', 'cutReport', 'unblindedReport'] as const;

/** Who may see the report that is asked for. @throws HttpProblem where who asks is not among them, or nothing is opened */
export async function audienceOf(
  writer: Pools['writer'],
  asked: {
    readonly trialId: TrialId;
    readonly roles: readonly HeldRole[];
    readonly arms: ArmsShown;
    readonly cut: string | undefined;
  },
): Promise<RunAudience> {
  const { trialId, roles, arms } = asked;
  const looks = await readLooksOfTrial(writer, trialId);
  const cut = looks.cuts.find((one) => one.cut === asked.cut);
  if (asked.cut !== undefined && cut === undefined) throw new HttpProblem('cut-unknown');
  if (arms === 'dummy') return held(roles, { rights: ['blindedReport'] });
  if (looks.isUnblinded) return held(roles, { rights: reportRights });
  const audience = cutAudience(await readProtocolOf(writer, trialId), cut);
  // Who may never see them is told no more than that.
  held(roles, audience);
  if (cut === undefined || cut.openedAt === null) throw new HttpProblem('arms-closed');
  return audience;
}

/** Who sees real arms of a cut: its audience, and roles that see everything (inspectors). */
function cutAudience(protocol: Protocol, cut: LooksOfTrial['cuts'][number] | undefined): RunAudience {
  const rights = ['cutReport', 'unblindedReport'];
  if (cut === undefined) return { rights };
  const all = rolesOf(protocol).filter((role) => !role.blinded && role.rights.includes('unblindedReport'));
  return { rights, roles: [...cut.audience, ...all.map(({ id }) => id)] };
}

function held(roles: readonly HeldRole[], audience: RunAudience): RunAudience {
  const own = roles.filter(({ role }) => audience.roles?.includes(role) ?? true);
  if (!holdsAny(own, audience.rights)) throw rightMissing(audience.rights[0] ?? '');
  return audience;
}

/** Whether one of these roles has one of these rights. */
export function holdsAny(roles: readonly HeldRole[], wanted: readonly string[]): boolean {
  return roles.some(({ rights }) => rights.some((right) => wanted.includes(right)));
}

/** The answer to who may not see a report. */
export function rightMissing(right: string): HttpProblem {
  const detail = `None of your roles in this trial shows this report: it needs the right ${right}.`;
  return new HttpProblem('view-right-missing', { detail, facts: { right } });
}
