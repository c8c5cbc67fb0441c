// A file that the server makes on request, handed to the browser to keep.
import { send } from '../../api/http.js';

/** Asks for a file and saves it under the name that the server gives. @throws Problem, ConnectionLost */
export async function download(path: string, body: object): Promise<void> {
  const response = await send('POST', path, { body });
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = fileNameIn(response.headers.get('content-disposition')) ?? 'export';
  link.click();
  // The browser has taken the file when the next task runs.
  window.setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** The name in a Content-Disposition header. */
export function fileNameIn(header: string | null): string | undefined {
  return /filename="([^"]+)"/.exec(header ?? '')?.[1];
}
