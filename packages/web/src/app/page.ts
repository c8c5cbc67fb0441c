// What a page is: an address within a trial, a title, the rights that show it, and where the navigation lists it.
import type { Icon } from '@tabler/icons-react';
import type { ComponentType } from 'react';
import type { MessageKey } from '../language/message.js';

/** Headings of the navigation, in their order. */
export const pageGroups = [
  'work',
  'participants',
  'data',
  'safety',
  'product',
  'statistics',
  'trial',
  'record',
] as const;
export type PageGroup = (typeof pageGroups)[number];

export interface Page {
  /** Under /trials/$trial/, with `$name` for parameters. */
  readonly path: string;
  readonly title: MessageKey;
  /** Any of these rights shows the page: names of views and commands; none: everybody with a role. */
  readonly rights: readonly string[];
  /** Roles whose first page it is. */
  readonly homeOf?: readonly string[];
  /** Where the navigation lists it; absent for pages that others lead to. */
  readonly group?: PageGroup;
  readonly icon?: Icon;
  /** Shows what blinded people must not see: the page carries the frame and the watermark. */
  readonly isUnblinded?: boolean;
  /** Loads the page, in a chunk of its own. */
  readonly load: () => Promise<{ readonly Page: ComponentType }>;
}
