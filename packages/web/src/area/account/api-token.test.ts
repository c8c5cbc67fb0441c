import { describe, expect, it } from 'vitest';
import { commandsOf, scopesOf } from './api-token.js';

describe('what an API token can be made for', () => {
  it('is the commands among the rights, without those that ask for credentials again', () => {
    const rights = new Set(['recordForm', 'participants', 'breakCode', 'signForms', 'askQuery']);
    expect(commandsOf(rights)).not.toContain('participants');
    expect(commandsOf(rights)).not.toContain('breakCode');
    expect(commandsOf(rights)).toContain('recordForm');
  });

  it('is written as scopes of one trial', () => {
    expect(scopesOf('t', { reads: true, writes: ['recordForm'] })).toEqual(['t:read', 't:write:recordForm']);
    expect(scopesOf('t', { reads: false, writes: [] })).toEqual([]);
  });
});
