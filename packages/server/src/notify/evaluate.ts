// Evaluates stopping rules after what was recorded: those over everybody, blinded; those by treatment behind the firewall.
import type { RuleResult } from '@equipoise/analysis';
import { type CommandId, canonicalJson, deterministicId, noticeIdOf, sha256Hex, type TrialId } from '@equipoise/trial';
import type { CommandExecutor } from '../execute/execute.js';
import { addAlert, lastEvaluation, noteEvaluation } from '../store/notify/delivery.js';
import { readProtocolOf } from '../store/protocol.js';
import { withSequences } from '../store/view/closed-safety.js';
import { stoppingFacts, stoppingQuery } from '../store/view/safety.js';
import type { System } from '../system.js';

/** What became of an evaluation. Of the rules by treatment nothing is told here. */
export interface Evaluated {
  /** Ids of the rules over everybody that are reached. */
  readonly reached: readonly string[];
}

/**
 * Looks at the stopping rules of a trial. A rule over everybody that is reached becomes an alert, once. Rules by
 * treatment are evaluated for the statistician of the safety board: the look is recorded, sealed, before anything is
 * made of it, and all that leaves is one message, to the board's statistician alone, that there is something to see.
 * Without such a statistician nobody looks.
 */
export async function evaluateRules(
  system: System,
  executor: CommandExecutor,
  { trialId, now }: { readonly trialId: TrialId; readonly now: string },
): Promise<Evaluated> {
  const { writer } = system.pools;
  const protocol = await readProtocolOf(writer, trialId);
  if ((protocol.safety?.stoppingRules ?? []).length === 0) return { reached: [] };
  const { evaluateStoppingRules, treatmentsOf } = await import('@equipoise/analysis');
  const { rows } = await writer.query<Record<string, unknown>>(stoppingQuery, [trialId]);
  const participants = stoppingFacts(rows);
  const reached = evaluateStoppingRules(protocol, participants).filter(({ isReached }) => isReached);
  for (const rule of reached) {
    await addAlert(writer, {
      trialId,
      noticeId: noticeIdOf(trialId, 'stopping-rule', rule.rule),
      code: 'stopping-rule',
      roles: ['safetyOfficer', 'medicalMonitor', 'trialManager', 'dsmbStatistician'],
      facts: { rule: rule.rule },
      at: now,
    });
  }
  const basis = sha256Hex(canonicalJson(rows as never));
  if ((await lastEvaluation(writer, trialId)) !== basis) {
    const isDone = await evaluateByTreatment();
    if (isDone) await noteEvaluation(writer, trialId, basis);
  }
  return { reached: reached.map(({ rule }) => rule) };

  async function evaluateByTreatment(): Promise<boolean> {
    if (!(protocol.safety?.stoppingRules ?? []).some(({ by }) => by === 'treatment')) return true;
    const { rows: grants } = await writer.query<{ actor_id: string }>(
      `select actor_id from read.role_grant where trial_id = $1 and role = 'dsmbStatistician'
         and (valid_from is null or valid_from <= now()) and (valid_until is null or now() < valid_until) order by actor_id limit 1`,
      [trialId],
    );
    const statistician = grants[0]?.actor_id;
    if (statistician === undefined) return false;
    const sequenced = await withSequences(system, trialId, participants);
    const results = evaluateStoppingRules(protocol, sequenced, treatmentsOf({ protocol, participants: sequenced }));
    const recorded = await executor.execute(trialId, {
      commandId: deterministicId(trialId, 'safety evaluation', basis) as CommandId,
      actorId: statistician as never,
      command: {
        name: 'recordSafetyEvaluation',
        body: { evaluatedAt: now, automatic: true, rules: results.map(recordedRule) },
      },
    });
    if (!recorded.accepted) return false;
    if (results.some(({ isReached }) => isReached)) {
      await addAlert(writer, {
        trialId,
        noticeId: noticeIdOf(trialId, 'safety-rule-evaluated', basis),
        code: 'safety-rule-evaluated',
        roles: ['dsmbStatistician'],
        facts: {},
        at: now,
      });
    }
    return true;
  }
}

function recordedRule({ rule, participants, withEvent, isReached }: RuleResult) {
  return { rule, participants, withEvent, isReached };
}
