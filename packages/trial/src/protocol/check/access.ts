// Checks what sites need before they take part, and the log of delegation.
import { commands } from '../../command/catalogue.js';
import { neverDelegated } from '../../decide/permission/delegation.js';
import { type Finding, fault, type Path, repeated } from '../finding.js';
import { nearestWord } from '../nearest-word.js';
import type { PartialProtocol } from '../prune.js';
import { say } from '../sentence.js';
import { standardTasks } from '../site-approval.js';

const commandNames: readonly string[] = Object.keys(commands);

/** Approvals, tasks and trainings have ids of their own; tasks name commands; no log holds up what happened. */
export function checkAccess({ siteActivation, delegation, nationalTrials }: PartialProtocol): readonly Finding[] {
  const tasks = delegation?.tasks ?? standardTasks;
  const demanded = delegation?.demandedFor ?? [];
  const covered = new Set(tasks.flatMap((task) => task.commands ?? []));
  return [
    ...twice(siteActivation?.approvals, ['siteActivation', 'approvals']),
    ...twice(delegation?.tasks, ['delegation', 'tasks']),
    ...twice(delegation?.trainings, ['delegation', 'trainings']),
    ...(siteActivation?.approvals ?? []).flatMap(({ per }, index) =>
      per === 'site' || (nationalTrials ?? []).length > 0
        ? []
        : [
            fault('approval-of-nobody', say`there is no national trial that could have the approval`, 'per: site', [
              'siteActivation',
              'approvals',
              index,
              'per',
            ]),
          ],
    ),
    ...(delegation?.tasks ?? []).flatMap((task, index) =>
      (task.commands ?? []).flatMap((name, place) =>
        unknownCommand(name, ['delegation', 'tasks', index, 'commands', place]),
      ),
    ),
    ...demanded.flatMap((name, index): readonly Finding[] => {
      const path = ['delegation', 'demandedFor', index];
      const unknown = unknownCommand(name, path);
      if (unknown.length > 0) return unknown;
      if ((neverDelegated as readonly string[]).includes(name)) {
        const message = say`${name} records what happened, or is an emergency: no log holds it up`;
        return [fault('delegation-of-fact', message, say`commands that somebody decides on`, path)];
      }
      if (covered.has(name)) return [];
      return [
        fault(
          'delegation-without-task',
          say`no task covers ${name}, so nobody could send it`,
          say`a task with it`,
          path,
        ),
      ];
    }),
  ];
}

function twice(list: readonly { readonly id: string }[] | undefined, path: Path): readonly Finding[] {
  const ids = (list ?? []).map(({ id }) => id);
  return repeated(ids).map((place) =>
    fault('duplicate-id', say`the id "${ids[place]}" is there twice`, say`each id once`, [...path, place, 'id']),
  );
}

function unknownCommand(name: string, path: Path): readonly Finding[] {
  if (commandNames.includes(name)) return [];
  const nearest = nearestWord(name, commandNames);
  const hint = nearest === undefined ? '' : say`; did you mean "${nearest}"?`;
  return [fault('unknown-command', say`no command is named "${name}"${hint}`, say`a command of the house`, path)];
}
