// What checks ask about recorded values: pure, by the protocol.
import {
  calculateItems,
  findQuestions,
  type ItemValue,
  type Protocol,
  type RecordedForm,
  wordQuestion,
} from '@equipoise/trial';

/** A form as checks need it. */
export interface Questioned {
  readonly visit: string;
  readonly form: string;
  readonly occurrence: number;
  readonly happened_on: string;
  readonly items: Readonly<Record<string, ItemValue>>;
  readonly rows: NonNullable<RecordedForm['rows']>;
}

/** A participant with the forms that the actor sees. */
export interface QuestionedRow {
  readonly participant_id: string;
  readonly site_id: string;
  readonly screening_number: string;
  readonly forms: readonly Questioned[];
}

/** A form as the rules read it. */
export function recordedOf({ visit, form, occurrence, happened_on, items, rows }: Questioned): RecordedForm {
  const known = happened_on.startsWith('missing') ? undefined : happened_on;
  return { visit, form, occurrence, day: known, items, ...(rows.length === 0 ? {} : { rows }) };
}

/** The questions that the forms of a participant raise, in words. */
export function questionsIn(protocol: Protocol, forms: readonly Questioned[]) {
  const recorded = forms.map(recordedOf);
  const calculated = calculateItems(protocol, recorded);
  return findQuestions(protocol, recorded).map((question) => ({
    visit: question.visit,
    form: question.form,
    occurrence: question.occurrence,
    items: [...question.items],
    row_id: question.rowId ?? null,
    check: question.check,
    severity: question.severity,
    question: wordQuestion(protocol, question, calculated),
  }));
}
