// A word that stands out: its frame and colour have contrast in both colour schemes; the word itself says the state.
import { Text } from '@mantine/core';
import type { ReactNode } from 'react';

export type Tone = 'good' | 'warning' | 'bad' | 'plain';
const colours: Readonly<Record<Tone, string>> = {
  good: 'var(--eq-good-text)',
  warning: 'var(--eq-warning-text)',
  bad: 'var(--eq-bad-text)',
  plain: 'var(--mantine-color-text)',
};

export function Mark({ tone = 'plain', children }: { readonly tone?: Tone; readonly children: ReactNode }) {
  return (
    <Text span size="sm" fw={600} c={colours[tone]} className="eq-state">
      {children}
    </Text>
  );
}
