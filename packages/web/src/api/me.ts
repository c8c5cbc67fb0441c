// Who is signed in, and what the roles in a trial allow.
import { useQuery } from '@tanstack/react-query';
import { askRoute } from './http.js';
import type { Routes } from './interface.js';

export type Me = Routes['GET /api/me']['answer'];
export type TrialOfMe = Me['trials'][number];

/** The person of this session; null where nobody is signed in. */
export function useMe() {
  return useQuery<Me | null>({
    queryKey: ['me'],
    staleTime: 60_000,
    queryFn: async () => (await askRoute('GET /api/session')).me as Me | null,
  });
}

/** All rights of the roles held in a trial, whatever the site. */
export function rightsIn(trial: TrialOfMe): ReadonlySet<string> {
  return new Set(trial.roles.flatMap(({ rights }) => rights));
}

/** Whether a role held in the trial is unblinded: then its pages carry the frame. */
export function isUnblindedIn(trial: TrialOfMe): boolean {
  return trial.roles.some(({ blinded }) => !blinded);
}
