// The two texts of a notice.

export interface NoticeWords {
  /** One line, for a subject and a list. `{name}` stands for a fact. */
  readonly subject: string;
  /** What to do next. */
  readonly text: string;
}
