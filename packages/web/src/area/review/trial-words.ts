// What pages of review say in the words of the trial: its protocol, the numbers of participants, the names of people.
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { askRoute } from '../../api/http.js';
import { usePeopleWords, wordsOfPeople } from '../../api/names.js';
import { useProtocol } from '../../api/protocol.js';
import { useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { english } from '../../language/en/all.js';
import { useFormats } from '../../language/format.js';
import { type MessageKey, useSpeech } from '../../language/message.js';
import { type ProtocolWords, protocolWords } from './protocol-words.js';

/** The words of the protocol in force; of a site where one is given. */
export function useProtocolWords(siteId?: string): ProtocolWords {
  const { trialId } = useTrial();
  const { say, language } = useSpeech();
  const formats = useFormats();
  const protocol = useProtocol(trialId, { siteId }).data?.protocol;
  return useMemo(
    () =>
      protocolWords(protocol, {
        language,
        day: formats.day,
        number: (value) => formats.number(value),
        yes: say('shell.yes'),
        no: say('shell.no'),
        role: (id) => (`role.${id}` in english ? say(`role.${id}` as MessageKey) : id),
        missing: (reason) => say(`review.missing.${reason}` as MessageKey),
      }),
    [protocol, language, formats, say],
  );
}

/** Who a participant is on these pages: the number, and the site. */
export interface Known {
  readonly number: string;
  readonly siteId: string;
  readonly status: string;
}

/** The participants that the person may see, by id. */
export function useParticipants(): {
  readonly known: ReadonlyMap<string, Known>;
  readonly number: (id: string) => string;
} {
  const { trialId, may } = useTrial();
  const { data } = useView(trialId, 'participants', {}, { enabled: may('participants') });
  return useMemo(() => {
    const known = new Map(
      (data ?? []).map((one) => [
        one.participant_id,
        { number: one.screening_number, siteId: one.site_id, status: one.status },
      ]),
    );
    return { known, number: (id: string) => known.get(id)?.number ?? `…${id.slice(-6)}` };
  }, [data]);
}

/** The numbers of the participants, also for those who see the product and no list of participants. */
export function useParticipantsOfProduct(): {
  readonly known: ReadonlyMap<string, string>;
  readonly number: (id: string) => string;
} {
  const { trialId, may } = useTrial();
  const listed = useView(trialId, 'participants', {}, { enabled: may('participants') });
  const ofProduct = useView(trialId, 'productProgress', {}, { enabled: !may('participants') && may('productStatus') });
  const rows = may('participants') ? listed.data : ofProduct.data;
  return useMemo(() => {
    const known = new Map((rows ?? []).map((one) => [one.participant_id, one.screening_number]));
    return { known, number: (id: string) => known.get(id) ?? `…${id.slice(-6)}` };
  }, [rows]);
}

/** The names of the people of the trial, by pseudonym. */
export function usePeople(): (actorId: string | null | undefined) => string {
  const { trialId } = useTrial();
  const { data } = useQuery({
    queryKey: ['people', trialId],
    staleTime: 300_000,
    queryFn: () => askRoute('GET /api/trials/{id}/names', { path: { id: trialId } }),
  });
  const { role, nobody } = usePeopleWords();
  return useMemo(() => {
    if (data === undefined) return (actorId) => (actorId ? '…' : '');
    const nameOf = wordsOfPeople([data], { role, nobody });
    return (actorId) => (actorId ? nameOf(actorId) : '');
  }, [data, role, nobody]);
}

/** The sites where the person's roles count, as the protocol names them. */
export function useSites(): readonly { readonly value: string; readonly label: string }[] {
  const { sites } = useTrial();
  const { protocol, text } = useProtocolWords();
  return useMemo(
    () =>
      (protocol?.sites ?? [])
        .filter(({ id, nationalTrial }) => sites === 'all' || sites.includes(id) || sites.includes(`@${nationalTrial}`))
        .map(({ id, name }) => ({ value: id, label: text(name) })),
    [protocol, text, sites],
  );
}
