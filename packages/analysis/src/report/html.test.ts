// Escaping: text never becomes markup or style.
import { expect, test } from 'vitest';
import { attributes, cssString, html } from './html.js';

test('escapes text and keeps markup', () => {
  const inner = html`<b>${'a < b & "c"'}</b>`;
  expect(html`<p>${inner}${undefined}${['x', 1]}</p>`.markup).toBe('<p><b>a &lt; b &amp; &quot;c&quot;</b>x1</p>');
});

test('escapes attributes and leaves out those that are undefined', () => {
  expect(attributes({ title: `"><script>'`, id: undefined, n: 0 }).markup).toBe(
    ' title="&quot;&gt;&lt;script&gt;&#39;" n="0"',
  );
});

test('drops control characters, which HTML does not allow', () => {
  expect(html`${'a\u0000b\u001bc'}`.markup).toBe('abc');
});

test('quotes text for a style sheet so that it can end neither the string nor the sheet', () => {
  expect(cssString('a"b\\c</style>')).toBe('"a\\000022b\\00005cc\\00003c/style\\00003e"');
});
