// The editor of a protocol: YAML with the marks of the check on its lines, and what can be written next.
import {
  autocompletion,
  type CompletionContext,
  type CompletionResult,
  completionKeymap,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { HighlightStyle, indentUnit, syntaxHighlighting } from '@codemirror/language';
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { tags } from '@lezer/highlight';
import type { Ref } from 'react';
import { useEffect, useImperativeHandle, useRef } from 'react';
import { pageNonce } from '../../app/nonce.js';
import { optionsAt, placeAt, type Schema } from './completion.js';
import type { ProtocolIssue } from './protocol-route.js';

/** What the page around it may do with the editor. */
export interface EditorHandle {
  readonly goTo: (line: number, column: number) => void;
  readonly replace: (source: string) => void;
}

interface ProtocolEditorProps {
  readonly label: string;
  readonly source: string;
  readonly onChange: (source: string) => void;
  readonly issues: readonly ProtocolIssue[];
  readonly schema: unknown;
  readonly height: string;
  readonly ref: Ref<EditorHandle>;
}

const highlight = HighlightStyle.define([
  {
    tag: [tags.propertyName, tags.definition(tags.propertyName)],
    color: 'var(--mantine-color-anchor)',
    fontWeight: '600',
  },
  { tag: tags.comment, color: 'var(--mantine-color-dimmed)', fontStyle: 'italic' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--eq-good-text)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--eq-unblinded)' },
]);

const look = EditorView.theme({
  '&': { backgroundColor: 'var(--eq-card)', color: 'var(--mantine-color-text)', fontSize: '13px', height: '100%' },
  '.cm-scroller': { fontFamily: 'var(--mantine-font-family-monospace)', overflow: 'auto' },
  '.cm-gutters': { backgroundColor: 'var(--mantine-color-body)', color: 'var(--mantine-color-dimmed)', border: 'none' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--mantine-primary-color-light)' },
  '.cm-cursor': { borderLeftColor: 'var(--mantine-color-text)' },
  '&.cm-focused': { outline: '2px solid var(--mantine-color-anchor)', outlineOffset: '-2px' },
  '.cm-selectionBackground, &.cm-focused .cm-selectionBackground': { backgroundColor: 'var(--eq-line) !important' },
  '.cm-tooltip': {
    backgroundColor: 'var(--eq-card)',
    color: 'var(--mantine-color-text)',
    border: '1px solid var(--eq-line)',
    borderRadius: '6px',
    maxWidth: '420px',
  },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    backgroundColor: 'var(--mantine-primary-color-filled)',
    color: '#fff',
  },
  '.cm-completionDetail': { fontStyle: 'normal', opacity: '0.8' },
});

export function ProtocolEditor({ label, source, onChange, issues, schema, height, ref }: ProtocolEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const latest = useRef({ onChange, schema });
  latest.current = { onChange, schema };
  const begun = useRef(source);
  useEffect(() => {
    if (host.current === null) return undefined;
    const complete = (context: CompletionContext) => offer(context, latest.current.schema as Schema | undefined);
    const editor = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: begun.current,
        extensions: [
          EditorView.cspNonce.of(pageNonce()),
          EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) latest.current.onChange(update.state.doc.toString());
          }),
          ...[
            lineNumbers(),
            history(),
            drawSelection(),
            highlightActiveLine(),
            highlightActiveLineGutter(),
            lintGutter(),
          ],
          ...[yaml(), syntaxHighlighting(highlight), indentUnit.of('  '), look],
          autocompletion({ override: [complete] }),
          // The key Tab goes on to the next field, as everywhere else.
          keymap.of([...defaultKeymap, ...historyKeymap, ...completionKeymap, ...lintKeymap]),
        ],
      }),
    });
    view.current = editor;
    return () => editor.destroy();
  }, [label]);
  useEffect(() => {
    const editor = view.current;
    if (editor === undefined) return;
    editor.dispatch(setDiagnostics(editor.state, marksOf(editor.state, issues)));
  }, [issues]);
  useImperativeHandle(ref, () => ({
    goTo: (line, column) => {
      const editor = view.current;
      if (editor === undefined) return;
      const at = positionOf(editor.state, line, column);
      editor.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: 'center' }) });
      editor.focus();
    },
    replace: (text) => {
      const editor = view.current;
      editor?.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text }, selection: { anchor: 0 } });
    },
  }));
  return <div ref={host} className="eq-card" style={{ height, overflow: 'hidden' }} />;
}

function positionOf({ doc }: EditorState, line: number, column: number): number {
  const { from, to } = doc.line(Math.min(Math.max(line, 1), doc.lines));
  return Math.min(from + Math.max(column - 1, 0), to);
}

function marksOf(state: EditorState, issues: readonly ProtocolIssue[]): readonly Diagnostic[] {
  return issues
    .map((issue): Diagnostic => {
      const { to } = state.doc.line(Math.min(Math.max(issue.line ?? 1, 1), state.doc.lines));
      return {
        from: positionOf(state, issue.line ?? 1, issue.column ?? 1),
        to,
        severity: issue.severity,
        message: issue.allowed === undefined ? issue.message : `${issue.message} (${issue.allowed})`,
        source: issue.code,
      };
    })
    .sort((one, other) => one.from - other.from);
}

function offer({ state, pos, explicit }: CompletionContext, schema: Schema | undefined): CompletionResult | null {
  const place = schema === undefined ? undefined : placeAt(state.sliceDoc(0, pos));
  if (schema === undefined || place === undefined) return null;
  if (place.written === '' && place.ofKey === undefined && !explicit) return null;
  const options = optionsAt(schema, place).map(({ label, kind, isRequired, description }) => ({
    label,
    type: kind === 'key' ? 'property' : 'enum',
    ...(kind === 'key' ? { apply: `${label}: ` } : {}),
    ...(isRequired ? { boost: 1 } : {}),
    ...(description === undefined ? {} : { info: description }),
  }));
  return options.length === 0 ? null : { from: pos - place.written.length, options, validFor: /^[\w.$-]*$/ };
}
